"""A project's own kinds: what follows from them, and what is said of faulty ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kunskapsbank.base.parts import ASSETS
from kunskapsbank.content.json_schema import schemas
from kunskapsbank.content.kinds import load_kinds
from kunskapsbank.kinds import Record
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.markdown.glossary import Glossary
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.pipeline.read import read_kinds
from kunskapsbank.reading.texts import standard_texts
from kunskapsbank.render.handbook import kind_entries, rule_entries, shared_keys
from kunskapsbank.render.scripts import MEETING, OF_ROLES, START
from kunskapsbank.search.documents import documents, filter_labels

from .conftest import START_PAGE, TODAY, KbHere

RAD = '''"""Advice about energy."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Kronor, Record, Ref, Shown, Slug, field


class Rad(Record):
    """A piece of advice."""

    kind = "rad"
    singular = "Råd"
    plural = "Råden"
    about = "Råd om hur du sparar energi."
    filters = ("husen",)

    kostnad: Annotated[Kronor | None, Shown()] = field("Kostnad", "Hela kronor.", default=None)
    husen: tuple[Annotated[Slug, Ref("hus", back="Råd för huset")], ...] = field("Hus", default=())
'''
HUS = '''"""Houses."""

from kunskapsbank.kinds import Term


class Hus(Term):
    """A sort of house."""

    kind = "hus"
    singular = "Hustyp"
    plural = "Hustyper"
    about = "Sorter av hus."
