"""What the data is about, for catalogues of data: one graph of JSON-LD, and a catalogue in the words of DCAT-AP-SE.

The catalogue is written as Turtle from the few words it needs, without a library for graphs; tests read it with one and
hold it against the shapes of DCAT-AP 3.0, which DCAT-AP-SE 3.0 narrows. https://docs.dataportal.se/dcat/sv/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from ...base.settings import Licence, Settings, Website
from ...content.history import History
from ...content.site import Site
from ...reading.texts import Texts
from ...render import linked_data
from ...render.page import Page
from . import api
from .schemas import as_bytes
from .tables import FOLDER, Table, tables

GRAPH, CATALOGUE = f"{FOLDER}/graf.jsonld", f"{FOLDER}/katalog.ttl"
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority"
LANGUAGE_TERMS = {"sv": f"{_EU}/language/SWE", "en": f"{_EU}/language/ENG"}  #: Of each that the package speaks.
_PUBLIC = f"{_EU}/access-right/PUBLIC"
_FORMATS = {"csv": ("text/csv", f"{_EU}/file-type/CSV"), "json": ("application/json", f"{_EU}/file-type/JSON")}
#: What the values of a property are (DCAT-AP 3.0), which only their own vocabularies say otherwise.
_RANGES = {
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
    "dcat:mediaType": "dcterms:MediaType",
    "dcterms:accessRights": "dcterms:RightsStatement",
    "dcterms:conformsTo": "dcterms:Standard",
    "dcterms:format": "dcterms:MediaTypeOrExtent",
    "dcterms:language": "dcterms:LinguisticSystem",
    "dcterms:license": "dcterms:LicenseDocument",
}
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')  #: What may not stand in the name of a thing (Turtle, IRIREF).
_AGENT, _SERVICE = "#utgivare", "#api"
Said = list[tuple[str, str]]  #: (property, value as Turtle writes it).


def files(
    site: Site, known: tuple[Table, ...], history: History, settings: Settings, website: Website, texts: Texts
) -> dict[str, bytes]:
    """The catalogue of the *known* kinds; none in a site without data, or without an address to name things by."""
    if not (known and website.url):
        return {}
    return {CATALOGUE: turtle(site, history, known, settings, website, texts).encode()}


def nodes(
    site: Site, history: History, settings: Settings, website: Website, texts: Texts
) -> Iterator[linked_data.Node]:
    """What search engines are told on the page about data: a catalogue, and a data set for each kind."""
    known, licence = tables(site, texts), settings.licence
    publisher = settings.publisher or Licence(website.name, website.url)
    of = {"@type": "Organization", "name": publisher.name, "url": publisher.url}
    home = f"/{FOLDER}/"
    yield {"@type": "DataCatalog", "@id": home, "name": website.name, "url": home, "publisher": of}
    for one in known:
        newest = _newest(site, history, one)
        yield {
            "@type": "Dataset",
            "@id": f"{home}#data-{one.kind.kind}",
            "name": f"{one.kind.plural} – {website.name}",
            "description": texts.plain("data.om_slag", slag=one.kind.plural, om=one.kind.about, namn=website.name),
            "url": f"{home}#data-{one.kind.kind}",
            "isAccessibleForFree": True,
            "includedInDataCatalog": {"@id": home},
            "creator": of,
            **({"license": licence.url} if licence else {}),
            **({"dateModified": newest} if newest else {}),
            "distribution": [
                {"@type": "DataDownload", "encodingFormat": media, "contentUrl": website.absolute(address)}
                for address, media in ((one.csv, "text/csv"), (one.json, "application/json"))
            ],
        }


def graph_files(site: Site, pages: Iterable[Page]) -> dict[str, bytes]:
    """What all pages are to search engines, as one graph: each thing once, under its address. None without data."""
    nodes: dict[str, object] = {}
    for page in pages:
        for node in json.loads(page.linked_data)["@graph"] if page.linked_data else ():
            if "@id" in node:
                nodes.setdefault(node["@id"], node)
    if not (nodes and site.kinds.hands_out_data):
        return {}
    value = {"@context": "https://schema.org", "@graph": [*nodes.values()]}
    return {GRAPH: as_bytes(value)}


def turtle(
    site: Site, history: History, known: tuple[Table, ...], settings: Settings, website: Website, texts: Texts
) -> str:
    """The catalogue: who publishes it, a data set for each kind with its files, and the API."""
    writer = _Writer(website, settings, texts)
    blocks = [
        writer.catalogue(known),
        writer.publisher(),
        *(writer.dataset(one, _newest(site, history, one)) for one in known),
        *(block for one in known for block in writer.distributions(one)),
        writer.service(known),
    ]
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in _PREFIXES.items())
    return "\n".join([prefixes, *blocks, *writer.ranges()])


def _newest(site: Site, history: History, table: Table) -> str:
    days = [day for record in site.of_kind(table.kind.kind) if (day := history.of(record).last)]
    return max(days).isoformat() if days else ""


class _Writer:
    """Writes the catalogue of one site."""

    def __init__(self, website: Website, settings: Settings, texts: Texts) -> None:
        self._website, self._settings, self._texts = website, settings, texts
        self._home = website.absolute(CATALOGUE)
        self._values: dict[str, str] = {}  #: Named values, with what they are.

    def catalogue(self, known: Iterable[Table]) -> str:
        return self._block(
            self._home,
            "dcat:Catalog",
            [
                ("dcterms:title", self._said(self._texts.plain("data.katalog", namn=self._website.name))),
                ("dcterms:description", self._said(self._settings.description or self._website.name)),
                ("dcterms:publisher", _iri(self._home + _AGENT)),
                ("dcterms:language", _iri(LANGUAGE_TERMS[self._texts.language])),
                ("foaf:homepage", _iri(self._website.url)),
                *self._licence(),
                *(("dcat:dataset", _iri(self._about(one))) for one in known),
                ("dcat:service", _iri(self._home + _SERVICE)),
            ],
        )

    def publisher(self) -> str:
        publisher = self._settings.publisher or Licence(self._website.name, self._website.url)
        said = [("foaf:name", self._said(publisher.name)), ("foaf:homepage", _iri(publisher.url))]
        return self._block(self._home + _AGENT, "foaf:Agent", said)

    def dataset(self, table: Table, newest: str) -> str:
        files = (table.csv, table.plain, table.json)
        return self._block(
            self._about(table),
            "dcat:Dataset",
            [
                ("dcterms:title", self._said(f"{table.kind.plural} – {self._website.name}")),
                ("dcterms:description", self._said(table.kind.about)),
                ("dcterms:publisher", _iri(self._home + _AGENT)),
                ("dcterms:identifier", _text(self._about(table))),
                ("dcterms:language", _iri(LANGUAGE_TERMS[self._texts.language])),
                ("dcterms:accessRights", _iri(_PUBLIC)),
                *([("dcterms:modified", f'"{newest}"^^xsd:date')] if newest else []),
                ("dcat:landingPage", _iri(self._website.absolute(f"{FOLDER}/"))),
                *self._contact(),
                *(("dcat:distribution", _iri(f"{self._website.absolute(one)}#fil")) for one in files),
            ],
        )

    def distributions(self, table: Table) -> Iterator[str]:
        about = {
            table.csv: self._texts.plain("data.om_csv"),
            table.plain: self._texts.plain("data.om_komma"),
            table.json: self._texts.plain("data.om_json"),
        }
        for address, said in about.items():
            media, sort = _FORMATS[address.rpartition(".")[2]]
            file = self._website.absolute(address)
            yield self._block(
                f"{file}#fil",
                "dcat:Distribution",
                [
                    ("dcterms:title", self._said(address.rpartition("/")[2])),
                    ("dcterms:description", self._said(said)),
                    ("dcat:accessURL", _iri(file)),
                    ("dcat:downloadURL", _iri(file)),
                    ("dcat:mediaType", _iri(f"http://www.iana.org/assignments/media-types/{media}")),
                    ("dcterms:format", _iri(sort)),
                    *self._licence(),
                    *(
                        [("dcterms:conformsTo", _iri(self._website.absolute(table.schema)))]
                        if sort.endswith("JSON")
                        else []
                    ),
                ],
            )

    def service(self, known: Iterable[Table]) -> str:
        return self._block(
            self._home + _SERVICE,
            "dcat:DataService",
            [
                ("dcterms:title", self._said(f"API – {self._website.name}")),
                ("dcterms:description", self._said(self._texts.plain("data.api_om"))),
                ("dcterms:publisher", _iri(self._home + _AGENT)),
                ("dcterms:accessRights", _iri(_PUBLIC)),
                ("dcat:endpointURL", _iri(self._website.absolute(f"{api.FOLDER}/"))),
                ("dcat:endpointDescription", _iri(self._website.absolute(api.DESCRIPTION))),
                *self._licence(),
                *self._contact(),
                *(("dcat:servesDataset", _iri(self._about(one))) for one in known),
            ],
        )

    def ranges(self) -> Iterator[str]:
        """What the values are that the blocks written so far name."""
        yield from (f"{value} a {sort} .\n" for value, sort in sorted(self._values.items()))

    def _about(self, table: Table) -> str:
        return f"{self._website.absolute(FOLDER)}/#data-{table.kind.kind}"

    def _said(self, text: str) -> str:
        return f"{_text(text)}@{self._texts.language}"

    def _licence(self) -> Said:
        licence = self._settings.licence
        return [("dcterms:license", _iri(_as_licence(licence.url)))] if licence else []

    def _contact(self) -> Said:
        contact = self._settings.contact
        if contact is None:
            return []
        way = "vcard:hasEmail" if contact.url.startswith("mailto:") else "vcard:hasURL"
        name = _text(contact.text)
        return [("dcat:contactPoint", f"[ a vcard:Organization ; vcard:fn {name} ; {way} {_iri(contact.url)} ]")]

    def _block(self, subject: str, sort: str, said: Said) -> str:
        self._values |= {value: _RANGES[name] for name, value in said if name in _RANGES}
        lines = "".join(f" ;\n    {name} {value}" for name, value in said)
        return f"{_iri(subject)} a {sort}{lines} .\n"


def _as_licence(url: str) -> str:
    """The name of the licence at *url* as catalogues know it: Creative Commons have pages that explain each."""
    found = re.fullmatch(r"https?://(creativecommons\.org/(?:licenses|publicdomain)/[^/]+/[^/]+/)(?:deed.*)?", url)
    return f"http://{found[1]}" if found else url


def _text(value: str) -> str:
    """*value* as Turtle quotes it: a string of JSON is one of Turtle's too."""
    return json.dumps(value, ensure_ascii=False)


def _iri(address: str) -> str:
    """*address* as Turtle names things; what may not stand in one is escaped."""
    return f"<{_NO_IRI.sub(lambda found: f'%{ord(found[0]):02X}', address)}>"
