"""From a record to files: what stops a sheet, what is kept, and what the same input gives."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import docx
import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from kunskapsbank.base.parts import TYPST
from kunskapsbank.base.problems import Problem
from kunskapsbank.base.seal import key_of, seal
from kunskapsbank.base.settings import Website
from kunskapsbank.content.load import load
from kunskapsbank.export.handouts import typesetting
from kunskapsbank.export.handouts.archives import archive
from kunskapsbank.export.handouts.blocks import Block, Run, blocks_of, plain
from kunskapsbank.export.handouts.cache import INDEX, Cache
from kunskapsbank.export.handouts.files import HandoutFiles
from kunskapsbank.export.handouts.handouts import read_handouts
from kunskapsbank.export.handouts.jobs import FORMATS
from kunskapsbank.export.handouts.make import make_files
from kunskapsbank.export.handouts.word import sheet_docx
from kunskapsbank.export.handouts.workers import Workers
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.markdown.converter import Converter
from kunskapsbank.media.office import is_harmless
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.texts import standard_texts

from .conftest import KINDS, REPO, TODAY

WEBSITE = Website("Prov", "https://prov.example/")
SWEDISH = standard_texts("sv")
FRONT = """---
titel: Kan du yrket?
ingress: Det du kan går att få prövat.
malgrupp: gruppen
version: "1.0"
datum: 2026-01-15
budskap: [vinst]
steg: [Ring kommunen., Gör provet.]
fragor:
  - {fraga: Vad kostar det?, svar: Fråga kommunen.}
kontakt: {text: Fråga regionen., url: /regioner/, lank: Regioner}
inlagg: Kan du yrket?
synonymer: [prov]
kallor: [{url: 'https://www.skolverket.se/'}]
---
"""
GROUP = """---
titel: Gruppen
ingress: Om gruppen.
sort: direkt
vilka: [Alla]
behov: [Veta.]
synonymer: [grupp]
kallor: [{url: 'https://www.skolverket.se/'}]
---
"""
MESSAGE = """---
titel: Ni vinner tid
ingress: Den som redan kan behöver inte läsa om.
vinner: individen
belagg: Källan säger det.
kort: Läs bara det som saknas.
synonymer: [tid]
kallor: [{url: 'https://www.skolverket.se/'}]
---
"""
RULE = """---
titel: Prövningen får kosta
ingress: En prövning får kosta högst 500 kronor.
forfattning: provlagen
beteckning: '2010:900'
kapitel: 2
paragraf: 3 §
kontrollerad: 2026-01-01
synonymer: [avgift]
kallor: [{url: 'https://www.riksdagen.se/'}]
---
"""
KEY = b"k" * 32  #: Of every cache in the tests.
MakeProject = Callable[..., Project]


@pytest.fixture
def making(project: MakeProject, tmp_path: Path) -> Callable[..., Project]:
    """A project of one sheet with *body*, the real templates and the real style sheet."""

    def make(body: str = "\n## Vad?\n\nText.\n", **more: str) -> Project:
        made = project(
            {"material/bladet.md": FRONT + body, "malgrupper/gruppen.md": GROUP, "budskap/vinst.md": MESSAGE, **more}
        )
        made.config.write_text(made.config.read_text("utf-8").replace("handouts: false", "handouts: true"), "utf-8")
        shutil.copytree(TYPST.standard, tmp_path / "mallar")
        (made.docs / "assets").mkdir()
        return made

    return make


def files_of(project: Project) -> tuple[HandoutFiles, list[Problem]]:
    """The sheets' files of *project*, whatever the checks would have said of it."""
    site, _ = load(project.content, TODAY, KINDS)
    said = read_handouts(site, Bodies(site), WEBSITE, SWEDISH)
    with Workers() as workers:
        return make_files(project.root, site, said, (), WEBSITE, SWEDISH, workers=workers)


def built(project: Project) -> Build:
    return run(project, TODAY, handouts=True)


def test_an_answer_ends_with_what_its_rules_say_in_every_format(making):
    project = making(
        **{
            "material/bladet.md": FRONT.replace("svar: Fråga kommunen.", "svar: Det beror på., regler: [avgiften]"),
            "regler/avgiften.md": RULE,
        }
    )
    build = built(project)

    answer = "Det beror på. En prövning får kosta högst 500 kronor (provlagen 2 kap. 3 §)."
    assert build.failed is False, build.problems
    word = docx.Document(str(build.handouts["material/bladet/faktablad-bladet.docx"]))
    assert answer in [paragraph.text for paragraph in word.paragraphs]
    [page] = [page for page in build.pages if page.address == "material/bladet/"]
    assert answer in page.text


def test_a_rule_that_changes_changes_the_mark_of_the_sheets_that_quote_it(making):
    sheet = FRONT.replace("svar: Fråga kommunen.", "svar: Det beror på., regler: [avgiften]")
    project = making(**{"material/bladet.md": sheet, "regler/avgiften.md": RULE})
    marks = []
    for rule in (RULE, RULE.replace("500", "600")):
        (project.content / "regler/avgiften.md").write_text(rule, encoding="utf-8")
        site, _ = load(project.content, TODAY, KINDS)
        [document] = read_handouts(site, Bodies(site), WEBSITE, SWEDISH).documents.values()
        marks.append(document.mark)

    assert marks[0] != marks[1]


def test_a_poster_of_its_own_lines_shows_them_and_no_message(making):
    project = making(
        **{"material/bladet.md": FRONT.replace("steg: [", "affisch: [Fråga vad eleven kan., Välj väg.]\nsteg: [")}
    )
    poster = PdfReader(built(project).handouts["material/bladet/affisch-bladet.pdf"]).pages[0].extract_text()

    assert "Fråga vad eleven kan." in poster
    assert "Läs bara det som saknas." not in poster


