"""The thin skin between our finished pages and MkDocs. The only module that imports MkDocs.

Everything a page says is decided before MkDocs sees it; the plugin hands over generated files, and writes the search
index beside what MkDocs makes of them.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path
from traceback import walk_tb
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.build import get_context
from mkdocs.config import base, load_config
from mkdocs.config.base import ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from ..base.fingerprints import CODE, fingerprint
from ..base.parts import CODE_TYPES, PAGE, STANDARD
from ..base.plain_files import read_plain
from ..base.problems import Place, Problem, as_text, errors, problem
from ..base.settings import CONFIG, Website
from ..base.texts import first_spoken, phrase
from ..content.failures import is_our_fault
from ..content.reads import digest
from ..hosting.headers import CSP, HEADERS_FILE, headers_file
from ..media.metadata import stripped
from ..pipeline.build import THEIR_LOOK, Build, run
from ..pipeline.preview import Around
from ..pipeline.project import Project, clock
from ..publish.again import Again
from ..publish.local_store import LocalShelf, describe, write_manifest
from ..publish.publishing import PublishError, expected, staged
from ..reading.site_settings import PLUGIN, read_settings
from ..reading.texts import FOLDER as TEXTS
from ..render.finished import headings_of
from ..render.frames import STANDARD_PAGES
from ..render.page import Page as OurPage
from ..render.template_faults import template_problem
from ..search.documents import documents, filter_labels
from ..search.index import write_index
from ..search.searcher import Searcher
from ..verify.built import verify

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_ENGINE = mkdocs_build.__module__.partition(".")[0]  #: ``mkdocs``, or ``properdocs`` in its place.
STYLE = "assets/kunskapsbank.css"  #: The style sheet for our macros in another theme's page.
_log = logging.getLogger("mkdocs.plugins.kunskapsbank")


class _Unread(base.Config):
    """What MkDocs knows of our settings: nothing, since :func:`read_settings` reads them with their places."""


@dataclass(frozen=True, slots=True)
class _Given:
    """What ``kb`` knows beforehand, when it is ``kb`` that runs MkDocs."""

    build: Build | None = None  #: Made already; otherwise the plugin makes it.
    today: dt.date | None = None  #: The day of a preview; otherwise the settings tell it.
    page_done: Callable[[], None] | None = None  #: Called after each page.
    again: Again | None = None  #: The pages that readers see already.
    language: str = ""  #: What faults are told in; otherwise the settings tell it.


_GIVEN: ContextVar[_Given] = ContextVar("given")  #: For the plugins that MkDocs makes meanwhile.


class KunskapsbankPlugin(BasePlugin[_Unread]):
    """Adds the pages of the project to MkDocs' files."""

    def __init__(self) -> None:
        super().__init__()
        self._ending = ExitStack()  #: What remains to be done when MkDocs has written all, or has failed.

    def load_config(self, options: dict[str, Any], config_file_path: str | None = None) -> tuple[Any, Any]:
        """Read our settings where they stand, since MkDocs hands over no places; it prints what is wrong with them."""
        self.config = _Unread()
        self._given = _GIVEN.get(_Given())  # Now: MkDocs keeps the plugin from an earlier build in this process.
        self.settings, problems = read_settings(Path(config_file_path or CONFIG))
        self._language = self._given.language or first_spoken(self.settings.languages)
        faults = [(PLUGIN, ValidationError(f"\n{one.told(self._language)}")) for one in errors(problems)]
        return faults, []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what MkDocs was asked for."""
        self._command = command

    def on_config(self, config: MkDocsConfig, /) -> MkDocsConfig:
        """Give the templates the policy, and let plain ``mkdocs build`` write beside a published site.

        Not in a preview: there MkDocs reloads the page with an inline script. Written in place, a plain build would
        empty the release that readers see.
        """
        if self.settings.in_theme:
            config.extra_css.append(STYLE)
            return config
        _use_templates(config)
        if self._command == "serve":
            return config
        config.extra["csp"] = CSP
        if self._given.build is None:
            self._shelf = LocalShelf(Path(config.site_dir))
            self._warnings = self._ending.enter_context(_warnings())
            if self._command == "build" and self._shelf.is_ours():
                config.site_dir = str(
                    self._ending.enter_context(_as_plugin(staged(self._shelf.out, judge=self._judge), self._language))
                )
        return config

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Keep the menu for the pages that MkDocs does not write."""
        self._menu = nav
        return nav

    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Write the pages that MkDocs need not hear of, when the menu is known."""
        again, out, none = self._given.again, Path(config.site_dir), Files([])
        env.auto_reload = False  # No template is another while a site is written.
        for page in self._apart:
            read = _as_read(config, page)
            text = _whole(config, env, self._menu, read, none)
            read.content = None  # A page and its file hold each other: all their texts would wait for the collector.
            put = again and again.put(f"{page.address}index.html", text.encode(errors="xmlcharrefreplace"), out)
            assert put, "pages are set apart where they can be put"
            self._done()
        return env

    @event_priority(-100)  # When the other plugins have written theirs.
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Look through what plain ``mkdocs build`` wrote, and let readers see it."""
        if self._command == "serve" or self._given.build or self.settings.in_theme:
            return
        out = Path(config.site_dir)
        if out == self._shelf.out:
            self._judge(out)
            write_manifest(out, describe(out).manifest)  # So that the next `kb build` knows the folder for ours.
        self._ending.close()

    def _judge(self, whole: Path, _: Mapping[str, str] = MappingProxyType({})) -> None:
        """Stop plain ``mkdocs build`` if anything in the finished folder *whole* must not reach readers."""
        faults = [*_said(self._warnings.lines), *verify(whole, expected(self._drawn, self._shelf))]
        if faults:
            raise PluginError(as_text(faults, self._language))

    def on_build_error(self, *, error: Exception) -> None:
        """Clear away what plain ``mkdocs build`` wrote."""
        self._ending.pop_all().__exit__(type(error), error, error.__traceback__)

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Put our pages in place of the frame pages, leave out what no page uses of the theme, and write the index."""
        project = _project(config)
        own, self._apart = {file.src_uri for file in files}, list[OurPage]()
        build = self._drawn = self._given.build or self._run(project, config)
        if self._given.build is None and build.problems:
            _log.info(as_text(build.problems, self._language))
        if build.failed:
            raise PluginError(as_text(errors(build.problems), self._language))
        self._pages = {page.file: page for page in build.pages}
        self._day = build.site.today.isoformat()
        self._embedded = {one.file: one for one in build.embedded}
        if build.in_theme:
            return self._beside_theirs(files, config, build)
        for file in list(files):
            if file.is_documentation_page() or _is_theme_asset(file, build):
                files.remove(file)
        for path in sorted(build.assets.keys() - own):
            files.append(File.generated(config, path, abs_src_path=str(build.assets[path])))
        for file in files:
            if file.src_uri in build.assets:
                _strip(file, build.assets[file.src_uri], project.docs)
        # Now, when MkDocs has emptied the folder and not begun to fill it: the index's memory is free again by then.
        again = self._given.again
        out, labels = Path(config.site_dir), filter_labels(build.site.kinds, build.texts)
        if again:
            told, found = again.store.told, documents(build.site, build.pages, again.store.terms.lexicon)
            searcher = Searcher.of(build.site, build.pages, found, told)
            config.extra["sokindex"] = write_index(searcher, out, labels, told, again.put)
        else:
            config.extra["sokindex"] = write_index(Searcher.of(build.site, build.pages), out, labels)
        config.extra["assets"] = _published_code(build.code, files, config)
        config.extra["kunskapsbank"] = dict(build.around)
        versions = (config.extra["assets"], config.extra["sokindex"])
        files.append(File.generated(config, HEADERS_FILE, content=headers_file(versions, _path(config))))
        apart = _apart(again, project, build, config)
        for page in build.pages:
            if page.file not in apart:
                file = File.generated(config, page.file, content=page.front_matter())
                file.edit_uri = _edited(page)
                files.append(file)
        there = _there(again, build, config)
        self._apart = [page for page in build.pages if page.file in apart and not there(page)]
        config.theme.static_templates.discard("sitemap.xml")  # MkDocs' own has the day of the build on every page.
        data = {path: _as_it_is(config, path) for path in build.files}
        set_exclusions(data.values(), config)
        for path, file in data.items():
            if not (again and file.inclusion.is_included() and again.put(file.dest_uri, build.files[path], out)):
                file.content_bytes = build.file(path)
                files.append(file)
        for path, made in build.handouts.items():
            files.append(File.generated(config, path, abs_src_path=str(made)))
        return files

    def _beside_theirs(self, files: Files, config: MkDocsConfig, build: Build) -> Files:
        """*files* of a project with a look of its own, and ours: pages, data, files to hand out and one style sheet."""
        if self._given.build is None:
            _log.info(THEIR_LOOK.said(self._language))
        for page in build.pages:
            file = File.generated(config, page.file, content=page.front_matter())
            file.edit_uri = relpath(page.source, self.settings.docs)
            files.append(file)
        for path in build.files:
            files.append(_as_it_is(config, path, build.file(path)))
        for path, made in build.handouts.items():
            files.append(File.generated(config, path, abs_src_path=str(made)))
        files.append(File.generated(config, STYLE, content=(STANDARD / "theme" / "kunskapsbank.css").read_bytes()))
        return files

    def on_page_markdown(self, markdown: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """The project's own page, with a token for each macro that it calls."""
        embedded = self._embedded.get(page.file.src_uri)
        return embedded.text if embedded else markdown

    def _run(self, project: Project, config: MkDocsConfig) -> Build:
        """The outcome for *project*, when ``kb`` has not made it beforehand."""
        try:
            today = self._given.today or clock(self.settings.now, self.settings.time_zone)
        except ValueError:
            wrong = phrase("cli.no-day", found="SOURCE_DATE_EPOCH")
            raise PluginError(wrong.said(self._language)) from None
        website = Website.of(config.site_name, config.site_url or "")  # Of the preview, when MkDocs makes one.
        return run(project, today, handouts=self._command != "serve", website=website)

    def on_page_content(self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Our finished HTML as it is: converting it once more would cost as much as making it."""
        found = self._pages.get(page.file.src_uri)
        if found is None:
            embedded = self._embedded.get(page.file.src_uri)
            return embedded.html(html) if embedded else html
        own = found.html
        page.update_date = self._day  # MkDocs dates its site map by the clock.
        if self.settings.in_theme:
            page.toc = get_toc([_token(1, "", str(page.title), [_token(2, *one) for one in headings_of(own)])])
        return own

    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Tell the progress bar."""
        self._done()
        return output

    def _done(self) -> None:
        if self._given.page_done:
            self._given.page_done()

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[..., Any]) -> None:
        """Rebuild when content, kinds or macros change, and answer this computer only."""
        from ..hosting.preview import guarded  # Here: it loads a server, and most only build.

        server.set_app(guarded(server.serve_request, int(server.server_address[1]), self._language))
        project = _project(config)
        watched = (
            project.content,
            project.macros,
            project.overrides,
            project.root / TEXTS,
            project.root / project.kinds,
        )
        for folder in filter(Path.is_dir, watched):
            server.watch(str(folder))