'''
MkProject = Callable[..., Project]


def text(titel: str, *lines: str, body: str = "") -> str:
    """The text of a faultless record."""
    shared = ("ingress: Ett prov.", "synonymer: [prov]", "kallor: [{url: 'https://www.energimyndigheten.se/'}]")
    return "\n".join(["---", f"titel: {titel}", *shared, *lines, "---", "", body, ""])


CONTENT = {
    "hus/radhus.md": text("radhus"),
    "hus/villa.md": text("villa"),
    "rad/tata.md": text("Täta fönster", "kostnad: 500", "husen: [radhus, villa]", body="Börja i ett radhus."),
    "rad/isolera.md": text("Isolera vinden", "husen: [villa]"),
}


@pytest.fixture
def energy(tmp_path: Path) -> MkProject:
    """A project about energy with two small kinds; files are put in place of its own, and None takes one away."""

    def make(kinds: Mapping[str, str | None] | None = None, content: Mapping[str, str] = CONTENT) -> Project:
        files = {"rad.py": RAD, "hus.py": HUS, **(kinds or {})}
        wanted = {f"kinds/{name}": text for name, text in files.items() if text is not None}
        for name, written in {
            **wanted,
            **{f"content/{name}": text for name, text in content.items()},
            "docs/index.md": START_PAGE,
            "mkdocs.yml": "site_name: Energi\nsite_url: https://energi.example/\n"
            "theme: material\nplugins: [{kunskapsbank: {standard_pages: false}}]\n",
        }.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written, encoding="utf-8")
        return Project(tmp_path)

    return make


def told(project: Project) -> list[str]:
    """``place code`` of every problem of a run."""
    return [f"{problem.place} {problem.code}" for problem in run(project, TODAY).problems]


def test_a_project_has_the_kinds_in_its_folder_and_no_others(energy: MkProject) -> None:
    build = run(energy(), TODAY)

    assert list(map(str, build.problems)) == []
    assert list(build.site.kinds) == ["hus", "rad"]
    assert {page.address for page in build.pages} >= {"rad/", "rad/tata/", "hus/", "hus/villa/"}
    assert {page.address.split("/")[0] for page in build.pages} == {"", "rad", "hus"}


def test_roles_that_nobody_takes_make_no_files_and_have_no_rules(energy: MkProject) -> None:
    build = run(energy({"hus.py": HUS.replace("Term", "Record")}), TODAY)
    codes = {entry.code for entry in rule_entries(build.site, build.texts)}

    assert set(build.files) == {"robots.txt", "sitemap.xml"}
    assert "missing-source" in codes
    assert codes.isdisjoint({"not-one-first-question", "municipality-in-two-regions", "event-without-year"})
    assert codes.isdisjoint({"old-accessibility-assessment", "repeated-step", "budget-row-does-not-add-up"})


def test_scripts_that_only_a_role_has_use_for_are_published_where_a_kind_takes_it(energy: MkProject) -> None:
    ticked = HUS.replace("Term", "Checklist")

    def scripts(**kinds: str) -> set[str]:
        return set(run(energy({f"{name}.py": text for name, text in kinds.items()}), TODAY).code)

    plain, with_lists = scripts(), scripts(hus=ticked)
    assert with_lists - plain == {"checklista.js"}
    assert not any(name.startswith(("katalog/", "mote")) or name == "vagval.js" for name in plain)
    assert {"kunskapsbank.js", "filterlista.js", "sok/sida.js", "stil.css"} <= plain
    meeting = RAD.replace("    filters", "    meeting = True\n    filters")
    assert scripts(rad=meeting) - plain >= {"mote.js", "mote/val.js"}


def test_the_scripts_of_roles_exist_and_are_read_by_the_first() -> None:
    first = (ASSETS.standard / START).read_text(encoding="utf-8")

    assert [name for name in (*OF_ROLES, MEETING) if f'import("./{name}")' not in first] == []
    assert [name for name in (*OF_ROLES, MEETING) if name not in ASSETS.standard_files()] == []


def test_a_kind_whose_records_rest_on_nothing_else_needs_no_sources(energy: MkProject) -> None:
    bare = {**CONTENT, "rad/tata.md": CONTENT["rad/tata.md"].replace("kallor:", "# kallor:")}

    assert told(energy(content=bare)) == ["content/rad/tata.md:2:1 missing-source"]
    assert told(energy({"rad.py": RAD.replace("    filters", "    sourced = False\n    filters")}, bare)) == []


def test_a_kind_that_takes_the_role_of_a_term_is_explained_in_text(energy: MkProject) -> None:
    site = run(energy(), TODAY).site

    shown = Glossary(site).explain(Bodies(site)[site["rad/tata"]]).html

    assert '<a href="term:hus/radhus">radhus</a>' in shown


def test_what_a_kind_says_it_is_filtered_by_is_what_lists_and_the_search_offer(energy: MkProject) -> None:
    build = run(energy(), TODAY)
    html = {page.address: page.html for page in build.pages}
    found = {one.address: one.filters for one in documents(build.site, build.pages)}

    assert '<label for="filter-husen">Hustyp</label>' in html["rad/"]
    assert '<option value="villa">villa (2)</option>' in html["rad/"]
    assert 'data-husen="radhus villa"' in html["rad/"]
    assert filter_labels(build.site.kinds, build.texts) == {"typ": "Slag", "husen": "Hustyp"}
    assert found["rad/tata/"] == (("typ", "Råden"), ("husen", "radhus"), ("husen", "villa"))


RULE = '''

