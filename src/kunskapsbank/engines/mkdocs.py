"""The thin skin between our finished pages and MkDocs. The only module that imports MkDocs.

Everything a page says is decided before MkDocs sees it; the plugin hands over generated files, and writes the search
index beside what MkDocs makes of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, Literal

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.config import base, load_config
from mkdocs.config.config_options import Optional, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from ..base.fingerprints import ASSETS, CODE, OURS, fingerprint
from ..base.plain_files import read_plain
from ..base.problems import Place, Problem, as_text, errors
from ..base.settings import KINDS, Imprint
from ..hosting.headers import CSP, HEADERS_FILE, headers_file
from ..hosting.preview import guarded
from ..media.metadata import stripped
from ..pipeline.build import Build, Project, clock, run
from ..publish.local_store import LocalShelf, describe, write_manifest
from ..publish.publishing import PublishError, expected, staged
from ..search.documents import documents, filter_labels
from ..search.index import write_index
from ..verify.built import verify

_ENGINE = mkdocs_build.__module__.partition(".")[0]  #: ``mkdocs``, or ``properdocs`` in its place.
_log = logging.getLogger("mkdocs.plugins.kunskapsbank")


class Settings(base.Config):
    """The plugin's settings in ``mkdocs.yml``."""

    now = Optional(Type(str))
    """The build's day, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else the clock."""

    kinds = Type(str, default=KINDS)
    """The folder with the project's kinds."""