def _token(level: int, id_: str, name: str, children: list[Any] | None = None) -> Any:
    """A heading as MkDocs makes tables of contents of."""
    return {"level": level, "id": id_, "name": name, "children": children or []}


@contextmanager
def _as_plugin(stage: AbstractContextManager[Path], language: str) -> Iterator[Path]:
    """*stage*, with what stops publishing as MkDocs wants to hear it, in *language*."""
    try:
        with stage as folder:
            yield folder
    except PublishError as error:
        raise PluginError(error.why.said(language)) from error


def _project(config: MkDocsConfig) -> Project:
    """The project that *config* stands in; its own path is relative when it was given with ``-f``."""
    return Project(Path(config.config_file_path).absolute().parent)


def _path(config: MkDocsConfig) -> str:
    """Where the site begins on its host."""
    return Website.of(config.site_name, config.site_url or "").path


def _use_templates(config: MkDocsConfig) -> None:
    """Let our templates come before the theme's, and the project's own before ours."""
    dirs, own = config.theme.dirs, _project(config).overrides
    first = [str(own)] if own.is_dir() else []
    dirs[:] = [*first, str(PAGE.standard), *(folder for folder in dirs if folder not in (*first, str(PAGE.standard)))]


def _is_theme_asset(file: File, build: Build) -> bool:
    """Whether *file* is a script or style of the theme, which our templates do not use, or of a project's overrides."""
    return file.src_uri.startswith("assets/") and file.src_uri not in build.assets