def test_one_record_becomes_pdf_poster_word_preview_and_zip(making):
    build = built(making())

    assert [str(p) for p in build.problems if p.code.startswith(("sheet", "broken"))] == []
    names = {address.rpartition("/")[2] for address in build.handouts if address.startswith("material/bladet/")}
    assert names == {
        "faktablad-bladet.pdf",
        "affisch-bladet.pdf",
        "faktablad-bladet.docx",
        "forsta-sidan.webp",
        "material-bladet.zip",
    }


def test_the_same_input_gives_the_same_bytes_without_any_cache(making):
    project = making()
    first = {address: path.read_bytes() for address, path in built(project).handouts.items()}
    for path in (project.root / ".kb-cache").iterdir():
        path.unlink()

    assert {address: path.read_bytes() for address, path in built(project).handouts.items()} == first


def test_an_unchanged_project_makes_nothing_and_a_changed_record_only_its_own_files(making):
    project = making()
    built(project)
    assert built(project).made == 0

    message = project.content / "budskap/vinst.md"
    message.write_text(
        message.read_text(encoding="utf-8").replace("Ni vinner tid", "Ni vinner mer tid"), encoding="utf-8"
    )
    again = built(project)
    # Three files and a preview of the sheet, its zip, the zip of all, and no share card: no title of a page changed.
    assert again.made == 6


def test_a_build_that_failed_keeps_what_it_made(making):
    project = making("\n## Vad?\n\n" + "Ett ord till. " * 1500)
    assert built(project).failed

    sheet = project.content / "material/bladet.md"
    sheet.write_text(FRONT + "\n## Vad?\n\nText.\n", encoding="utf-8")
    everything = built(project)
    sheet.write_text(FRONT + "\n## Vad?\n\n" + "Ett ord till. " * 1500, encoding="utf-8")
    assert built(project).failed
    sheet.write_text(FRONT + "\n## Vad?\n\nText.\n", encoding="utf-8")
    assert (built(project).made, everything.made > 0) == (0, True)


def test_a_new_template_makes_everything_anew(making):
    project = making()
    everything = built(project).made
    with (project.root / "mallar/form.typ").open("a", encoding="utf-8") as file:
        file.write("\n#let namn = 1\n")

    again = built(project)
    zips_unchanged = sum(address.endswith(".zip") for address in again.handouts)
    assert again.made == everything - zips_unchanged


def cached(folder, key="nyckel", content=b"innehall"):
    """A file kept in the cache in *folder*, with its index."""
    cache = Cache(folder, KEY)
    path = cache.put(key, content, ".pdf")
    cache.save()
    return path


def folder_of_ones_own(path):
    """A folder with files that are none of ours, some close to it; returns what stands in it."""
    files = {
        INDEX.upper(): "mitt",
        "avtal.docx": "mitt",
        f"{'a' * 63}.pdf": "mitt",
        f"{'A' * 64}.pdf": "mitt",
        f"{'a' * 64}.pdf.bak": "mitt",
        ".prov": "mitt",
        "tmpabcdefgh": "mitt",
        "mapp/fil.txt": "mitt",
    }
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return files


def texts_in(folder):
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'{"a": 1}',
        b"\xff\xfe",
        b'{"nyckel": ["a"]}',
        b'{"nyckel": "\\u0000"}',
        b"1" * 5000,
        pytest.param(b"[" * 200_000, id="C2: deeper than Python counts"),
        pytest.param(b'{"a":' * 200_000, id="C2: groups deeper than Python counts"),
    ],
)
def test_a_cache_whose_index_is_damaged_counts_as_empty_and_is_made_anew(tmp_path, damage):
    cached(tmp_path)
    (tmp_path / INDEX).write_bytes(damage)

    assert Cache(tmp_path, KEY).get("nyckel", ".pdf") is None
    path = cached(tmp_path)
    assert Cache(tmp_path, KEY).get("nyckel", ".pdf") == path


@pytest.mark.parametrize("inside", [True, False], ids=["with a file in it", "empty"])
def test_c2_a_folder_in_the_place_of_the_index_or_a_file_is_moved_aside_and_nothing_in_it_is_lost(tmp_path, inside):
    path = cached(tmp_path)
    for taken in (tmp_path / INDEX, path):
        taken.unlink()
        taken.mkdir()
        if inside:
            (taken / "mitt.txt").write_text("mitt", encoding="utf-8")

    assert Cache(tmp_path, KEY).get("nyckel", ".pdf") is None
    cache = Cache(tmp_path, KEY)
    cache.put("nyckel", b"innehall", ".pdf")
    cache.prune()

    assert Cache(tmp_path, KEY).get("nyckel", ".pdf") == path
    assert [p.read_text(encoding="utf-8") for p in tmp_path.rglob("mitt.txt")] == ["mitt"] * 2 * inside


def test_c1_a_cache_that_is_a_link_to_a_folder_of_ones_own_is_not_used(tmp_path):
    own = folder_of_ones_own(tmp_path / "mitt")
    (tmp_path / "mitt" / f"{hashlib.sha256(b'x').hexdigest()}.pdf").write_text("x", encoding="utf-8")
    (tmp_path / "cache").symlink_to("mitt")

    cache = Cache(tmp_path / "cache", KEY)
    cache.put("nyckel", b"innehall", ".pdf")
    cache.prune()

    assert (tmp_path / "cache").is_symlink()
    assert texts_in(tmp_path / "mitt") == {**own, f"{hashlib.sha256(b'x').hexdigest()}.pdf": "x"}


