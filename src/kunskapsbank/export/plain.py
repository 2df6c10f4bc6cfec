"""Every page as Markdown beside it, ``index.md``, and ``llms.txt``, which tells programs where to begin.

https://llmstxt.org: a name, what the site is, and lists of links, the most useful first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..base.settings import Settings, Website
from ..content.addresses import list_address
from ..content.site import Site
from ..reading.texts import Texts
from ..render.page import Later, Page
from ..render.plain_markdown import destination, escaped

NAME, GUIDE = "index.md", "llms.txt"


def address(page: Page) -> str:
    """Where the Markdown of *page* is."""
    return f"{page.address}{NAME}"


def files(
    site: Site,
    pages: Iterable[Page],
    settings: Settings,
    website: Website,
    texts: Texts,
) -> dict[str, bytes | Later]:
    """The files by address: of pages that search engines may list."""
    listed = [page for page in pages if page.indexed]
    held = ((address(page), page.held("plain")) for page in listed)
    found = {path: text if isinstance(text, Later) else text.encode() for path, text in held}
    whole = [page for page in listed if page.part_of is None]
    return {**found, GUIDE: "\n".join(_guide(site, whole, settings, website, texts)).encode()}


def _guide(site: Site, pages: list[Page], settings: Settings, website: Website, texts: Texts) -> Iterator[str]:
    lists = {list_address(kind) for kind in site.kinds.values() if not kind.single}
    frames = [page for page in pages if page.record is None and page.address not in lists]
    yield f"# {escaped(website.name)}\n"
    if settings.description:
        yield f"> {escaped(settings.description)}\n"
    yield texts.plain("llms.om") + "\n"
    for heading, found in (
        (texts.plain("llms.sidor"), frames),
        (texts.plain("llms.listor"), [page for page in pages if page.address in lists]),
    ):
        if found:
            yield f"## {heading}\n"
            yield from (_line(page, website) for page in found)
            yield ""
    if "data" in settings.outputs and site.kinds.hands_out_data:
        home, data = website.url or "/", texts.plain("llms.data")
        yield f"## {data}\n"
        yield f"- [API]({home}api/v1/index.json): {texts.plain('data.api_om')}"
        yield f"- [OpenAPI]({home}api/v1/openapi.json)\n"


def _line(page: Page, website: Website) -> str:
    target = destination((website.url or "/") + address(page))
    return f"- [{escaped(page.title)}]({target}): {escaped(page.description)}"
