"""``mkdocs.yml`` -> checked settings, with every fault at its line.

The file belongs to the engine too: keys that are the engine's own are left to it, except where a value would give a
site that is not ours to answer for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from ..base.contact_links import calls_premium_number
from ..base.problems import Place, Problem, Severity, problem
from ..base.settings import (
    CONFIG,
    DOCS,
    KINDS,
    OUTPUTS,
    OWN,
    THEME,
    TIME_ZONE,
    Contact,
    Licence,
    Link,
    Section,
    Settings,
    Translation,
    Website,
)
from ..base.texts import Language, one_line, phrase
from . import messages
from .fields import Day, Ingress, Line, Part, Prose, SiteAddress, Slug, Url, Zone, field
from .folders import left_out
from .front_matter import MAX_DEPTH_TRUSTED, Group, Items, Node, Source, Text, plain, read_config

PLUGIN = "kunskapsbank"
_TAKEN = {"content", "macros", "mallar", "."}  #: Folders that hold something else than pages.
_THEME_KEYS = {"name", "language", "font"}  #: Of Material: what they say is true with our template too.
_OURS = (
    "site_name",
    "site_description",
    "site_url",
    "docs_dir",
    "exclude_docs",
    "use_directory_urls",
)  #: The engine's that we judge.
#: Of MkDocs 1.6; ProperDocs has the same.
_ENGINES = """
site_author theme nav draft_docs not_in_nav site_dir copyright dev_addr repo_url repo_name edit_uri
edit_uri_template extra_css extra_javascript extra_templates markdown_extensions mdx_configs strict remote_branch
remote_name extra plugins hooks watch validation INHERIT
""".split()


def _plain_text(value: str) -> str:
    if re.search(r"[<>]", value):
        raise PydanticCustomError("plain_text", "")
    return value


def _below(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts or not re.fullmatch(r"[A-Za-z0-9_./-]+", value):
        raise PydanticCustomError("folder_below", "")
    return value


def _patterns(value: str) -> str:
    try:
        left_out(value)
    except ValueError:
        raise PydanticCustomError("path_patterns", "") from None
    return value


def _without_query(value: str) -> str:
    """*value*, which the address of a page can be put after."""
    address = value.partition("#")[0].partition("?")[0]
    if address != value:
        raise PydanticCustomError("query_in_address", "", {"address": one_line(address)})
    return value


def _true(value: Any) -> Any:
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticCustomError("true_false", "")
    return value == "true" if isinstance(value, str) else value


def _ordinary(value: str) -> str:
    if calls_premium_number(value):
        raise PydanticCustomError("premium_number", "")
    return value


PlainLine = Annotated[Line, AfterValidator(_plain_text)]
TrueFalse = Annotated[bool, BeforeValidator(_true)]
Channel = Annotated[
    str,
    StringConstraints(pattern=r"^(https?://[^\s<>\"]+|mailto:[^\s<>\"@]+@[^\s<>\"@]+|tel:\+?[0-9-]+)$"),
    AfterValidator(_ordinary),
]
#: A language as HTML names it (BCP 47): en, sv-simple.
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")]
FooterAddress = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s<>\"]+|/([a-z0-9-]+/)*(#[a-z0-9-]+)?)$")]


class _Named(Part):
    name: PlainLine = field("Namn", "Till exempel CC BY 4.0.")
    url: Url = field("Adress", "Sidan som visar villkoren.")


class _Reached(Part):
    text: PlainLine = field("Text", "Det läsaren ser, till exempel webb@region.se.")
    url: Channel = field("Adress", "mailto:, tel: eller https://.")


class _Translation(Part):
    folder: Slug = field("Mapp", "Mappen för sidorna, till exempel en.")
    tagline: PlainLine | None = field("Underrubrik", "Några ord under namnet.", default=None)
    footer: Annotated[Prose, AfterValidator(_plain_text)] | None = field("Sidfot", "Text i sidfoten.", default=None)
    menu: dict[PlainLine, SiteAddress] | None = field("Meny", "Titel: /adress/.", default=None)
    footer_links: dict[PlainLine, FooterAddress] | None = field("Länkar i sidfoten", "Titel: /adress/.", default=None)
    sheets: TrueFalse = field("Blad", "true om varje text också ska göras som PDF med större bokstäver.", default=False)


class PluginSettings(Part):
    """The settings of the plugin ``kunskapsbank``."""

    tagline: PlainLine | None = field("Underrubrik", "Några ord under namnet.", default=None)
    start_title: PlainLine | None = field("Startsidans titel", "I webbläsarens flik.", default=None)
    footer: Annotated[Prose, AfterValidator(_plain_text)] | None = field("Sidfot", "Text i sidfoten.", default=None)
    licence: _Named | None = field("Licens", "name och url.", default=None)
    contact: _Reached | None = field("Kontakt", "text och url.", default=None)
    placeholders: tuple[PlainLine, ...] | None = field(
        "Platshållare", "Fraser som står där den som publicerar ska skriva sitt eget.", default=None
    )
    footer_links: dict[PlainLine, FooterAddress] | None = field("Länkar i sidfoten", "Titel: /adress/.", default=None)
    sections: dict[SiteAddress, tuple[SiteAddress, ...]] | None = field(
        "Menyns avdelningar", "/sida i menyn/: [/adress/, …], det som står under den.", default=None
    )
    languages: Annotated[tuple[Language, ...], AfterValidator(lambda found: tuple(dict.fromkeys(found)))] = field(
        "Språk", "sv, en eller båda; det första är webbplatsens.", default=("sv",), min_length=1
    )
    translations: dict[Tag, _Translation] | None = field(
        "Översättningar", "Språk som poster översätts till: {folder: mapp}.", default=None
    )
    time_zone: Zone = field("Tidszon", "Till exempel Europe/Stockholm.", default=TIME_ZONE)
    kinds: Annotated[str, AfterValidator(_below)] = field("Mapp för slagen", "Till exempel kinds.", default=KINDS)
    handouts: TrueFalse = field("Filer att dela ut", "true eller false.", default=True)
    standard_pages: TrueFalse = field("Standardsidor", "true eller false.", default=True)
    outputs: tuple[Literal["data", "feeds", "calendars", "embeds", "markdown"], ...] = field(
        "Det som görs bredvid sidorna", "data, feeds, calendars, embeds och markdown, eller en del.", default=OUTPUTS
    )
    publisher: _Named | None = field("Utgivare", "name och url: den som svarar för uppgifterna.", default=None)
    template: Literal["own", "theme"] | None = field("Sidmall", "own eller theme.", default=None)
    now: Day | None = field("Byggets dag", "ÅÅÅÅ-MM-DD.", default=None)


class _Top(Part):
    """The keys of the engine that a site of ours depends on."""

    site_name: PlainLine = field("Webbplatsens namn", "Namnet i sidhuvudet.")
    site_description: Annotated[Ingress, AfterValidator(_plain_text)] | None = field(
        "Beskrivning", "Vad webbplatsen är.", default=None
    )
    site_url: Annotated[Url, AfterValidator(_without_query)] | None = field(
        "Webbplatsens adress", "Där den publiceras, med https:// först.", default=None
    )
    docs_dir: Annotated[str, AfterValidator(_below)] = field("Ramsidornas mapp", "docs.", default="docs")
    exclude_docs: Annotated[str, AfterValidator(_patterns)] | None = field(
        "Publiceras inte", "Mappar och filer bland ramsidorna, till exempel /beslut/.", default=None
    )
    use_directory_urls: TrueFalse = field("Adresser", "true.", default=True)


def read_settings(config: Path) -> tuple[Settings, list[Problem]]:
    """The settings of the project whose configuration is *config*, and what is wrong with them.

    A faulty key gives its default value, so that the rest can be checked.
    """
    if not config.exists():
        return Settings(), []
    source, problems = read_config(config, CONFIG)
    if source is None:
        return Settings(), [_in_our_words(one) for one in problems]
    problems += _unknown_keys(source)
    top, found = _validated(_Top, _only(source, _OURS))
    problems += found
    plugin_source, found = _plugin(source)
    problems += found
    plugin, found = _validated(PluginSettings, plugin_source)
    problems += found
    if top.get("use_directory_urls") is False:
        problems.append(problem(source.place(("use_directory_urls",)), "invalid-value/flat-addresses"))
    settings = _settings(top, plugin, plugin_source)
    settings = replace(
        settings,
        template=plugin.get("template") or _template(source),
        docs=top.get("docs_dir") or DOCS,
        excluded=top.get("exclude_docs") or "",
        placeholders=plugin.get("placeholders") or (),
        closed=_is_closed(source, config),
    )
    if not settings.in_theme:
        problems += _without_effect(source, settings.languages[0])
    if settings.docs != DOCS and (not settings.in_theme or settings.docs.partition("/")[0] in _TAKEN):
        problems.append(
            problem(
                source.place(("docs_dir",)),
                "invalid-value/docs-dir",
                remedy=phrase("own-folder-for-pages") if settings.in_theme else None,
                docs=one_line(settings.docs),
            )
        )
    return settings, problems


def _without_effect(source: Source, language: str) -> Iterator[Problem]:
    """What is said to a theme and our own template does otherwise."""
    theme = source.front.values.get("theme")
    tongue = theme.values.get("language") if isinstance(theme, Group) else None
    if isinstance(tongue, Text) and tongue.value != language:
        place, found = source.place(("theme", "language")), one_line(tongue.value)
        yield problem(place, "invalid-value/theme-language", Severity.WARNING, found=found, language=language)
    for key in ("extra_css", "extra_javascript"):
        value = source.front.values.get(key)
        if isinstance(value, Items) and value.values:
            yield problem(source.place((key,)), "invalid-value/theme-files", Severity.WARNING, key=key)


def _template(source: Source) -> str:
    """Whose page a project wants that does not say: ours takes nothing of a theme but Material's icons.

    So who sets up another theme, or more of Material than ours can show, wants that.
    """
    match source.front.values.get("theme"):
        case Text(value="material"):
            return OWN
        case Group() as theme:
            name = theme.values.get("name")
            bare = isinstance(name, Text) and name.value == "material" and theme.values.keys() <= _THEME_KEYS
            return OWN if bare else THEME
    return THEME


def _is_closed(source: Source, config: Path) -> bool:
    """Whether the engine reads no other files than ours, no variables, and runs no other code."""
    plugins = [*_entries(source.front.values["plugins"])] if "plugins" in source.front.values else []
    names = {one.value for one in plugins if isinstance(one, Text)}
    names |= {key for one in plugins if isinstance(one, Group) for key in one.values}
    opening = {"hooks", "INHERIT", "markdown_extensions", "mdx_configs", "extra_templates"} & source.front.values.keys()
    tagged = re.search(r"(?:^|[\s,\[{])!", config.read_text(encoding="utf-8", errors="replace"), re.M)
    return names == {PLUGIN} and not opening and not tagged and _template(source) == OWN


def _in_our_words(found: Problem) -> Problem:
    """A fault that makes the file unreadable, without the words for front matter."""
    if found.code == "not-a-mapping":
        return problem(found.place, "not-a-mapping/settings")
    if found.code == "too-deep":
        return problem(found.place, "too-deep/settings", most=MAX_DEPTH_TRUSTED)
    return found


def _settings(top: Mapping[str, Any], plugin: Mapping[str, Any], source: Source) -> Settings:
    licence, contact, links = plugin.get("licence"), plugin.get("contact"), plugin.get("footer_links")
    now, publisher = plugin.get("now"), plugin.get("publisher")
    return Settings(
        Website.of(top.get("site_name") or "", top.get("site_url") or ""),
        top.get("site_description") or "",
        plugin.get("tagline") or "",
        plugin.get("start_title") or "",
        plugin.get("footer") or "",
        Licence(licence.name, licence.url) if licence else None,
        Contact(contact.text, contact.url) if contact else None,
        None
        if links is None
        else tuple(Link(title, address, source.place(("footer_links", title))) for title, address in links.items()),
        plugin.get("languages") or ("sv",),
        plugin.get("time_zone") or TIME_ZONE,
        plugin.get("kinds") or KINDS,
        plugin.get("handouts", True),
        plugin.get("standard_pages", True),
        now.isoformat() if now else "",
        sections=tuple(
            Section(entry, below, source.place(("sections", entry)))
            for entry, below in (plugin.get("sections") or {}).items()
        ),
        outputs=plugin.get("outputs", OUTPUTS),
        publisher=Licence(publisher.name, publisher.url) if publisher else None,
        translations=tuple(
            Translation(
                language,
                one.folder,
                one.tagline or "",
                one.footer or "",
                _links(one.menu, source, ("translations", language, "menu")),
                _links(one.footer_links, source, ("translations", language, "footer_links")),
                one.sheets,
            )
            for language, one in (plugin.get("translations") or {}).items()
        ),
    )


def _links(given: Mapping[str, str] | None, source: Source, loc: tuple[str, ...]) -> tuple[Link, ...]:
    return tuple(Link(title, address, source.place((*loc, title))) for title, address in (given or {}).items())


def _validated(model: type[Part], source: Source) -> tuple[dict[str, Any], list[Problem]]:
    """The values of *source* that are right, and problems for the rest."""
    try:
        return dict(model.model_validate(plain(source.front))), []
    except ValidationError as error:
        problems = list(messages.problems_of(error, source, model))
        faulty = {str(item["loc"][0]) for item in error.errors()}
        kept = _only(source, [key for key in source.front.values if key not in faulty])
        try:
            return dict(model.model_validate(plain(kept.front))), problems
        except ValidationError:  # What is needed is missing.
            return {}, problems


def _only(source: Source, keys: Any) -> Source:
    """*source* with *keys* alone."""
    front = source.front
    values = {key: front.values[key] for key in keys if key in front.values}
    group = Group(values, {key: front.keys[key] for key in values}, front.line, front.column)
    return Source(source.path, group, "", 1)


def _unknown_keys(source: Source) -> Iterator[Problem]:
    known = [*_OURS, *_ENGINES]
    for key, text in source.front.keys.items():
        if key not in known:
            yield problem(
                Place(source.path, text.line, text.column),
                "unknown-key/settings",
                remedy=messages.did_you_mean(key, known),
                key=one_line(key),
                plugin=PLUGIN,
            )


def _plugin(source: Source) -> tuple[Source, list[Problem]]:
    """The plugin's settings, which may be none."""
    plugins = source.front.values.get("plugins")
    node = next(filter(None, (_named(one) for one in _entries(plugins))), None) if plugins else None
    place = source.place(("plugins",))
    empty = Source(source.path, Group({}, {}, place.line, place.column), "", 1)
    match node:
        case Group():
            return Source(source.path, node, "", 1), []
        case Text(value="") | Text(value="null") | Text(value="~"):
            return empty, []
        case None:
            return empty, [problem(place, "missing-plugin", plugin=PLUGIN)]
        case Text() | Items():
            place = Place(source.path, node.line, node.column)
    return empty, [problem(place, "invalid-value/no-group", plugin=PLUGIN)]


def _entries(plugins: Node) -> Iterator[Node]:
    """The plugins of a list, or of a group."""
    if isinstance(plugins, Items):
        yield from plugins.values
    elif isinstance(plugins, Group):
        yield plugins
    else:
        yield plugins


def _named(entry: Node) -> Node | None:
    """What *entry* says of our plugin: its settings, empty text when it is only named; None when it is another's."""
    if isinstance(entry, Text):
        return Text("", entry.line, entry.column) if entry.value == PLUGIN else None
    return entry.values.get(PLUGIN) if isinstance(entry, Group) else None