@pytest.mark.parametrize("target", ["finns-inte", "cache", "fil.txt"], ids=["to nothing", "to itself", "to a file"])
def test_c1_a_cache_that_is_a_link_elsewhere_serves_from_a_temporary_folder(tmp_path, target):
    (tmp_path / "fil.txt").write_text("mitt", encoding="utf-8")
    (tmp_path / "cache").symlink_to(target)

    assert Cache(tmp_path / "cache", KEY).put("nyckel", b"innehall", ".pdf").read_bytes() == b"innehall"
    assert (tmp_path / "fil.txt").read_text(encoding="utf-8") == "mitt"
    assert not (tmp_path / "finns-inte").exists()


def test_c1_only_files_with_names_of_the_kind_we_give_are_dropped_from_the_cache(tmp_path):
    own = folder_of_ones_own(tmp_path)
    old = cached(tmp_path, "gammal", b"gammal")
    aged(old)
    (tmp_path / f"{'b' * 64}.pdf").symlink_to("avtal.docx")
    (tmp_path / f"{'c' * 64}.pdf").mkdir()
    Cache(tmp_path, KEY).prune()

    assert not old.exists()
    left = texts_in(tmp_path)
    assert {name: left[name] for name in left.keys() - {INDEX, "las"}} == {**own, f"{'b' * 64}.pdf": "mitt"}
    assert (tmp_path / f"{'c' * 64}.pdf").is_dir()


def test_c1_an_entry_or_an_index_that_is_a_link_is_neither_read_nor_written_through(tmp_path):
    path = cached(tmp_path / "cache")
    for ours, outside in ((path, tmp_path / "fil"), (tmp_path / "cache" / INDEX, tmp_path / "index")):
        ours.rename(outside)
        ours.symlink_to(outside)
    index = (tmp_path / "index").read_text(encoding="utf-8")

    assert Cache(tmp_path / "cache", KEY).get("nyckel", ".pdf") is None
    assert cached(tmp_path / "cache") == path
    assert (path.is_symlink(), (tmp_path / "cache" / INDEX).is_symlink()) == (False, False)
    assert ((tmp_path / "fil").read_bytes(), (tmp_path / "index").read_text(encoding="utf-8")) == (b"innehall", index)
    assert Cache(tmp_path / "cache", KEY).get("nyckel", ".pdf") == path


def sparse(path):
    with path.open("wb") as file:
        file.truncate(3 * 1024**3)


@pytest.mark.parametrize("make", [os.mkfifo, sparse], ids=["a named pipe", "a file of 3 GiB that takes no room"])
@pytest.mark.parametrize("which", ["index", "entry"])
def test_c2_what_we_never_wrote_is_not_read_and_is_made_anew(tmp_path, monkeypatch, make, which):
    path = cached(tmp_path)
    spoiled = tmp_path / INDEX if which == "index" else path
    spoiled.unlink()
    make(spoiled)
    with monkeypatch.context() as patch:
        patch.setattr("kunskapsbank.export.handouts.cache.digest_of", lambda *_: pytest.fail("read"))
        assert Cache(tmp_path, KEY).get("nyckel", ".pdf") is None

    cached(tmp_path)
    assert Cache(tmp_path, KEY).get("nyckel", ".pdf") == path


def test_a_file_in_the_cache_that_was_changed_is_not_used(tmp_path):
    cache = Cache(tmp_path, KEY)
    path = cache.put("nyckel", b"innehall", ".pdf")
    cache.save()
    assert Cache(tmp_path, KEY).get("nyckel", ".pdf") == path

    path.write_bytes(b"innehal")
    assert Cache(tmp_path, KEY).get("nyckel", ".pdf") is None


def test_an_index_cannot_point_outside_the_cache(tmp_path):
    outside = tmp_path / f"{hashlib.sha256(b'x').hexdigest()}.pdf"
    outside.write_bytes(b"x")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / INDEX).write_text(json.dumps({"nyckel": f"../{outside.name}"}), encoding="utf-8")

    assert Cache(tmp_path / "cache", KEY).get("nyckel", ".pdf") is None


def test_what_a_build_did_not_ask_for_is_dropped_from_the_cache(tmp_path):
    cache = Cache(tmp_path, KEY)
    aged(cache.put("gammal", b"gammal", ".pdf"))
    cache.save()
    later = Cache(tmp_path, KEY)
    later.put("ny", b"ny", ".pdf")
    later.prune()

    assert Cache(tmp_path, KEY).get("gammal", ".pdf") is None
    assert len(list(tmp_path.glob("*.pdf"))) == 1


def test_c3_a_build_does_not_drop_what_another_makes_or_uses_at_the_same_time(tmp_path):
    earlier = Cache(tmp_path, KEY)
    used = earlier.put("gemensam", b"gemensam", ".pdf")
    earlier.prune()
    aged(used)
    one, other = Cache(tmp_path, KEY), Cache(tmp_path, KEY)
    made = other.put("ny", b"ny", ".pdf")
    assert other.get("gemensam", ".pdf") == used

    one.put("egen", b"egen", ".pdf")
    one.prune()

    assert (made.read_bytes(), used.read_bytes()) == (b"ny", b"gemensam")
    other.prune()
    found = Cache(tmp_path, KEY)
    assert all(found.get(key, ".pdf") for key in ("egen", "ny", "gemensam"))


def test_c3_many_builds_at_once_over_one_cache_leave_it_whole(tmp_path):
    def work(number):
        cache = Cache(tmp_path, KEY)
        paths = [cache.put(f"{number}-{n}", f"{number}-{n}".encode(), ".pdf") for n in range(20)]
        cache.save()
        cache.prune()
        return [path.read_bytes() for path in paths] == [f"{number}-{n}".encode() for n in range(20)]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(16)))
    found = Cache(tmp_path, KEY)
    assert all(found.get(f"{number}-{n}", ".pdf") for number in range(16) for n in range(20))


