"""The thin skin between our finished pages and MkDocs. The only module that imports MkDocs.

Everything a page says is decided before MkDocs sees it; the plugin hands over generated files, and writes the search
index beside what MkDocs makes of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import base, load_config
from mkdocs.config.config_options import Optional, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from .build import Build, Project, clock, run
from .imprint import Imprint
from .local import LocalShelf
from .metadata import stripped
from .problems import as_text, errors
from .publish import PublishError, staged
from .search.documents import documents
from .search.index import write_index
from .serving import CSP, HEADERS_FILE, headers_file
from .versions import ASSETS, fingerprint, is_versioned, moves

_log = logging.getLogger("mkdocs.plugins.kunskapsbank")


class Settings(base.Config):
    """The plugin's settings in ``mkdocs.yml``."""

    now = Optional(Type(str))
    """The build's day, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else the clock."""


class KunskapsbankPlugin(BasePlugin[Settings]):
    """Adds the pages of the project to MkDocs' files."""

    build: Build | None = None  #: Made beforehand by ``kb build``; otherwise made here.
    on_page: Callable[[], None] | None = None  #: Called after each page, for the progress bar.

    def __init__(self) -> None:
        super().__init__()
        self._publishing = ExitStack()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what MkDocs was asked for."""
        self._command = command

    def on_config(self, config: MkDocsConfig, /) -> MkDocsConfig:
        """Give the templates the policy, and let plain ``mkdocs build`` write beside a published site.

        Not in a preview: there MkDocs reloads the page with an inline script. Written in place, a plain build would
        empty the release that readers see.
        """
        if self._command != "serve":
            config.extra["csp"] = CSP
        out = Path(config.site_dir)
        if self._command == "build" and self.build is None and LocalShelf(out).is_ours():
            try:
                config.site_dir = str(self._publishing.enter_context(staged(out)))
            except PublishError as error:
                raise PluginError(str(error)) from error
        return config

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Let readers see what plain ``mkdocs build`` wrote."""
        self._publishing.close()

    def on_build_error(self, *, error: Exception) -> None:
        """Clear away what plain ``mkdocs build`` wrote."""
        self._publishing.pop_all().__exit__(type(error), error, error.__traceback__)

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Put our pages in place of the frame pages, leave out what no page uses of the theme, and write the index."""
        project = _project(config)
        build = self.build or run(project, clock(self.config.now), formats=self._command != "serve",
                                  imprint=Imprint.of(config.site_name, config.site_url))
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
        config.extra["sokindex"] = write_index(documents(build.site, build.pages), Path(config.site_dir))
        config.extra["assets"] = _version_assets(files, config)
        versions = (config.extra["assets"], config.extra["sokindex"])
        files.append(File.generated(config, HEADERS_FILE, content=headers_file(versions)))
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
        """Rebuild when content or macros change."""
        project = _project(config)
        for folder in (project.content, project.macros):
            server.watch(str(folder))


def _project(config: MkDocsConfig) -> Project:
    """The project that *config* stands in; its own path is relative when it was given with ``-f``."""
    return Project(Path(config.config_file_path).absolute().parent)


def _is_theme_asset(file: File, project: Project) -> bool:
    """Whether *file* is a script or style of the theme, which our templates do not use."""
    own = (project.docs, project.overrides)
    return file.src_uri.startswith("assets/") and not any(
        Path(file.abs_src_path or "").is_relative_to(folder) for folder in own)


def _version_assets(files: Files, config: MkDocsConfig) -> str:
    """Publish our scripts and styles in a folder named by their content; returns its address."""
    own = sorted((file for file in files if is_versioned(file.src_uri)), key=lambda file: file.src_uri)
    folder = f"{ASSETS}/{fingerprint((file.src_uri, file.content_bytes) for file in own)}"
    for file in own:
        address = f"{folder}/{file.src_uri.removeprefix(f'{ASSETS}/')}"
        files.append(File.generated(config, address, content=file.content_bytes))
        if moves(file.src_uri):
            files.remove(file)
    return folder


def _strip(file: File, project: Project) -> None:
    """Publish *file* without its metadata; what lies in ``docs/`` is not touched."""
    path = project.docs / file.src_uri
    data = path.read_bytes()
    clean = stripped(data, path.suffix)
    if clean != data:
        file.content_bytes = clean  # Instead of a copy.


class EngineError(RuntimeError):
    """MkDocs refused."""


def build_with_mkdocs(
    project: Project, build: Build, out: Path, on_page: Callable[[], None] | None = None
) -> list[str]:
    """Let MkDocs write the site of *build* to *out*; returns its warnings.

    Raises:
        EngineError: If the configuration is faulty or MkDocs stops.
    """
    warnings = _Warnings()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(warnings)
    logger.propagate = False
    try:
        config = load_config(str(project.root / "mkdocs.yml"), site_dir=str(out))
        plugin = config.plugins["kunskapsbank"]
        assert isinstance(plugin, KunskapsbankPlugin)
        plugin.build, plugin.on_page = build, on_page
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
        config.plugins.on_shutdown()
    except (Abort, PluginError, ConfigurationError, KeyError) as error:
        raise EngineError("\n".join([*warnings.lines, str(error)])) from error
    finally:
        logger.removeHandler(warnings)
    return warnings.lines


class _Warnings(logging.Handler):
    """Keeps what MkDocs warns about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