def _as_it_is(config: MkDocsConfig, path: str, data: bytes = b"") -> File:
    """*data* at *path* in the site. What ends with .md would else be a page to MkDocs, which draws those."""
    file = File.generated(config, path if not path.endswith(".md") else f"{path}.txt", content=data)
    file.dest_uri = path
    return file


def _published_code(code: Mapping[str, bytes], files: Files, config: MkDocsConfig) -> str:
    """Publish scripts, styles and fonts in a folder named by their content; returns its address."""
    read = sorted(code.items())
    folder = f"{CODE}/{fingerprint(read)}"
    for name, content in read:
        files.append(File.generated(config, f"{folder}/{name}", content=content))
    return folder


def _apart(again: Again | None, project: Project, build: Build, config: MkDocsConfig) -> frozenset[str]:
    """The files of the pages that MkDocs need not hear of: we write them, with its template.

    It makes the menu of those that are in it. Where a project has a page template of its own it hears of all: that
    may look at any page.
    """
    own_template = any(name.endswith(".html") for name in PAGE.own_files(project.root))
    if again is None or not again.writes or config.nav is None or own_template:
        return frozenset()
    files = [_in_memory(config, page.file, InclusionLevel.UNDEFINED) for page in build.pages]
    set_exclusions(files, config)
    return frozenset(file.src_uri for file in files if file.inclusion.is_included()) - {*_named(config.nav)}