class KunskapsbankPlugin(BasePlugin[Settings]):
    """Adds the pages of the project to MkDocs' files."""

    build: Build | None = None  #: Made beforehand by ``kb build``; otherwise made here.
    today: dt.date | None = None  #: The day of ``kb serve``; otherwise the settings tell it.
    on_page: Callable[[], None] | None = None  #: Called after each page, for the progress bar.

    def __init__(self) -> None:
        super().__init__()
        self._ending = ExitStack()  #: What remains to be done when MkDocs has written all, or has failed.

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what MkDocs was asked for."""
        self._command = command

    def on_config(self, config: MkDocsConfig, /) -> MkDocsConfig:
        """Give the templates the policy, and let plain ``mkdocs build`` write beside a published site.

        Not in a preview: there MkDocs reloads the page with an inline script. Written in place, a plain build would
        empty the release that readers see.
        """
        if self._command == "serve":
            return config
        config.extra["csp"] = CSP
        if self.build is None:
            self._shelf = LocalShelf(Path(config.site_dir))
            self._warnings = self._ending.enter_context(_warnings())
            if self._command == "build" and self._shelf.is_ours():
                config.site_dir = str(
                    self._ending.enter_context(_as_plugin(staged(self._shelf.out, judge=self._judge)))
                )
        return config

    @event_priority(-100)  # When the other plugins have written theirs.
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Look through what plain ``mkdocs build`` wrote, and let readers see it."""
        if self._command == "serve" or self.build:
            return
        out = Path(config.site_dir)
        if out == self._shelf.out:
            self._judge(out)
            write_manifest(out, describe(out).manifest)  # So that the next `kb build` knows the folder for ours.
        self._ending.close()

    def _judge(self, whole: Path) -> None:
        """Stop plain ``mkdocs build`` if anything in the finished folder *whole* must not reach readers."""
        faults = [*_said(self._warnings.lines), *verify(whole, expected(self._drawn, self._shelf))]
        if faults:
            raise PluginError(as_text(faults))

    def on_build_error(self, *, error: Exception) -> None:
        """Clear away what plain ``mkdocs build`` wrote."""
        self._ending.pop_all().__exit__(type(error), error, error.__traceback__)

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Put our pages in place of the frame pages, leave out what no page uses of the theme, and write the index."""
        project = _project(config)
        build = self._drawn = self.build or self._run(project, config)
        if self.build is None and build.problems:
            _log.info(as_text(build.problems))
        if build.failed:
            raise PluginError(as_text(errors(build.problems)))
        for file in list(files):
            if file.is_documentation_page() or _is_theme_asset(file, project):
                files.remove(file)
            elif file.src_uri in build.assets:
                _strip(file, project)
        # Now, when MkDocs has emptied the folder and not begun to fill it: the index's memory is free again by then.
        config.extra["sokindex"] = write_index(
            documents(build.site, build.pages), Path(config.site_dir), filter_labels(build.site.kinds)
        )
        config.extra["assets"] = _version_assets(files, config, build)
        versions = (config.extra["assets"], config.extra["sokindex"])
        files.append(File.generated(config, HEADERS_FILE, content=headers_file(versions, _path(config))))
        self._html = {page.file: page.html for page in build.pages}
        self._day = build.site.today.isoformat()
        for page in build.pages:
            file = File.generated(config, page.file, content=page.front_matter())
            file.edit_uri = page.source
            files.append(file)
        config.theme.static_templates.discard("sitemap.xml")  # MkDocs' own has the day of the build on every page.
        for path, data in build.files.items():
            files.append(File.generated(config, path, content=data))
        for path, made in build.formats.items():
            files.append(File.generated(config, path, abs_src_path=str(made)))
        return files

    def _run(self, project: Project, config: MkDocsConfig) -> Build:
        """The outcome for *project*, when ``kb`` has not made it beforehand."""
        try:
            today = self.today or clock(self.config.now)
        except ValueError:
            raise PluginError(
                f"{self.config.now or 'SOURCE_DATE_EPOCH'} är inget datum. Skriv till exempel 2026-11-21."
            ) from None
        return run(
            project, today, formats=self._command != "serve", imprint=Imprint.of(config.site_name, config.site_url)
        )

    def on_page_content(self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Our finished HTML as it is: converting it once more would cost as much as making it."""
        page.update_date = self._day  # MkDocs dates its site map by the clock.
        return self._html[page.file.src_uri]

    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Tell the progress bar."""
        if self.on_page:
            self.on_page()
        return output

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[..., Any]) -> None:
        """Rebuild when content, kinds or macros change, and answer this computer only."""
        server.set_app(guarded(server.serve_request, int(server.server_address[1])))
        project = _project(config)
        for folder in (project.content, project.macros, project.root / project.kinds):
            if folder.is_dir():
                server.watch(str(folder))


@contextmanager
def _as_plugin(stage: AbstractContextManager[Path]) -> Iterator[Path]:
    """*stage*, with what stops publishing as MkDocs wants to hear it."""
    try:
        with stage as folder:
            yield folder
    except PublishError as error:
        raise PluginError(str(error)) from error


def _project(config: MkDocsConfig) -> Project:
    """The project that *config* stands in; its own path is relative when it was given with ``-f``."""
    return Project(Path(config.config_file_path).absolute().parent)


def _path(config: MkDocsConfig) -> str:
    """Where the site begins on its host."""
    return Imprint.of(config.site_name, config.site_url).path


def _is_theme_asset(file: File, project: Project) -> bool:
    """Whether *file* is a script or style of the theme, which our templates do not use."""
    own = (project.docs, project.overrides)
    return file.src_uri.startswith("assets/") and not any(
        Path(file.abs_src_path or "").is_relative_to(folder) for folder in own
    )


def _version_assets(files: Files, config: MkDocsConfig, build: Build) -> str:
    """Publish our scripts and styles in a folder named by their content; returns its address."""
    own = sorted((file for file in files if file.src_uri in OURS), key=lambda file: file.src_uri)
    read = {file.src_uri: file.content_bytes for file in own}  # Once: what is judged here is what is published.
    for name, data in read.items():
        if hashlib.sha256(data).hexdigest() != build.digests.get(name):
            raise PluginError(f"{name} ändrades medan bygget pågick. Kör bygget igen när filen är färdig.")
    folder = f"{CODE}/{fingerprint(read.items())}"
    for file in own:
        address = f"{folder}/{file.src_uri.removeprefix(f'{ASSETS}/')}"
        files.append(File.generated(config, address, content=read[file.src_uri]))
        files.remove(file)
    return folder


def _strip(file: File, project: Project) -> None:
    """Publish *file* without its metadata; what lies in ``docs/`` is not touched."""
    path = project.docs / file.src_uri
    data = read_plain(path, below=project.docs)
    clean = stripped(data, path.suffix)
    if clean != data:
        file.content_bytes = clean  # Instead of a copy.


class EngineError(RuntimeError):
    """MkDocs refused; *problems* holds what it said."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def build_with_mkdocs(
    project: Project, build: Build, out: Path, on_page: Callable[[], None] | None = None
) -> list[Problem]:
    """Let MkDocs write the site of *build* to *out*; returns what it warns about.

    Raises:
        EngineError: If the configuration is faulty or MkDocs stops.
    """
    logging.getLogger(_ENGINE).propagate = False
    with _warnings() as warnings:
        try:
            config = load_config(str(project.root / "mkdocs.yml"), site_dir=str(out))
            plugin = config.plugins["kunskapsbank"]
            assert isinstance(plugin, KunskapsbankPlugin)
            plugin.build, plugin.on_page = build, on_page
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
            config.plugins.on_shutdown()
        except (Abort, PluginError, ConfigurationError, KeyError) as error:
            raise EngineError(_said([*warnings.lines, str(error)])) from error
    return _said(warnings.lines)


def serve_with_mkdocs(project: Project, today: dt.date, port: int) -> None:
    """Preview *project* as of *today* on *port* of this computer, until somebody stops it.

    Raises:
        OSError: If the port cannot be used.
    """
    KunskapsbankPlugin.today = today  # MkDocs makes a new plugin whenever the configuration changes.
    mkdocs_serve(str(project.root / "mkdocs.yml"), dev_addr=f"127.0.0.1:{port}", livereload=True)


def _said(lines: Iterable[str]) -> list[Problem]:
    """What MkDocs said that stops publishing; its words are English."""
    return [
        Problem(
            Place("mkdocs.yml"),
            "engine-fault",
            f"MkDocs skrev: {' '.join(line.split())}",
            "Rätta mkdocs.yml, eller mallen i overrides/.",
        )
        for line in lines
    ]


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