@rule
def too_dear(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett råd får kosta högst tusen kronor."""
    for record in site.taking(Rad):
        if (record.kostnad or 0) > 1000:
            yield Problem(record.source.place(("kostnad",)), "too-dear", f"kostnad: {record.kostnad}", "Skriv mindre.")
'''


def with_rule(rad: str) -> str:
    """*rad* with a rule of its own."""
    return (
        rad.replace("import Kronor,", "import Bodies, Kronor, Problem, Site, rule,").replace(
            "from typing", "from collections.abc import Iterator\nfrom typing"
        )
        + RULE
    )


def test_a_rule_beside_a_kind_is_checked_and_stands_in_the_handbook(energy: MkProject) -> None:
    project = energy(
        {"rad.py": with_rule(RAD)}, {**CONTENT, "rad/dyrt.md": text("Dyrt", "kostnad: 5000", "husen: [villa]")}
    )

    assert told(project) == ["content/rad/dyrt.md:6:10 too-dear"]
    assert ("too-dear", "Ett råd får kosta högst tusen kronor.") in [
        (entry.code, entry.text) for entry in rule_entries(run(project, TODAY).site, standard_texts("sv"))
    ]


def test_a_fault_in_a_rule_beside_a_kind_is_said_to_be_that_files(energy: MkProject) -> None:
    """Whoever wrote the rule mends it: nobody is sent to those who look after the program."""
    faulty = with_rule(RAD).replace("record.source.place(", "record.place(")
    project = energy({"rad.py": faulty}, {**CONTENT, "rad/dyrt.md": text("Dyrt", "kostnad: 5000", "husen: [villa]")})

    [problem] = [one for one in run(project, TODAY).problems if one.code == "internal-error"]
    assert "regeln too-dear stannade: TypeError" in problem.message
    assert problem.hint.startswith("Felet är i kinds/rad.py, inte i texten.")


SHARED = '''from kunskapsbank import kinds
from kunskapsbank.kinds import Line, Record, checked, field, whole_number
from typing import Annotated, ClassVar

Klass = Annotated[int, checked(whole_number, "är ingen energiklass", "Skriv en klass från 1 till 7.")]


class Kalla(kinds.Kalla):
    """A source of this project."""

    addresses: ClassVar[tuple[str, ...]] = ("url", "matning")

    matning: Line | None = field("Mätning", "Mätarens nummer.", default=None)


class Post(Record):
    """What all kinds here share."""

    kallor: tuple[Kalla, ...] = field("Källor", default=())
    klass: Klass | None = field("Klass", default=None)
'''
SHARING = {
    "_post.py": SHARED,
    "rad.py": RAD.replace("Rad(Record)", "Rad(Post)").replace("field\n\n", "field\n\nfrom ._post import Post\n\n"),
    "hus.py": HUS.replace("Hus(Term)", "Hus(Term, Post)").replace("Term\n\n", "Term\n\nfrom ._post import Post\n\n", 1),
}


def test_what_the_kinds_share_stands_in_one_file_and_once_in_the_handbook(energy: MkProject) -> None:
    site = run(energy(SHARING), TODAY).site

    assert list(site.kinds) == ["hus", "rad"]
    assert {"klass", "kallor.matning", "titel"} <= {key.name for key in shared_keys(site, standard_texts("sv"))}
    assert [[key.name for key in entry.own] for entry in kind_entries(site, standard_texts("sv"))] == [
        ["forkortning", "i_text", "former"],
        ["kostnad", "husen"],
    ]


def test_sources_of_a_projects_own_count_as_sources(energy: MkProject) -> None:
    def source(keys: str) -> str:
        return CONTENT["rad/tata.md"].replace("url: 'https://www.energimyndigheten.se/'", keys)

    project = energy(
        SHARING,
        {
            **CONTENT,
            "rad/tata.md": source("matning: M7"),
            "rad/b.md": source("namn: Utan"),
            "rad/c.md": source("url: 'https://a.se/', matning: M7"),
        },
    )

    assert told(project) == [
        "content/rad/b.md:5:10 source-without-address",
        "content/rad/c.md:5:10 source-with-two-addresses",
    ]


def test_a_type_of_a_projects_own_has_its_own_words_for_the_editor(energy: MkProject) -> None:
    [problem] = run(energy(SHARING, {**CONTENT, "hus/villa.md": text("villa", "klass: A")}), TODAY).problems

    assert (problem.message, problem.hint) == ("klass: 'A' är ingen energiklass", "Skriv en klass från 1 till 7.")


def test_a_field_is_what_the_nearest_class_says_when_a_kind_builds_on_two() -> None:
    class Shared(Record):
        titel: str = "delad"

    class Role(Record):
        engelska: str = "krävs inte"

    class Both(Role, Shared):
        pass

    assert (Both.model_fields["titel"].default, Both.model_fields["engelska"].default) == ("delad", "krävs inte")
    assert Both.model_validate({"ingress": "I."}).titel == "delad"


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        pytest.param(
            {"rad.py": RAD.replace('kind = "rad"', 'kind = "rad')},
            "kinds/rad.py:13:12: fel [kind-not-loaded] filen är inte Python: unterminated string literal",
            id="a string that does not end",
        ),
        pytest.param(
            {"rad.py": RAD.replace("Kronor, Record", "Kronar, Record")},
            "kinds/rad.py:7:1: fel [kind-not-loaded] ImportError: cannot import name 'Kronar' from 'kunskapsbank.",
            id="a name that the facade has not",
        ),
        pytest.param(
            {"_post.py": f"{SHARED}\n1 / 0\n", "rad.py": SHARING["rad.py"], "hus.py": SHARING["hus.py"]},
            "kinds/_post.py:22:1: fel [kind-not-loaded] ZeroDivisionError: division by zero",
            id="a fault in what the kinds share, told once",
        ),
        pytest.param(
            {"rad.py": RAD.replace("Annotated[Kronor", "Annotated[Kroner")},
            "kinds/rad.py:19:1: fel [kind-not-loaded] namnet 'Kroner' finns inte",
            id="a type of field that does not exist",
        ),
        pytest.param(
            {"rad2.py": RAD},
            "kinds/rad2.py:10:1: fel [kind-name-taken] kind: 'rad' är redan slaget i kinds/rad.py",
            id="two kinds with one name",
        ),
        pytest.param(
            {"rad.py": RAD.replace('    plural = "Råden"\n', "")},
            "kinds/rad.py:10:1: fel [kind-without-label] rad saknar plural",
            id="a kind without a label",
        ),
        pytest.param(
            {"rad.py": RAD.replace('Ref("hus"', 'Ref("hut"')},
            "kinds/rad.py:20:1: fel [reference-to-unknown-kind] husen: slaget 'hut' finns inte",
            id="a reference to a kind that does not exist",
        ),
        pytest.param(
            {"_post.py": SHARED.replace("klass: Klass | None", 'klass: Annotated[str, kinds.Ref("hut")] | None')}
            | {name: SHARING[name] for name in ("rad.py", "hus.py")},
            "kinds/_post.py:20:1: fel [reference-to-unknown-kind] klass: slaget 'hut' finns inte",
            id="a shared reference to a kind that does not exist, told once",
        ),
        pytest.param(
            {"rad.py": RAD.replace('filters = ("husen",)', 'filters = ("huset",)')},
            "kinds/rad.py:17:1: fel [kind-names-no-field] filters: rad har inget fält 'huset'",
            id="a filter on a field that does not exist",
        ),
        pytest.param(
            {"rad.py": RAD.replace('filters = ("husen",)', 'filters = ("kostnad",)')},
            "kinds/rad.py:17:1: fel [filter-without-reference] filters: fältet 'kostnad' pekar inte på något slag",
            id="a filter on a field that points at nothing",
        ),
        pytest.param(
            {"rad.py": RAD.replace("energi.", "energi\0.")},
            "kinds/rad.py:1:1: fel [kind-not-loaded] ",
            id="a file that is no text",
        ),
        pytest.param(
            {"tips.py": RAD.replace('kind = "rad"', 'kind = "Råd"').replace("Rad(", "Tips(")},
            "kinds/tips.py:13:1: fel [invalid-kind-name] kind: 'Råd' kan inte vara mapp och adress",
            id="a name that no folder can have",
        ),
        pytest.param(
            {"tom.py": '"""Nothing."""\n'},
            "kinds/tom.py:1:1: fel [file-without-kind] filen har inget slag",
            id="a file without a kind",
        ),
    ],
)
def test_a_fault_in_a_file_of_kinds_is_told_at_its_line(
    energy: MkProject, kinds: Mapping[str, str], expected: str
) -> None:
    project = energy(kinds)

    problems = [one for one in run(project, TODAY).problems if one.place.path.startswith("kinds/")]

    [problem] = problems
    assert str(problem).startswith(expected)
    assert problem.hint


def test_when_a_kind_cannot_be_loaded_nothing_is_said_of_its_records(energy: MkProject) -> None:
    assert told(energy({"rad.py": RAD.replace("class Rad", "klass Rad")})) == ["kinds/rad.py:10:7 kind-not-loaded"]


def test_all_that_pointed_at_a_removed_kind_is_told_with_its_place_in_one_run(energy: MkProject) -> None:
    content = {
        **CONTENT,
        "rad/mer.md": text("Mer", "relaterat: [hus/villa]", body="Se [villa](../hus/villa.md)."),
    }

    assert told(energy({"hus.py": None}, content)) == [
        "content/hus/radhus.md:1:1 unknown-kind",
        "content/hus/villa.md:1:1 unknown-kind",
        "content/rad/isolera.md:6:9 broken-reference",
        "content/rad/mer.md:6:13 broken-reference",
        "content/rad/mer.md:9:12 broken-link",
        "content/rad/tata.md:7:9 broken-reference",
        "content/rad/tata.md:7:17 broken-reference",
        "kinds/rad.py:20:1 reference-to-unknown-kind",
    ]


def test_a_frame_page_that_asks_for_a_removed_kind_is_told(energy: MkProject) -> None:
    project = energy()
    start = START_PAGE.replace("---\n\n", 'render_macros: true\n---\n\n{{ lista("hut") }}\n\n', 1)
    (project.docs / "index.md").write_text(start, encoding="utf-8")

    [problem] = run(project, TODAY).problems

    assert (str(problem.place), problem.message) == (
        "docs/index.md:7:4",
        "makrot gick inte att rita: slaget 'hut' finns inte",
    )


@pytest.mark.parametrize(
    "plugins", ["[{kunskapsbank: {kinds: slag, standard_pages: false}}]", "{kunskapsbank: {kinds: slag}}"]
)
def test_kinds_may_lie_in_the_folder_that_the_plugins_settings_name(energy: MkProject, plugins: str) -> None:
    project = energy()
    (project.root / "kinds").rename(project.root / "slag")
    config = project.root / "mkdocs.yml"
    written = config.read_text(encoding="utf-8").replace("[{kunskapsbank: {standard_pages: false}}]", plugins)
    config.write_text(written, encoding="utf-8")

    assert told(project) == []
    assert list(read_kinds(project)[0]) == ["hus", "rad"]


def test_a_setting_that_names_no_folder_is_told(energy: MkProject) -> None:
    project = energy(content={})
    (project.root / "content").mkdir()
    config = project.root / "mkdocs.yml"
    written = config.read_text(encoding="utf-8").replace("standard_pages: false", "kinds: slag")
    config.write_text(written, encoding="utf-8")

    assert told(project) == ["mkdocs.yml:4:1 missing-kinds-folder"]


def test_a_project_without_kinds_is_a_site_of_frame_pages(energy: MkProject) -> None:
    project = energy(content={})
    shutil.rmtree(project.root / "kinds")
    (project.root / "content").mkdir()

    build = run(project, TODAY)

    assert (list(map(str, build.problems)), [page.address for page in build.pages]) == ([], [""])


def test_an_edited_kind_is_another_in_the_next_run_and_leaves_no_compiled_file(energy: MkProject) -> None:
    folder = energy().root / "kinds"
    before, same = load_kinds(folder)[0], load_kinds(folder)[0]
    (folder / "rad.py").write_text(RAD.replace("Råden", "Rådet"), encoding="utf-8")
    after = load_kinds(folder)[0]

    assert same is before
    assert (before["rad"].plural, after["rad"].plural) == ("Råden", "Rådet")
    assert sorted(path.name for path in folder.iterdir()) == ["hus.py", "rad.py"]


def test_kb_new_and_kb_schema_follow_the_kinds_of_the_project(energy: MkProject, kb_here: KbHere) -> None:
    project = energy()

    assert kb_here(project.root, "new", "rad", "nytt") == (
        0,
        "Skapade content/rad/nytt.md. Fyll i den och kör kb check.\n",
        "",
    )
    assert kb_here(project.root, "schema")[0] == 0
    assert kb_here(project.root, "new", "begrepp", "nytt")[2].startswith(
        "Slaget 'begrepp' finns inte. Slagen är: hus, rad."
    )
    assert "# kostnad:  # Kostnad. Hela kronor." in (project.content / "rad/nytt.md").read_text(encoding="utf-8")
    written = {path.name: path.read_text(encoding="utf-8") for path in (project.root / "schema").iterdir()}
    assert written == schemas(read_kinds(project)[0])


@pytest.mark.parametrize("command", [("new", "rad", "nytt"), ("schema",)])
def test_commands_about_kinds_tell_what_is_wrong_with_them(
    energy: MkProject, kb_here: KbHere, command: tuple[str, ...]
) -> None:
    code, out, _ = kb_here(energy({"tom.py": "x ="}).root, *command)

    assert (code, out.split(" ")[0]) == (1, "kinds/tom.py:1:4:")
