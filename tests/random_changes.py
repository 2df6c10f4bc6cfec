"""Random changes of a project, of every kind of input, and what must hold after each: for a test and for a soak."""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.keeper import PIECES
from kunskapsbank.pipeline.project import Project
from kunskapsbank.pipeline.store import BODIES, FILES, PAGES, TOLD, Store
from kunskapsbank.reading.site_settings import read_settings
from kunskapsbank.render.page import Page

CACHE = ".kb-cache"
PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="{n}" height="9"/></svg>'  # A drawing.


@dataclass
class Changing:
    """A project that somebody works in."""

    root: Path
    chance: random.Random
    today: dt.date
    number: int = 0

    @property
    def records(self) -> list[Path]:
        """The files of its records."""
        return sorted((self.root / "content").glob("*/*.md"))

    def a_record(self) -> Path:
        """One of them."""
        return self.chance.choice(self.records)

    def rewrite(self, path: Path, change: Callable[[str], str]) -> None:
        """Let *change* work on the text of *path*."""
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(change(before), encoding="utf-8")

    def word(self) -> str:
        """A word that is new, or the title of a record: it may be a term."""
        titles = [re.search(r"^titel: (.*)$", path.read_text(encoding="utf-8"), re.M) for path in self.records]
        known = [found[1] for found in titles if found]
        return self.chance.choice([f"nyord{self.number}", *self.chance.sample(known, 2)])


def _body(one: Changing) -> None:
    one.rewrite(one.a_record(), lambda text: f"{text.rstrip()}\n\nHär står {one.word()}.\n")


def _a_term(one: Changing) -> Path:
    return one.chance.choice(sorted((one.root / "content/begrepp").glob("*.md")))


def _mention(one: Changing) -> None:
    title = re.search(r"^titel: (.*)$", _a_term(one).read_text(encoding="utf-8"), re.M)
    one.rewrite(
        one.a_record(), lambda text: f"{text.rstrip()}\n\nDet är {title[1].lower() if title else ''} vi menar.\n"
    )


def _term(one: Changing) -> None:
    one.rewrite(
        _a_term(one),
        lambda text: re.sub(r"^(ingress: [^\n'\"]*?)\.?$", rf"\1 {one.number}.", text, count=1, flags=re.M),
    )


def _link(one: Changing) -> None:
    target = one.a_record()
    link = f"[dit](../{target.parent.name}/{target.name})"
    one.rewrite(one.a_record(), lambda text: f"{text.rstrip()}\n\nSe {link}.\n")


def _field(one: Changing) -> None:
    key = one.chance.choice(["titel", "ingress"])
    one.rewrite(
        one.a_record(),
        lambda text: re.sub(rf"^({key}: [^\n'\"]*?)(\.?)$", rf"\1 {one.number}\2", text, count=1, flags=re.M),
    )


def _key(one: Changing) -> None:
    target = one.a_record()
    line = one.chance.choice([
        f"relaterat: [{target.parent.name}/{target.stem}]",
        f"begrepp: [{one.chance.choice(sorted((one.root / 'content/begrepp').glob('*.md'))).stem}]",
        f"synonymer: [{one.word()}]",
        f"publiceras: {one.today + dt.timedelta(days=one.chance.randint(1, 60))}",
        f"avpubliceras: {one.today + dt.timedelta(days=one.chance.randint(1, 60))}",
        "status: utkast",
        f"granskas_senast: {one.today + dt.timedelta(days=one.chance.randint(-9, 60))}",
        f"granskas_senast: {one.today + dt.timedelta(days=40)} # en kommentar",
    ])  # fmt: skip
    key = line.partition(":")[0]

    def put(text: str) -> str:
        without = re.sub(rf"^{key}:.*\n(?:[ -].*\n)*", "", text, count=1, flags=re.M)
        return without.replace("---\n", f"---\n{line}\n", 1)

    one.rewrite(one.a_record(), put)


def _new(one: Changing) -> None:
    model = one.a_record()
    copy = model.with_name(f"ny-{one.number}.md")
    shutil.copy(model, copy)
    one.rewrite(copy, lambda text: re.sub(r"^titel: .*$", f"titel: Ny {one.number}", text, count=1, flags=re.M))


def _gone(one: Changing) -> None:
    one.a_record().unlink()


def _renamed(one: Changing) -> None:
    path = one.a_record()
    path.rename(path.with_name(f"bytt-{one.number}.md"))