def aged(path):
    """Make the file at *path* so old that no build can be at work with it."""
    os.utime(path, (1e9, 1e9))


def forged(folder, entries, key=b"annans" * 6):
    """Write an index of *entries*, key -> content and suffix, and their files, as somebody without our key would."""
    folder.mkdir(exist_ok=True)
    names = {}
    for made_from, (content, suffix) in entries.items():
        names[made_from] = f"{hashlib.sha256(content).hexdigest()}{suffix}"
        (folder / names[made_from]).write_bytes(content)
    text = json.dumps(names, indent=0, sort_keys=True)
    (folder / INDEX).write_text(f"{seal(key, text.encode())}\n{text}", encoding="utf-8")
    return text


EVIL = b"%PDF-1.4 annat"


@pytest.mark.parametrize(
    "mark",
    ["annans nyckel", "", "0" * 64, "å" * 64, "utan rad", "sigillet av ett annat index"],
)
def test_an_index_that_this_project_did_not_seal_counts_as_empty(tmp_path, mark):
    text = forged(tmp_path, {"nyckel": (EVIL, ".pdf")})
    if mark == "utan rad":
        (tmp_path / INDEX).write_text(text, encoding="utf-8")
    elif mark == "sigillet av ett annat index":
        (tmp_path / INDEX).write_text(f"{seal(KEY, b'{}')}\n{text}", encoding="utf-8")
    elif mark != "annans nyckel":
        (tmp_path / INDEX).write_text(f"{mark}\n{text}", encoding="utf-8")

    assert Cache(tmp_path, KEY).get("nyckel", ".pdf") is None
    cache = Cache(tmp_path, KEY)
    ours = cache.put("nyckel", b"vart", ".pdf")
    cache.save()
    assert Cache(tmp_path, KEY).get("nyckel", ".pdf") == ours


def test_a_file_of_another_type_than_the_address_says_is_not_used(tmp_path):
    cached(tmp_path)

    assert Cache(tmp_path, KEY).get("nyckel", ".docx") is None


def test_the_files_of_a_forged_cache_are_never_published(making):
    project = making()
    first = {address: path.read_bytes() for address, path in built(project).handouts.items()}
    cache = project.root / ".kb-cache"
    names = json.loads((cache / INDEX).read_text(encoding="utf-8").partition("\n")[2])
    shutil.rmtree(cache)
    forged(cache, {key: (EVIL, Path(name).suffix) for key, name in names.items()})

    again = built(project)

    assert {address: path.read_bytes() for address, path in again.handouts.items()} == first


def test_a_cache_from_elsewhere_is_used_when_it_is_asked_for_but_only_what_is_harmless_in_it(making, tmp_path):
    project = making()
    first = {address: path.read_bytes() for address, path in built(project).handouts.items()}
    cache = project.root / ".kb-cache"
    text = (cache / INDEX).read_text(encoding="utf-8").partition("\n")[2]
    (cache / INDEX).write_text(f"{seal(b'annans', text.encode())}\n{text}", encoding="utf-8")
    trusting = replace(project, trusts_cache=True)

    assert run(trusting, TODAY, handouts=True).made == 0

    names = json.loads(text)
    shutil.rmtree(cache)
    forged(cache, {key: (EVIL, Path(name).suffix) for key, name in names.items()})
    again = run(trusting, TODAY, handouts=True)
    assert {address: path.read_bytes() for address, path in again.handouts.items()} == first


def test_everything_that_we_make_to_hand_out_is_harmless(making):
    found = {address: is_harmless(path.read_bytes(), path.suffix) for address, path in built(making()).handouts.items()}

    assert {Path(address).suffix for address in found} == {".pdf", ".docx", ".webp", ".zip", ".png"}
    assert [address for address, harmless in found.items() if not harmless] == []


