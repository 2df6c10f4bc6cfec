"""What follows from declaring a kind once."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from kunskapsbank import kinds as facade
from kunskapsbank.content.json_schema import schemas
from kunskapsbank.content.kinds import Kinds
from kunskapsbank.content.load import load
from kunskapsbank.content.record import Record, refs
from kunskapsbank.content.scaffold import skeleton
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading import messages
from kunskapsbank.reading.fields import SLUG_PATTERN, Destination, Kronor, Ref, Shown, field
from kunskapsbank.reading.front_matter import parse
from kunskapsbank.render.handbook import kind_entries

from .conftest import KINDS, REPO, TODAY, record

each_kind = pytest.mark.parametrize("kind", [pytest.param(kind, id=name) for name, kind in KINDS.items()])


def parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """*model* and every group of keys inside it."""
    yield model
    for info in model.model_fields.values():
        for group in messages.groups_in(info.annotation):
            yield from parts(group)


def test_the_folder_of_kinds_has_a_kind_in_every_file_that_is_not_shared() -> None:
    modules = {path.stem for path in (REPO / "kinds").glob("[!_]*.py")}

    assert set(KINDS) == modules


def test_kinds_use_what_projects_are_offered_and_nothing_else_of_the_package() -> None:
    imported = {
        (node.module or "", name.name)
        for path in (REPO / "kinds").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and not node.level
        for name in node.names
    }
    ours = {one for one in imported if one[0].split(".")[0] == "kunskapsbank"}

    assert {module for module, _ in imported} <= {
        "__future__",
        "collections.abc",
        "kunskapsbank",
        "kunskapsbank.kinds",
        "typing",
    }
    assert {name for module, name in ours if module == "kunskapsbank"} == {"kinds"}
    assert {name for module, name in ours if module == "kunskapsbank.kinds"} <= set(facade.__all__)


def test_every_folder_in_content_is_a_kind() -> None:
    assert {path.name for path in (REPO / "content").iterdir() if path.is_dir()} <= set(KINDS)


@each_kind
def test_a_kind_says_what_it_is(kind: type[Record]) -> None:
    assert kind.__doc__
    assert kind.__doc__ != Record.__doc__
    assert kind.singular
    assert kind.plural
    assert kind.about.endswith(".")
    assert re.fullmatch(SLUG_PATTERN, kind.kind)


@each_kind
def test_every_group_of_keys_is_documented_and_every_key_has_a_title(kind: type[Record]) -> None:
    for part in parts(kind):
        assert inspect.getdoc(part), part
        for name, info in part.model_fields.items():
            assert info.title, f"{part.__name__}.{name}"
            assert re.fullmatch(r"[a-z0-9_]+", name), f"{part.__name__}.{name}"


@each_kind
def test_no_part_of_a_record_can_be_changed_or_take_an_unknown_key(kind: type[Record]) -> None:
    for part in parts(kind):
        assert part.model_config["frozen"] is True, part
        assert part.model_config["extra"] == "forbid", part


def test_a_record_that_is_read_cannot_be_changed(small_site: Callable[..., Any]) -> None:
    begrepp = small_site({"begrepp/a.md": record("A")})["begrepp/a"]

    with pytest.raises(ValidationError, match="frozen"):
        begrepp.titel = "B"


@each_kind
def test_the_list_is_sorted_by_keys_that_exist(kind: type[Record]) -> None:
    assert {name.lstrip("-") for name in kind.order} <= set(kind.model_fields)


@each_kind
def test_a_reference_points_at_a_kind_that_exists(kind: type[Record]) -> None:
    for part in parts(kind):
        assert {ref.kind for ref in refs(part).values() if ref.kind} <= set(KINDS), part


@each_kind
def test_every_pattern_has_words_for_the_editor(kind: type[Record]) -> None:
    patterns = set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(kind.model_json_schema())))

    assert {json.loads(one) for one in patterns} <= set(messages._BY_PATTERN)


def test_every_error_of_our_own_has_words_for_the_editor() -> None:
    """A code given to PydanticCustomError or _custom without words would reach editors as 'duger inte'."""
    tree = ast.parse((REPO / "src/kunskapsbank/reading/fields.py").read_text(encoding="utf-8"))
    codes = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("PydanticCustomError", "_custom")
        and isinstance(node.args[0], ast.Constant)
    }

    assert codes >= {"day", "kronor"}
    assert codes <= {*messages._BY_TYPE, "own"}  # "own" carries its words with it.


@cache
def of_every_kind() -> dict[str, str]:
    """The schemas of the kinds by the names of their files."""
    return schemas(KINDS)


def test_the_schemas_in_the_repository_are_fresh() -> None:
    """Run ``kb schema`` when this fails."""
    written = {path.name: path.read_text(encoding="utf-8") for path in (REPO / "schema").iterdir()}

    assert written == of_every_kind()


@each_kind
def test_a_schema_allows_the_keys_of_its_kind_and_requires_the_required(kind: type[Record]) -> None:
    schema = json.loads(of_every_kind()[f"{kind.kind}.json"])

    assert schema["additionalProperties"] is False
    assert list(schema["properties"]) == list(kind.model_fields)
    assert set(schema["required"]) == {name for name, info in kind.model_fields.items() if info.is_required()}


@each_kind
def test_a_new_file_can_be_read_and_asks_for_the_required_keys_only(kind: type[Record]) -> None:
    source, problems = parse(skeleton(kind, "sv").encode(), "ny.md")

    assert problems == []
    assert source is not None
    assert list(source.front.values) == [name for name, info in kind.model_fields.items() if info.is_required()]
    with pytest.raises(ValidationError) as error:
        kind.of(source, "ny", dict.fromkeys(source.front.values, ""))
    assert {item["loc"][0] for item in error.value.errors()} == set(source.front.values)


def test_a_new_file_says_how_what_it_points_at_is_written() -> None:
    lines = skeleton(KINDS["vagar"], "sv").splitlines()

    assert any(line.startswith("# regler: []") and "Id för regler: filens namn utan .md." in line for line in lines)


@each_kind
def test_every_optional_key_of_a_new_file_is_one_hash_away(kind: type[Record]) -> None:
    source, problems = parse(re.sub(r"(?m)^# (\w+:)", r"\1", skeleton(kind, "sv")).encode(), "ny.md")

    assert problems == []
    assert source is not None
    assert sorted(source.front.values) == sorted(kind.model_fields)


@each_kind
def test_keys_that_a_rule_asks_for_stand_before_the_optional_ones_of_a_new_file(kind: type[Record]) -> None:
    text = skeleton(kind, "sv")
    before = text[: text.index("# Valfria nycklar")]

    assert ("\n# kallor:" in before, "\n# synonymer:" in before) == (kind.sourced, True)


def test_a_new_file_shows_which_keys_hold_a_list() -> None:
    lines = skeleton(KINDS["begrepp"], "sv").splitlines()

    assert "# synonymer: []  # Synonymer. Ord och fraser som folk skriver när de söker." in lines
    assert "# engelska:  # Engelska. Termen eller en mening på engelska." in lines


# One class, as in one file in kinds/: everything below follows from it.
class Provslag(Record):
    """A kind that only this test knows."""

    kind = "provslag"
    singular = "Prov"
    plural = "Provslagen"
    about = "Ett slag som bara finns i ett prov."

    avgift: Annotated[Kronor, Shown()] = field("Avgift", "Hela kronor.")
    hor_till: Annotated[str, Ref("begrepp", back="Har prov")] = field("Hör till")


WITH_OWN = Kinds([*KINDS.values(), Provslag])


@pytest.fixture
def provbygge(project: Callable[..., Project]) -> Build:
    return run(
        project(
            {
                "begrepp/betyg.md": record("Betyg"),
                "provslag/a.md": record("Första provet", "avgift: 500", "hor_till: betyg", body="Så **gör** du."),
            }
        ),
        TODAY,
        WITH_OWN,
    )


def test_a_kind_declared_in_one_class_gets_its_folder_and_its_addresses(provbygge: Build) -> None:
    pages = {page.address: page for page in provbygge.pages}

    assert provbygge.problems == ()
    assert pages["provslag/a/"].title == "Första provet"
    assert pages["provslag/a/"].source == "content/provslag/a.md"
    assert pages["provslag/"].title == "Provslagen"


def test_a_kind_declared_in_one_class_gets_its_page_and_its_list(provbygge: Build) -> None:
    pages = {page.address: page.html for page in provbygge.pages}

    assert "<strong>gör</strong>" in pages["provslag/a/"]
    assert "Avgift" in pages["provslag/a/"]
    assert "Första provet" in pages["provslag/"]
    assert 'href="a/"' in pages["provslag/"]
    assert "Har prov" in pages["begrepp/betyg/"]
    assert 'href="../../provslag/a/"' in pages["begrepp/betyg/"]


def test_a_kind_declared_in_one_class_gets_its_schema_its_skeleton_and_its_place_in_the_handbook(
    provbygge: Build,
) -> None:
    [entry] = [one for one in kind_entries(provbygge.site, provbygge.texts) if one.kind.kind == Provslag.kind]

    assert json.loads(schemas(WITH_OWN)["provslag.json"])["title"] == "Prov"
    assert "avgift:  # Avgift. Hela kronor." in skeleton(Provslag, "sv")
    assert (entry.folder, entry.kind.address) == ("content/provslag/", "/provslag/")
    assert [(key.name, key.title, key.required) for key in entry.own] == [
        ("avgift", "Avgift", True),
        ("hor_till", "Hör till", True),
    ]
    assert entry.own[1].about == "Pekar på begrepp: skriv id, filens namn utan .md."


def test_a_kind_declared_in_one_class_gets_its_checks(content: Callable[..., Any]) -> None:
    folder = content({"provslag/a.md": record("A", "avgift: 1 000", "hor_till: betyg", "avgfit: 1")})

    _, problems = load(folder, TODAY, WITH_OWN)

    assert [(p.code, p.place.line) for p in problems] == [("invalid-value", 6), ("unknown-key", 8)]
    assert problems[1].hint == "Menade du 'avgift'?"


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "/\\/evil.example",
        "/mapp//evil.example",
        "/mapp\\sida",
        "https://a.example\\@evil.example/",
        "https:\\\\evil.example",
    ],
)
def test_an_address_here_never_leads_to_another_host_as_browsers_read_it(address: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Destination).validate_python(address)


@pytest.mark.parametrize("address", ["/", "/om/kontakt/#post", "/a:b/", "https://a.example/b//c"])
def test_an_ordinary_address_is_a_destination(address: str) -> None:
    assert TypeAdapter(Destination).validate_python(address) == address