def _macro(one: Changing) -> None:
    name = one.chance.choice(["kort", "sidhuvud", "post", "lista"])
    path = one.root / "macros" / name / "macro.j2"
    if path.exists():
        one.rewrite(path, lambda text: text.replace("{% endmacro %}", f"<!-- {one.number} -->{{% endmacro %}}", 1))


def _text(one: Changing) -> None:
    one.rewrite(one.root / "texter" / "sv.yml", lambda text: _set(text, "uppgift_saknas", f'"Saknas {one.number}"'))


def _set(text: str, key: str, value: str) -> str:
    return re.sub(rf"^{key}:.*\n", "", text, flags=re.M) + f"{key}: {value}\n"


def _style(one: Changing) -> None:
    one.rewrite(
        one.root / "macros" / "kort" / "stil.css",
        lambda text: f"{text}@layer delar {{ .x{one.number} {{ color: red }} }}\n",
    )


def _frame(one: Changing) -> None:
    page = one.chance.choice(sorted((one.root / "docs").rglob("*.md")))
    one.rewrite(page, lambda text: f"{text.rstrip()}\n\nMer om {one.word()}.\n")


def _frame_title(one: Changing) -> None:
    page = one.chance.choice(sorted((one.root / "docs").rglob("*.md")))
    one.rewrite(page, lambda text: re.sub(r"^title: (.*)$", rf"title: \1 {one.number}", text, count=1, flags=re.M))


def _asset(one: Changing) -> None:
    one.rewrite(one.root / "docs/assets/bild.svg", lambda _: PIXEL.format(n=one.number))


def _settings(one: Changing) -> None:
    one.rewrite(
        one.root / "mkdocs.yml",
        lambda text: re.sub(r"^site_name: .*$", f"site_name: Namn {one.number}", text, flags=re.M),
    )


def _redirect(one: Changing) -> None:
    target = one.a_record()
    row = f"- {{fran: /gammal/{one.number}/, till: /{target.parent.name}/{target.stem}/}}\n"
    one.rewrite(one.root / "content/omdirigeringar.yml", lambda text: (text or "omdirigeringar:\n") + row)


def _day(one: Changing) -> None:
    one.today += dt.timedelta(days=one.chance.randint(1, 40))


def _store(one: Changing) -> None:
    cache = one.root / CACHE
    pieces = sorted((cache / PIECES).iterdir()) if (cache / PIECES).exists() else []
    path = one.chance.choice([cache / BODIES, cache / PAGES, cache / TOLD, cache / FILES, *pieces[:1], *pieces[-1:]])
    if path.exists():
        data = bytearray(path.read_bytes())
        data[one.chance.randrange(len(data))] ^= 1
        path.write_bytes(data if one.chance.random() < 0.5 else data[: len(data) // 2])


CHANGES = (
    _body, _body, _mention, _mention, _term, _term, _link, _field, _field, _key, _key, _key, _new, _gone, _renamed,
    _macro, _text, _style, _frame, _frame_title, _asset, _settings, _redirect, _day, _store,
)  # fmt: skip


def changed(root: Path, seed: int, steps: int, today: dt.date) -> Iterator[tuple[str, Build, Build, int]]:
    """What was changed in the project *root*, what a build with the store gives after it, what one without gives, and
    how many pages the first had to draw. A change that a build refuses is taken back."""
    one = Changing(root, random.Random(seed), today)
    undo = root.with_name(f"{root.name}-forut")
    order: list[Callable[[Changing], None]] = []
    for one.number in range(1, steps + 1):
        order = order or one.chance.sample(CHANGES, len(CHANGES))
        change, day = order.pop(), one.today
        shutil.rmtree(undo, ignore_errors=True)
        shutil.copytree(root, undo, symlinks=True)
        change(one)
        project = Project(root)
        store = Store.of(project, read_settings(project.config)[0], one.today)
        found, clean = run(project, one.today, store=store), run(project, one.today)
        yield change.__name__.strip("_"), found, clean, store.drawn
        if found.failed:
            one.today = day
            shutil.rmtree(root)
            undo.rename(root)
        else:
            store.save()


def told(page: Page) -> tuple[object, ...]:
    """All that a page is, to compare."""
    values = replace(page, record=None)
    return (page.record.key if page.record else "", *(getattr(values, each.name) for each in fields(values)))


def all_beside(build: Build) -> tuple[object, ...]:
    """All that is made beside the pages, to compare."""
    return {path: build.file(path) for path in build.files}, build.around