@pytest.fixture
def state(tmp_path, monkeypatch):
    """The user's folder for state."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "kunskapsbank"


def test_a_project_has_a_key_of_its_own_that_the_user_alone_can_read(tmp_path, state):
    key = key_of(tmp_path / "ett")

    assert (len(key), key_of(tmp_path / "ett"), key == key_of(tmp_path / "annat")) == (32, key, False)
    assert {path.stat().st_mode & 0o777 for path in state.iterdir()} == {0o600}
    assert state.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("fault", ["read by others", "a link", "short", "long", "a folder", "a pipe"])
def test_a_key_that_others_could_know_is_not_used(tmp_path, state, fault):
    key = key_of(tmp_path / "ett")
    [path] = state.iterdir()
    if fault == "read by others":
        path.chmod(0o644)
    else:
        path.rename(tmp_path / "flyttad")
        match fault:
            case "a link":
                path.symlink_to(tmp_path / "flyttad")
            case "a folder":
                path.mkdir()
            case "a pipe":
                os.mkfifo(path, 0o600)
            case _:
                path.write_bytes(b"k" * (31 if fault == "short" else 33))
                path.chmod(0o600)

    assert key_of(tmp_path / "ett") not in (key, key_of(tmp_path / "ett"))


@pytest.mark.parametrize("where", ["projekt", "projekt/state", ""])
def test_a_key_that_could_have_come_with_the_project_or_has_no_home_is_for_one_run(tmp_path, monkeypatch, where):
    (tmp_path / "projekt").mkdir()
    if where:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / where))
    else:
        monkeypatch.delenv("XDG_STATE_HOME")
        monkeypatch.setenv("HOME", str(tmp_path / "fil"))
        (tmp_path / "fil").write_text("", encoding="utf-8")

    assert key_of(tmp_path / "projekt") != key_of(tmp_path / "projekt")


@pytest.mark.parametrize(
    ("body", "code", "place", "words"),
    [
        pytest.param(
            "\n## Vad?\n\nText.\n\n![](/assets/a.png)\n",
            "sheet-not-accessible",
            "content/material/bladet.md:21:1",
            "en bild på faktabladet saknar beskrivning",
            id="a picture without a description",
        ),
        pytest.param(
            "\nText.\n\n#### Djupt\n\nText.\n",
            "sheet-not-accessible",
            "content/material/bladet.md:19:1",
            "rubrikerna på faktabladet hoppar över en nivå",
            id="a skipped heading level",
        ),
        pytest.param(
            "\n![En karta](/assets/borta.png)\n",
            "sheet-not-made",
            "content/material/bladet.md:17:1",
            "bilden gick inte att ta med i",
            id="a picture that is gone",
        ),
        pytest.param(
            "\n## Vad?\n\n" + "Ett ord till. " * 1500,
            "sheet-too-long",
            "content/material/bladet.md:2:1",
            "texten ryms inte på två sidor i faktablad-bladet.pdf",
            id="too long",
        ),
    ],
)
def test_a_sheet_that_cannot_be_handed_out_is_a_problem_at_its_line(making, body, code, place, words):
    project = making(body)
    (project.docs / "assets/a.png").write_bytes(typesetting._small(typesetting._opened(_png()), 2))

    found = [p for p in files_of(project)[1] if p.code == code]

    assert [str(p.place) for p in found][:1] == [place]
    assert words in found[0].message


def test_a_decorative_picture_is_told_to_nobody_in_pdf_and_word_and_needs_no_description(making):
    project = making("\n## Vad?\n\nText.\n\n![dekorativ](../../docs/assets/a.png)\n")
    (project.docs / "assets/a.png").write_bytes(typesetting._small(typesetting._opened(_png()), 2))

    build = built(project)

    assert not build.failed, build.problems
    with zipfile.ZipFile(build.handouts["material/bladet/faktablad-bladet.docx"]) as word:
        assert b'decorative" val="1"' in word.read("word/document.xml")
    with pikepdf.open(build.handouts["material/bladet/faktablad-bladet.pdf"]) as pdf:
        figures = [e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/Figure"]
        assert all(str(e.get("/Alt", "")) not in ("", "dekorativ") for e in figures)


def test_a_fault_in_a_library_names_the_sheet(making, monkeypatch):
    monkeypatch.setattr("kunskapsbank.export.handouts.jobs.ALONE", 999)
    monkeypatch.setitem(FORMATS, "poster", lambda *_: 1 // 0)

    [problem] = [p for p in files_of(making("\n## Vad?\n\nText.\n"))[1] if p.code == "sheet-not-made"]
    assert "ZeroDivisionError" in problem.message


def test_a_missing_file_whose_name_holds_a_word_of_another_fault_is_told_as_missing(making):
    found = files_of(making("\n![Karta](/assets/alt-heading.png)\n"))[1]
    assert {p.code for p in found if p.code.startswith("sheet")} == {"sheet-not-made"}


def _png() -> bytes:
    return typesetting._picture(
        REPO,
        "delningskort.typ",
        {
            "kort": {"title": "A", "label": "", "sentence": "", "website": "B", "tagline": "", "language": "sv"},
            "farger": typesetting.colours(REPO),
        },
        4,
    )


def test_a_build_with_a_sheet_that_cannot_be_made_fails_and_reports_it_once(making):
    build = built(making("\n## Vad?\n\n" + "Ett ord till. " * 1500))

    assert build.failed
    assert [p.code for p in build.problems if p.code.startswith("sheet")] == ["sheet-too-long"]


@pytest.mark.parametrize(
    ("template", "text", "place", "said"),
    [
        ("faktablad.typ", '#import "form.typ": *\n#data.finns-inte', "mallar/faktablad.typ:1:1", "finns-inte"),
        ("form.typ", "#let dokument(blad, it) = {\n  blad.finnsinte\n}", "mallar/form.typ:1:1", "finnsinte"),
    ],
)
def test_c7_a_fault_in_a_template_of_sheets_is_told_once_at_the_template(making, template, text, place, said):
    project = making()
    path = project.root / "mallar" / template
    kept = path.read_text(encoding="utf-8")
    if template == "form.typ":
        start = kept.index("#let dokument(")
        text = f"{text}\n{kept[:start]}\n#let gammal{kept[start + len('#let dokument') :]}"
    path.write_text(text, encoding="utf-8")

    problems = [p for p in built(project).problems if p.code == "sheet-template-fault"]

    assert [str(p.place) for p in problems] == [place]
    assert said in problems[0].message
    assert str(project.root) not in problems[0].message


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Kan du yrket?", "Visa vad du kan, och få det på papper."),
        ("gypj " * 9, "Ägg på fjäll."),
        ("Kompetensförsörjning " * 60, "Mening."),
    ],
    ids=["short", "letters below the line", "longer than the card"],
)
def test_a_share_card_drawn_in_parts_is_the_one_that_is_drawn_whole(title, sentence):
    card = {"title": title, "label": "Faktablad", "sentence": sentence, "language": "sv", "breaks": {}}
    card |= {"website": "Kunskapsbanken om yrkeskompetens", "tagline": "Samma ord i hela landet"}
    whole = typesetting._picture(
        REPO, "delningskort.typ", {"kort": card, "farger": typesetting.colours(REPO), "del": "allt"}, 72
    )

    made = Image.open(io.BytesIO(typesetting.card(REPO, card)))
    in_its_colours = typesetting.in_colours_of(made, typesetting._opened(whole))

    assert made.convert("RGB").tobytes() == in_its_colours.convert("RGB").tobytes()


CARD = {"label": "Begrepp", "sentence": "En mening om något.", "language": "sv", "breaks": {}}
CARD |= {"website": "Kunskapsbanken", "tagline": "Samma ord i hela landet"}


def test_a_share_card_is_the_same_whether_it_is_drawn_alone_or_with_others():
    long = {"Kompetensförsörjningsstrateg": "Kompetens\u00adförsörjnings\u00adstrateg"}
    given = [
        CARD | {"title": "Ord"},
        CARD | {"title": "Kompetensförsörjningsstrateg i en region", "breaks": long},
        CARD | {"title": "En lång rubrik som behöver flera rader för att få plats på sitt kort", "sentence": ""},
    ]

    assert typesetting.cards(REPO, given) == [typesetting.card(REPO, one) for one in given]


def test_a_template_of_cards_of_the_projects_own_is_given_one_at_a_time(making):
    project = making()
    own = project.root / "mallar/delningskort.typ"
    own.write_text(
        '#import "form.typ": *\n'
        '#set page(width: 1200pt, height: 630pt, fill: if data.kort.title == "Ord" { red } else { blue })\n'
        "#pagebreak()",
        encoding="utf-8",
    )
    given = [CARD | {"title": title} for title in ("Ord", "Sök")]

    shown = [Image.open(io.BytesIO(one)).convert("RGB") for one in typesetting.cards(project.root, given)]

    assert [one.getpixel((9, 9)) for one in shown] == [(255, 65, 54), (0, 116, 217)]  # Typst's red and blue.


def test_no_variant_of_a_sheet_is_set_in_larger_letters_than_the_one_without_a_sender(making, monkeypatch):
    sizes = []
    compiled = typesetting._compiled
    monkeypatch.setattr(
        typesetting, "_compiled", lambda *given: (sizes.append(given[2]["storlek"]), compiled(*given))[1]
    )
    site, _ = load(making().content, TODAY, KINDS)
    [document] = read_handouts(site, Bodies(site), WEBSITE, SWEDISH).documents.values()
    short, long = ({**document.as_data(), "breaks": {}, "steps": ["Ett ord till. " * 20] * count} for count in (1, 14))

    typesetting.sheet_pdf(REPO, short)
    typesetting.sheet_pdf(REPO, short, long)

    assert sizes[0] == typesetting.SIZES[0]
    assert sizes[1] < sizes[0]


def test_share_cards_are_waited_for_when_somebody_asks_for_the_whole_build(making):
    with Workers() as workers:
        build = run(making(), TODAY, handouts=True, workers=workers)
        whole = build.whole()

    cards = [address for address in whole.handouts if address.startswith("delningskort/")]
    assert cards
    assert not build.handouts.keys() & {*cards}
    assert whole.made == build.made + len(cards)
    assert whole.whole() is whole
    assert all(hashlib.sha256(whole.handouts[one].read_bytes()).hexdigest() == whole.digests[one] for one in cards)


def test_work_of_a_process_that_the_system_ends_is_done_here():
    here = os.getpid()
    with Workers() as workers:
        assert workers.give(partial(_unless_here, here))() == "done"


def _unless_here(pid: int) -> str:
    if os.getpid() != pid:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def test_what_nobody_waits_for_is_not_begun_when_the_workers_end():
    with Workers() as workers:
        waits = [workers.give(partial(time.sleep, 0)) for _ in range(2000)]
    with pytest.raises(CancelledError):
        waits[-1]()


def test_a_faulty_template_of_share_cards_is_a_problem_at_the_template(making):
    project = making()
    (project.root / "mallar/delningskort.typ").write_text("#data.finns-inte", encoding="utf-8")

    [problem] = [p for p in built(project).problems if p.code == "card-not-made"]
    assert str(problem.place) == "mallar/delningskort.typ:1:1"


def test_a_region_without_its_logotype_is_a_problem_at_the_key(making):
    region = (REPO / "content/regioner/uppsala.md").read_text(encoding="utf-8")
    files = {"regioner/uppsala.md": region.replace("\nwebb:", "\nlogotyp: assets/logotyper/borta.svg\nwebb:")}
    [problem] = files_of(making(**files))[1]

    assert problem.code == "missing-logo"
    line = files["regioner/uppsala.md"].splitlines()[problem.place.line - 1]
    assert line == "logotyp: assets/logotyper/borta.svg"


def test_a_region_with_a_logotype_has_it_on_its_sheet_with_a_description(making):
    region = (REPO / "content/regioner/uppsala.md").read_text(encoding="utf-8")
    project = making(**{"regioner/uppsala.md": region.replace("\nwebb:", "\nlogotyp: assets/logo.png\nwebb:")})
    (project.docs / "assets/logo.png").write_bytes(_png())
    made, _ = files_of(project)

    pdf = pikepdf.open(made.paths["material/bladet/faktablad-bladet-uppsala.pdf"])
    texts = [str(e.Alt) for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/Figure"]
    assert any("Logotyp för Region Uppsala" in text for text in texts)
    document = docx.Document(str(made.paths["material/bladet/faktablad-bladet-uppsala.docx"]))
    assert "Logotyp för Region Uppsala" in document.sections[0].header._element.xml


def test_a_region_without_municipalities_has_a_sheet_that_names_none(making):
    region = (REPO / "content/regioner/uppsala.md").read_text(encoding="utf-8")
    made, problems = files_of(making(**{"regioner/uppsala.md": region}))

    assert problems == []
    address = "material/bladet/faktablad-bladet-uppsala"
    said = [
        " ".join(page.extract_text() for page in PdfReader(made.paths[f"{address}.pdf"]).pages),
        " ".join(one.text for one in docx.Document(str(made.paths[f"{address}.docx"])).paragraphs),
    ]
    assert ["Kommuner i länet" in one for one in said] == [False, False]


@pytest.mark.parametrize(
    "text",
    [
        "#panic()",
        "$x$ `kod` #let a = 1",
        "*fet* _kursiv_ @ref <etikett>",
        "\\u{41} // //",
        '"]) #sys.inputs',
        "åäö–”’\u00a0€",
    ],
)
def test_content_is_shown_as_it_is_and_never_run_by_typst(making, text):
    project = making()
    path = project.content / "material/bladet.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("titel: Kan du yrket?", f"titel: {json.dumps(text)}"), encoding="utf-8"
    )
    made, problems = files_of(project)

    assert problems == []
    pdf = pikepdf.open(made.paths["material/bladet/faktablad-bladet.pdf"])
    assert str(pdf.docinfo.Title) == text


def test_the_mark_changes_with_any_text_and_only_then(making):
    project = making()

    def mark() -> str:
        site, _ = load(project.content, TODAY, KINDS)
        return read_handouts(site, Bodies(site), WEBSITE, SWEDISH).documents["material/bladet"].mark

    before = mark()
    assert mark() == before
    path = project.content / "budskap/vinst.md"
    path.write_text(path.read_text(encoding="utf-8").replace("läsa om", "läsa igen"), encoding="utf-8")
    assert mark() != before


@pytest.mark.parametrize(("language", "name"), [("sv", "Varning"), ("en", "Warning")])
def test_a_note_without_a_title_is_named_in_the_language_of_its_sheet(language, name):
    body = Converter().convert("> [!WARNING]\n> Ett.\n")
    (note,) = blocks_of(body, str, standard_texts(language)).text

    assert [plain(one.runs) for one in note.blocks] == [name, "Ett."]
    assert f'<p class="not-titel">{name}</p>' in body.drawn(texts=standard_texts(language))


def test_a_body_keeps_its_headings_lists_tables_pictures_and_links():
    text = (
        "## Vad & *hur*\n\nEtt **fett** [ord](/om/).\n\n- a\n  - b\n\n1. c\n\n"
        "| År |\n| --- |\n| 2024 |\n\n![Karta](/assets/k.png)\n"
    )

    blocks = blocks_of(Converter().convert(text), lambda link: f"https://x{link}", standard_texts("sv")).text

    assert [b.kind for b in blocks] == ["heading", "paragraph", "list", "list", "table", "picture"]
    assert (plain(blocks[0].runs), blocks[0].level, blocks[0].runs[1]) == ("Vad & hur", 2, Run("hur", italic=True))
    assert blocks[1].runs[3] == Run("ord", link="https://x/om/")
    assert [(b.ordered, "".join(b.texts)) for b in blocks[2:4]] == [(False, "ab"), (True, "c")]
    assert blocks[2].items[0][1] == Block("list", items=((Block("paragraph", (Run("b"),)),),))
    assert (plain(blocks[4].header[0]), plain(blocks[4].rows[0][0])) == ("År", "2024")
    assert blocks[5] == Block("picture", source="/assets/k.png", alt="Karta")


def test_a_table_and_lists_in_a_body_are_tables_and_lists_in_pdf_and_word(making):
    body = "\n## Vad?\n\n| År | Antal |\n|---|---|\n| 2024 | 140 |\n\n1. Ett.\n2. Två.\n\nText.\n\n1. Åter ett.\n"
    made, problems = files_of(making(body))

    assert problems == []
    pdf = pikepdf.open(made.paths["material/bladet/faktablad-bladet.pdf"])
    kinds = [str(e.S) for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/Type") == "/StructElem"]
    assert kinds.count("/Table") == 2
    document = docx.Document(str(made.paths["material/bladet/faktablad-bladet.docx"]))
    assert [c.text for c in document.tables[0].rows[1].cells] == ["2024", "140"]
    numbers = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]


def test_a_region_can_replace_the_reference_document(making):
    project = making()
    document = docx.Document(str(TYPST.standard / "referens.docx"))
    document.styles["Title"].font.name = "Comic Sans MS"
    document.add_paragraph("Den här texten ska bort.")
    document.save(str(project.root / "mallar/referens.docx"))
    site, _ = load(project.content, TODAY, KINDS)
    document = read_handouts(site, Bodies(site), WEBSITE, SWEDISH).documents["material/bladet"]

    made = docx.Document(io.BytesIO(sheet_docx(project.root, document.as_data())))

    assert made.styles["Title"].font.name == "Comic Sans MS"
    assert "ska bort" not in "\n".join(p.text for p in made.paragraphs)


def test_a_reference_document_without_a_style_is_refused_with_its_name(making):
    project = making()
    document = docx.Document(str(TYPST.standard / "referens.docx"))
    document.styles["Kontaktruta"].delete()
    document.save(str(project.root / "mallar/referens.docx"))
    site, _ = load(project.content, TODAY, KINDS)
    document = read_handouts(site, Bodies(site), WEBSITE, SWEDISH).documents["material/bladet"]

    with pytest.raises(typesetting.Refused, match="Kontaktruta"):
        sheet_docx(project.root, document.as_data())


def test_a_zip_is_sorted_and_dated_by_its_content_alone():
    made = archive({"b.txt": b"b", "a.pdf": b"a"}, (2026, 1, 15))

    assert made == archive({"a.pdf": b"a", "b.txt": b"b"}, (2026, 1, 15))
    entries = zipfile.ZipFile(io.BytesIO(made)).infolist()
    assert [(e.filename, e.date_time) for e in entries] == [
        ("a.pdf", (2026, 1, 15, 0, 0, 0)),
        ("b.txt", (2026, 1, 15, 0, 0, 0)),
    ]


def test_a_project_without_templates_or_address_makes_no_files(making):
    project = making()
    config = project.root / "mkdocs.yml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("site_url: https://prov.example/\n", ""), encoding="utf-8"
    )
    assert built(project).handouts == {}
    assert not (project.root / ".kb-cache").exists()


def test_the_folder_that_serves_a_run_in_a_read_only_project_is_gone_after_it(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    code = f"""if True:
        from pathlib import Path; from kunskapsbank.export.handouts.cache import Cache
        cache = Cache(Path({str(tmp_path / "fil" / "cache")!r}), b"k" * 32)
        print(cache.put("nyckel", b"bytes", ".pdf").read_bytes())"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
    )

    assert done.stdout == "b'bytes'\n"
    assert list((tmp_path / "tmp").iterdir()) == []