def _there(again: Again | None, build: Build, config: MkDocsConfig) -> Callable[[OurPage], bool]:
    """What tells whether readers see a page as it would be written, and then puts it where the site is."""
    if again is None:
        return lambda _: False
    named = {*_named(config.nav)}
    titles = [(page.file, page.meta()) for page in build.pages if page.file in named]
    around = digest(repr((sorted((key, value) for key, value in config.extra.items() if key != "sokindex"), titles)))
    ask = {one["search"] for one in (build.around, *build.around["languages"].values())}
    out = Path(config.site_dir)

    def there(page: OurPage) -> bool:
        index = config.extra["sokindex"] if page.address in ask else ""  # No other page names it.
        made_of = digest(around, repr(page.meta()), page.later("html").print, page.source, index)
        return again.linked(f"{page.address}index.html", made_of, out)

    return there


def _strip(file: File, path: Path, docs: Path) -> None:
    """Publish *file*, which lies at *path*, without its metadata; what lies there is not touched."""
    data = read_plain(path, below=docs if path.is_relative_to(docs) else None)
    clean = stripped(data, path.suffix)
    if clean != data:
        file.content_bytes = clean  # Instead of a copy.


class EngineError(RuntimeError):
    """MkDocs refused; *problems* holds what it said."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def build_with_mkdocs(
    project: Project,
    build: Build,
    out: Path,
    on_page: Callable[[], None] | None = None,
    again: Again | None = None,
) -> list[Problem]:
    """Let MkDocs write the site of *build* to *out*; returns what it warns about.

    *on_page* is called after each page. *again*: the pages that readers see, where nothing but what is known decides
    what a page is.

    Raises:
        EngineError: If the configuration is faulty or MkDocs stops.
    """
    logging.getLogger(_ENGINE).propagate = False
    with _warnings() as warnings, _given(_Given(build, page_done=on_page, again=again)):
        try:
            config = load_config(str(project.root / "mkdocs.yml"), site_dir=str(out))
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
            config.plugins.on_shutdown()
        except (Abort, PluginError, ConfigurationError, KeyError) as error:
            if isinstance(error, KeyError) and is_our_fault(error):
                raise  # A fault in our own code, which nobody can mend in mkdocs.yml.
            raise EngineError(_said([*warnings.lines, str(error)])) from error
        except Exception as error:
            place = _own_template(project, error)
            if place is None:
                raise
            raise EngineError([template_problem(error, place, folder=PAGE.folder)]) from error
    return _said(warnings.lines)


def _own_template(project: Project, error: Exception) -> Place | None:
    """The innermost line of the project's own page templates that *error* came through."""
    lines = ((Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__))
    own = [
        Place(path.relative_to(project.root).as_posix(), line)
        for path, line in lines
        if path.is_relative_to(project.overrides)
    ]
    return own[-1] if own else None


def serve_with_mkdocs(project: Project, today: dt.date, port: int, language: str = "") -> None:
    """Preview *project* as of *today* on *port* of this computer, until somebody stops it; faults told in *language*.

    Raises:
        OSError: If the port cannot be used.
    """
    from mkdocs.commands.serve import serve  # Here, as above.

    with _given(_Given(today=today, language=language)):  # For each plugin it makes: one a change of settings.
        serve(str(project.root / "mkdocs.yml"), dev_addr=f"127.0.0.1:{port}", livereload=True)


