"""What a web server is to say about every file: the one place for security headers and cache rules.

The ``<meta>`` policy in each page, ``_headers`` and the configurations of :mod:`.servers` are made of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from ..base.fingerprints import CODE, DIGITS, EMBEDDED, VERSIONED

#: What a page may load: its own files, nothing inline and nothing evaluated. The search needs no more.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


def policy(path: str, framed: bool = False) -> str:
    """What is sent as Content-Security-Policy with a site whose start page is at *path* on its host, or in its root.

    Two policies, and both must allow a file: scripts and styles come from the site's own address, and there from the
    folder where nobody but the build puts files. One policy cannot say so without naming the host. Browsers take %2F in
    an address for a slash here, so a server must not: ``/kod%2F..%2Fassets/`` is to lead nowhere.
    ``frame-ancestors`` means nothing in ``<meta>``, so it stands here only. *framed*: of the pages that are made to be
    shown on other sites.
    """
    ours = " ".join(f"*:*{quote(root, safe='/%')}{CODE}/" for root in dict.fromkeys(("/", path)))
    ancestors = "*" if framed else "'none'"
    return f"frame-ancestors {ancestors}; {CSP}, script-src {ours}; style-src {ours}"


#: Sent with every answer, errors too, by a site in the root of its host.
#: Strict-Transport-Security holds for a year: start with a short max-age if the host has never had HTTPS before.
HEADERS = {
    "Content-Security-Policy": policy("/"),
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
EMBEDDED_PATTERN = f"^/{EMBEDDED}/"  #: Addresses of pages that other sites may show in a frame.
#: Addresses of files that scripts of other sites may read: what everybody may copy.
OPEN_FOLDERS = ("api", "data", EMBEDDED)
OPEN_TYPES = ("atom", "ics")  #: By the ends of their names, in any folder.
OPEN_PATTERN = rf"^/({'|'.join(OPEN_FOLDERS)})/|[.]({'|'.join(OPEN_TYPES)})$"
OPEN = {"Access-Control-Allow-Origin": "*"}
HEADERS_FILE = "_headers"  #: In the root of the site; read by hosts such as Netlify and Cloudflare Pages.


def headers_at(path: str) -> dict[str, str]:
    """:data:`HEADERS` of a site whose start page is at *path* on its host."""
    return {**HEADERS, "Content-Security-Policy": policy(path)}


def headers_file(versions: Iterable[str], path: str) -> str:
    """The text of :data:`HEADERS_FILE` for a site with *versions*, such as ``kod/0123456789abcdef``.

    *path*: where its start page is on the host.
    Those hosts revalidate everything else by themselves, and join the values when two rules set one header. So nothing
    there can be shown in a frame: no second rule can take back what the first forbids.
    """
    rules = {
        "/*": headers_at(path),
        **{f"/{folder}/*": OPEN for folder in OPEN_FOLDERS},
        **{f"/*.{ending}": OPEN for ending in OPEN_TYPES},
        **{f"/{version}/*": {"Cache-Control": IMMUTABLE} for version in versions},
    }
    return "\n".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in rules.items()
    )
