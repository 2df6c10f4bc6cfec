"""What is not published is in nothing that is published: not in a page, an index, a file to hand out, or a cache."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pikepdf
import pytest
from pypdf import PdfReader

from .conftest import kb, record, write_whole_project
from .test_handouts import FRONT, GROUP, MESSAGE

SECRETS = {  # A word for each state, which nothing else holds.
    "utkast": ("hemligutkastord", "status: utkast"),
    "schemalagd": ("hemligframtidsord", "publiceras: 2099-01-01"),
    "utgangen": ("hemligutgangenord", "avpubliceras: 2020-01-01"),
    "arkiverad": ("hemligarkivord", "status: arkiverad"),
}


def called(word: str) -> str:
    """The title and file name of what holds *word*: it, but of what is withdrawn these are told."""
    return word.replace("hemlig", "") if word == SECRETS["utgangen"][0] else word


def planted(word: str, state: str) -> Iterator[tuple[str, str]]:
    """Records of several kinds in *state* that hold *word* in their body, synonyms, title and file name."""
    name = called(word)
    begrepp = record(f"Titel {name}", *state.split("\n"), "begrepp: [felfri]", body=f"## Om {word}\n\nText om {word}.")
    yield f"begrepp/{name}.md", begrepp.replace("synonymer: [prov]", f"synonymer: [{word}, hemlig {word}]")
    blad = FRONT.replace("---\n", f"---\n{state}\n", 1)
    title = next(line for line in blad.split("\n") if line.startswith("titel:"))
    yield f"material/{name}.md", blad.replace(title, f"titel: Blad {name}") + f"\n## Vad?\n\nOm {word}.\n"
    yield f"yrken/{name}.md", begrepp.replace("synonymer: [prov]", f"synonymer: [{word}]")
    message = MESSAGE.replace("---\n", f"---\n{state}\n", 1)
    for said in ("Ni vinner tid", "Den som redan", "Läs bara det"):
        message = message.replace(said, f"{word} {said}")
    yield f"budskap/{name}.md", message
    yield (
        f"konferenser/{name}.md",
        record(f"Möte {name}", state, "typ: konferens", "start: 2026-12-01", f"syfte: [Mötas om {word}.]"),
    )


def readable(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """*data* and all that is packed inside it."""
    yield name, name.encode() + data
    if name.endswith(".gz"):
        yield from readable(name.removesuffix(".gz"), gzip.decompress(data))
    elif name.endswith(".br"):
        yield from readable(name.removesuffix(".br"), brotli.decompress(data))
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for inside in packed.namelist():
                yield from readable(f"{name}/{inside}", packed.read(inside))
    elif data.startswith(b"%PDF"):
        yield name, " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).encode()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for part in pdf.objects:
                if isinstance(part, pikepdf.Stream):
                    yield name, _stream(part)
                yield name, " ".join(_strings(part)).encode()


def _strings(part: Any) -> Iterator[str]:
    """The titles, outlines, alternative texts and addresses of a PDF's part."""
    if isinstance(part, pikepdf.String):
        yield str(part)
    elif isinstance(part, (pikepdf.Dictionary, pikepdf.Array)):
        inside = part.values() if isinstance(part, pikepdf.Dictionary) else part
        for one in inside:
            yield from _strings(one) if not getattr(one, "is_indirect", False) else ()


def _stream(part: Any) -> bytes:
    try:
        return bytes(part.read_bytes())
    except pikepdf.PdfError:
        return bytes(part.read_raw_bytes())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project that has been built with everything, secrets planted in it."""
    files = {
        "begrepp/felfri.md": record("Felfri", "relaterat: [begrepp/annan]", body="[x](hemligutkastord.md)"),
        "begrepp/annan.md": record("Annan", "relaterat: [begrepp/felfri]"),
        "material/bladet.md": FRONT.replace(
            "[vinst]", f"[vinst, {', '.join(called(word) for word, _ in SECRETS.values())}]"
        )
        + "\n## Vad?\n\nText.\n",
        "malgrupper/gruppen.md": GROUP,
        "budskap/vinst.md": MESSAGE,
        "omdirigeringar.yml": "omdirigeringar:\n"
        + "".join(
            f"  - {{fran: /gammal-{name}/, till: /begrepp/{called(word)}/}}\n" for name, (word, _) in SECRETS.items()
        ),
    }
    for word, state in SECRETS.values():
        files |= dict(planted(word, state))
    made = write_whole_project(tmp_path_factory.mktemp("hemligt"), files)
    made.config.write_text(made.config.read_text("utf-8").replace("handouts: false", "handouts: true"), "utf-8")
    done = kb(made, "build", "--komprimera", "--ta-bort-sidor")
    assert done.returncode == 0, done.stdout + done.stderr
    return made.root


def _is_as_content(path: Path) -> bool:
    """Whether *path* is what a build keeps of what it read: drafts too, as the content that lies beside it."""
    return path.parent.name == ".kb-cache" and path.suffix == ".json"


def test_no_word_of_what_is_not_published_is_in_any_byte_that_a_build_leaves(built: Path) -> None:
    found, kinds = [], set()
    for folder in ("site", ".site-utgavor", ".kb-cache"):
        for path in (built / folder).rglob("*"):
            if path.is_file() and not path.is_symlink() and not _is_as_content(path):
                name = path.relative_to(built).as_posix()
                kinds.add(path.suffix)
                for inside, data in readable(name, path.read_bytes()):
                    lowered = data.lower()
                    plain = [word for word, _ in SECRETS.values() if word.encode() in lowered]
                    wide = [word for word, _ in SECRETS.values() if word.encode("utf-16-be") in lowered]
                    found += [(inside, word) for word in {*plain, *wide}]

    assert found == []
    assert {".html", ".json", ".csv", ".xml", ".gz", ".br", ".pdf", ".docx", ".zip", ".png", ".webp"} <= kinds


def test_the_search_finds_a_planted_word_where_it_is_published(built: Path) -> None:
    """The reader above is not blind: what is published is found by it, in the sheet's Word file, zip and PDF too."""
    names = set()
    for path in (built / "site").resolve().rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if any(b"bladet" in inside.lower() for _, inside in readable(path.name, data)):
                names.add(path.suffix)

    assert {".html", ".json", ".xml", ".gz", ".br", ".docx", ".zip", ".pdf"} <= names