def word_with(change):
    """A Word file as we make them, with the parts *change*, name -> text, added or put in the place of others."""
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Text")
    document.save(made)
    out = io.BytesIO()
    with zipfile.ZipFile(made) as read, zipfile.ZipFile(out, "w") as target:
        for name in read.namelist():
            if name not in change:
                target.writestr(name, read.read(name))
        for name, text in change.items():
            target.writestr(name, text)
    return out.getvalue()


def zip_of(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    return out.getvalue()


RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = '<Relationship Id="r" Type="http://x/relationships/{}" Target="{}" {}/>'
OUT = 'TargetMode="External"'
FIELD = '<w:document xmlns:w="w"><w:p>{}</w:p></w:document>'


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        pytest.param(b"MZ\x90\0", ".docx", id="a program called a Word file"),
        pytest.param(b"MZ\x90\0", ".pdf", id="a program called a PDF"),
        pytest.param(b"MZ\x90\0", ".png", id="a program called a picture"),
        pytest.param(b"MZ\x90\0", ".zip", id="a program called a zip"),
        pytest.param(b"MZ" + zip_of(a="a"), ".zip", id="a program before a zip"),
        pytest.param(b"<html><script>alert(1)</script>", ".webp", id="a page called a picture"),
        pytest.param(b"a\0b", ".txt", id="bytes called a text"),
        pytest.param(b"a", ".exe", id="a type that we do not make"),
        pytest.param(zip_of(a="a"), ".docx", id="a zip called a Word file"),
        pytest.param(word_with({"word/vbaProject.bin": "x"}), ".docx", id="macros"),
        pytest.param(word_with({"word/embeddings/oleObject1.bin": "x"}), ".docx", id="an object"),
        pytest.param(
            word_with({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), ".docx", id="an entity"
        ),
        *(
            pytest.param(
                word_with({"word/_rels/document.xml.rels": RELATIONS.format(RELATION.format(*relation))}),
                ".docx",
                id=f"{relation[0]} {relation[1]}",
            )
            for relation in [
                ("attachedTemplate", "https://evil.example/a.dotm", OUT),
                ("attachedTemplate", "a.dotm", ""),
                ("image", "https://evil.example/a.png", OUT),
                ("image", "file://evil.example/a.png", ""),
                ("oleObject", "a.bin", ""),
                ("frame", "https://evil.example/", OUT),
                ("subDocument", "a.docx", OUT),
                ("hyperlink", "javascript:alert(1)", OUT),
                ("hyperlink", "file:////evil.example/a", OUT),
                ("hyperlink", "\\\\evil.example\\a", OUT),
                ("vbaProject", "vbaProject.bin", ""),
            ]
        ),
        *(
            pytest.param(word_with({"word/document.xml": FIELD.format(field)}), ".docx", id=f"field {field[:24]}")
            for field in [
                '<w:fldSimple w:instr=" DDEAUTO cmd "/>',
                "<w:instrText>DDE cmd</w:instrText>",
                "<w:instrText>DD</w:instrText><w:instrText>EAUTO cmd</w:instrText>",
                "<w:instrText>INCLUDEPICTURE https://evil.example/</w:instrText>",
                '<w:altChunk r="a"/>',
                "<w:object/>",
            ]
        ),
        pytest.param(zip_of(**{"../a.txt": "a"}), ".zip", id="a name that leads out"),
        pytest.param(zip_of(**{"/a.txt": "a"}), ".zip", id="an absolute name"),
        pytest.param(zip_of(**{"a\\b.txt": "a"}), ".zip", id="a backslash"),
        pytest.param(zip_of(**{"a.exe": "a"}), ".zip", id="a program in a zip"),
        pytest.param(zip_of(**{"a.zip": zip_of(a="a")}), ".zip", id="a zip in a zip"),
        pytest.param(zip_of(**{"a.docx": "MZ"}), ".zip", id="a false Word file in a zip"),
        pytest.param(zip_of(**{"a.txt": "a", "A.TXT": "a"}), ".zip", id="two names that are alike"),
        pytest.param(zip_of(**{"a.txt": "a"})[:-30], ".zip", id="a broken zip"),
    ],
)
def test_what_could_run_or_fetch_or_is_another_sort_of_file_is_not_handed_out(data, suffix):
    assert not is_harmless(data, suffix)


def test_a_link_to_the_web_and_page_numbers_in_a_word_file_are_harmless():
    relations = RELATIONS.format(RELATION.format("hyperlink", "https://prov.example/", OUT))
    body = FIELD.format("<w:instrText>PAGE</w:instrText>")

    assert is_harmless(word_with({"word/_rels/document.xml.rels": relations, "word/document.xml": body}), ".docx")
