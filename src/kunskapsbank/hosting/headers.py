"""What a web server is to say about every file: the one place for security headers and cache rules.

The ``<meta>`` policy in each page, ``_headers`` and the configurations of :mod:`.servers` are made of this.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..base.fingerprints import DIGITS, VERSIONED

#: What a page may load: its own files, nothing inline and nothing evaluated. The search needs no more.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)

#: Sent with every answer, errors too. ``frame-ancestors`` means nothing in ``<meta>``, so it stands here only.
#: Strict-Transport-Security holds for a year: start with a short max-age if the host has never had HTTPS before.
HEADERS = {
    "Content-Security-Policy": f"{CSP}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "payment",
            "usb",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}

REVALIDATE = "no-cache"  #: Kept, but asked about each time: pages, and files whose address outlives their content.
IMMUTABLE = "public, max-age=31536000, immutable"  #: Versions, for a year.
VERSION_PATTERN = f"^/({'|'.join(VERSIONED)})/[0-9a-f]{{{DIGITS}}}/"  #: Addresses of files in versions.
HEADERS_FILE = "_headers"  #: In the root of the site; read by hosts such as Netlify and Cloudflare Pages.


def headers_file(versions: Iterable[str]) -> str:
    """The text of :data:`HEADERS_FILE` for a site with *versions*, such as ``assets/0123456789abcdef``.

    Those hosts revalidate everything else by themselves, and join the values when two rules set one header.
    """
    rules = {"/*": HEADERS, **{f"/{version}/*": {"Cache-Control": IMMUTABLE} for version in versions}}
    return "\n".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in rules.items()
    )