class Surroundings:
    """The engine's page around single pages, without its loop over all of them: what a preview draws with."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read: tuple[object, MkDocsConfig] | None = None

    def __call__(self, around: Around) -> Callable[[OurPage | None], str]:
        """What draws the whole of a page, or for None that of an address that does not exist.

        Raises:
            EngineError: If the configuration is faulty.
        """
        config = self._config()
        config.extra.update(csp=CSP, sokindex=around.index, assets=around.code, kunskapsbank=dict(around.values))
        named = around.titles if config.nav is None else dict.fromkeys(_named(config.nav))
        files = Files([_in_memory(config, file) for file in named if file in around.titles])
        nav = get_navigation(files, config)
        for file in files:
            if file.page:
                file.page.markdown, file.page.meta = "", {"title": around.titles[file.src_uri]}
        env = self._env

        def draw(own: OurPage | None) -> str:
            if own is None:
                return env.get_template("404.html").render(get_context(nav, files, config, base_url="/"))
            known = files.get_file_from_path(own.file)
            title = known.page.title if known and known.page else None
            return _whole(config, env, nav, _as_read(config, own, title), files)

        return draw

    def _config(self) -> MkDocsConfig:
        """The configuration, read again when its file has changed, or a template of the project's own."""
        own = PAGE.own_files(self._project.root).items()
        templates = {name: path.read_bytes() for name, path in own if path.suffix not in CODE_TYPES}
        decides = (self._project.config.read_bytes(), templates)
        if self._read is None or self._read[0] != decides:
            with _warnings() as warnings:
                try:
                    config = load_config(str(self._project.config))
                except (Abort, ConfigurationError) as error:
                    raise EngineError(_said([*warnings.lines, str(error)])) from error
            _use_templates(config)
            self._env = config.theme.get_env()
            self._read = (decides, config)
        return self._read[1]


def _named(nav: Any) -> Iterator[str]:
    """Every file that the menu *nav* of the configuration names."""
    if isinstance(nav, (list, dict)):
        for item in nav.values() if isinstance(nav, dict) else nav:
            yield from _named(item)
    elif nav is not None:
        yield str(nav)


def _in_memory(config: MkDocsConfig, name: str, inclusion: InclusionLevel = InclusionLevel.INCLUDED) -> File:
    """A page of Markdown that is no file, made where no plugin is at work."""
    use = config.use_directory_urls
    return File(name, src_dir=None, dest_dir=config.site_dir, use_directory_urls=use, inclusion=inclusion)


def _edited(page: OurPage) -> str | None:
    """The file that a reader may edit of *page*, below what the configuration says."""
    return None if page.source.startswith(STANDARD_PAGES) else page.source


def _as_read(config: MkDocsConfig, own: OurPage, title: str | None = None) -> Page:
    """The page *own* as MkDocs has it when it has been read. *title*: as the menu has it."""
    file = _in_memory(config, own.file)
    file.edit_uri = _edited(own)
    page = Page(title, file, config)
    page.markdown, page.meta, page.content = "", own.meta(), own.html
    return page


def _whole(config: MkDocsConfig, env: Environment, nav: Navigation, page: Page, pages: Files) -> str:
    """*page* with everything around it. *pages*: those that a template may look at."""
    return env.get_template("main.html").render(get_context(nav, pages, config, page))


@contextmanager
def _given(given: _Given) -> Iterator[None]:
    """Let the plugins that MkDocs makes meanwhile know *given*."""
    token = _GIVEN.set(given)
    try:
        yield
    finally:
        _GIVEN.reset(token)


def _said(lines: Iterable[str]) -> list[Problem]:
    """What MkDocs said that stops publishing; its words are English."""
    return [problem(Place("mkdocs.yml"), "engine-fault", line=" ".join(line.split())) for line in lines]


@contextmanager
def _warnings() -> Iterator[_Warnings]:
    """Keeps what the engine warns about meanwhile, with ``--quiet`` too."""
    kept, logger = _Warnings(), logging.getLogger(_ENGINE)
    level = logger.level
    logger.addHandler(kept)
    logger.setLevel(min(level, logging.WARNING))
    try:
        yield kept
    finally:
        logger.setLevel(level)
        logger.removeHandler(kept)


class _Warnings(logging.Handler):
    """Keeps what MkDocs warns about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
