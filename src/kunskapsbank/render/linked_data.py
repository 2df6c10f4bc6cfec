"""What search engines are told about a page, as JSON-LD with the words of schema.org.

A kind says what its records are in :meth:`~kunskapsbank.content.record.Record.linked_data`; here they get addresses,
the way from the start page, and the site they belong to. Nothing is said that the record or the configuration does
not say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..base.settings import Website
from ..content.addresses import address_of
from ..content.record import Record
from ..content.site import Site
from .drawing import View

Node = dict[str, Any]

_ADDRESSES = ("@id", "url", "item", "inDefinedTermSet")  #: Keys whose values are addresses; ours start with a slash.
_SPOKEN = ("Event",)  #: What has a language of its own to schema.org.
SEARCH = "sok/"  #: The page that answers questions.


def of_page(
    view: View, site: Site, website: Website, listed: Iterable[type[Record]], language: str, *, search: bool
) -> str:
    """What search engines are told about the page of *view*, as :func:`as_json` writes it.

    *listed*: the kinds that it lists. *language*: that of the site. *search*: whether a page answers questions.
    """
    nodes: list[Node] = []
    if view.crumbs:
        nodes.append(trail([*((crumb.title, crumb.address) for crumb in view.crumbs), (view.title, view.address)]))
    if not view.address:
        nodes.append(website_node(website, view.ingress, language, search))
    for kind in listed:
        if not kind.single:
            nodes += list_nodes(site, kind, language)
    spoken = view.lang or language
    if view.record:
        own = record_node(site, view.record, spoken) or page_node(view.record, website, spoken)
        nodes += filter(None, (own, questions_node(site, view.record)))
    elif len(nodes) == bool(view.crumbs):  # Nothing but the way to it.
        nodes.append(frame_node(view.address, view.title, view.ingress, website, spoken))
    return as_json(nodes, website)


def trail(steps: Iterable[tuple[str, str]]) -> Node:
    """The way to a page as (title, address), from the start page to the page itself."""
    items = [
        {"@type": "ListItem", "position": number, "name": title, "item": f"/{address.lstrip('/')}"}
        for number, (title, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def page_node(record: Record, website: Website, language: str) -> Node:
    """What the page of a *record* is whose kind has no word of its own: an article if feeds tell of it, else a page."""
    told = type(record).news
    found: Node = {
        "@type": "Article" if told else "WebPage",
        "@id": f"/{address_of(record)}",
        "url": f"/{address_of(record)}",
        "headline" if told else "name": record.titel,
        "description": record.ingress,
        "inLanguage": language,
        **_of(website),
    }
    if record.changed:
        found["dateModified"] = record.changed.isoformat()
    if record.publicerad:
        found["datePublished"] = record.publicerad.isoformat()
    if told:
        found["author"] = {"@type": "Organization", "name": website.name, "url": "/"}
    return found


def frame_node(address: str, title: str, about: str, website: Website, language: str) -> Node:
    """What a page is that is neither of a record nor a list that has a word of its own."""
    return {
        "@type": "WebPage",
        "@id": f"/{address}",
        "url": f"/{address}",
        "name": title,
        **({"description": about} if about else {}),
        "inLanguage": language,
        **_of(website),
    }


def _of(website: Website) -> Node:
    return {"isPartOf": {"@type": "WebSite", "@id": "/", "name": website.name}}


def record_node(site: Site, record: Record, language: str) -> Node | None:
    """What *record* is, under its own address, when its kind has a word for it; records it is about get their names.

    *language*: in which it is written, told where the word can say it.
    """
    found = record.linked_data()
    if found and found.get("@type") in _SPOKEN:
        found = {**found, "inLanguage": language}
    if found and "about" in found:
        found["about"] = [
            {**one, "name": target.titel}
            for one in found["about"]
            if (target := site.get(one["@id"].strip("/"))) is not None
        ]
    return {"@id": f"/{address_of(record)}", **found} if found else None


def questions_node(site: Site, record: Record) -> Node | None:
    """The questions that the page of *record* shows, with their answers, when it shows any."""
    found = [
        {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
        for question, answer in site.replies_of(record)
    ]
    return {"@type": "FAQPage", "mainEntity": found} if found else None


def list_nodes(site: Site, kind: type[Record], language: str) -> Iterator[Node]:
    """What the list of *kind* is, and its records when they have no pages of their own."""
    found = kind.linked_list()
    if found:
        yield found
    if not kind.pages:
        yield from filter(None, (record_node(site, record, language) for record in site.of_kind(kind.kind)))


def website_node(website: Website, description: str, language: str, search: bool) -> Node:
    """The site itself; *search*: whether it has a page that answers questions."""
    found: Node = {
        "@type": "WebSite",
        "@id": "/",
        "url": "/",
        "name": website.name,
        "description": description,
        "inLanguage": language,
    }
    if search:
        template = f"{website.absolute(SEARCH)}?q={{search_term_string}}"
        found["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": template},
            "query-input": "required name=search_term_string",
        }
    return found


def joined(text: str, nodes: Iterable[Node], website: Website) -> str:
    """*text*, a block that :func:`as_json` has made, with *nodes* more."""
    known = json.loads(text)["@graph"] if text else []
    return as_json([*known, *nodes], website)


def as_json(nodes: Iterable[Node], website: Website) -> str:
    """*nodes* as one block that can stand inside ``<script>``; empty when nothing is to be said or no address known."""
    graph = [_absolute(node, website) for node in nodes]
    if not graph or not website.url:
        return ""
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _absolute(value: Any, website: Website) -> Any:
    """*value* with our addresses written out."""
    if isinstance(value, Mapping):
        return {
            key: website.absolute(inner[1:])
            if key in _ADDRESSES and str(inner).startswith("/")
            else _absolute(inner, website)
            for key, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_absolute(inner, website) for inner in value]
    return value
