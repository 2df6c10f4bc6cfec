"""The grammar of calls on frame pages: literal values and nothing else, in linear time, and never an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kunskapsbank.markdown.converter import Converter
from kunskapsbank.render.calls import MAX_FAULTS, Value, read

PIECES = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "{{ kort(",
        ") }}",
        '"',
        "'",
        "\\",
        "[",
        "]",
        "(",
        ")",
        ",",
        "=",
        ".",
        "|",
        "~",
        "-",
        "1",
        "2.5",
        "9" * 20,
        "true",
        "none",
        "kort",
        "niva",
        "slag('begrepp')",
        "__class__",
        "`",
        "```\n",
        "\n",
        " ",
        "\t",
        "\u00a0",
        "å",
        "🙂",
        "\ud800",
        "\0",
        "{#ankare}",
        "begrepp/validering",
        "٣",
        "²",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))


def values(text: str) -> list[tuple[str, Value]]:
    """The arguments of the one call in *text*, which is faultless."""
    [call], faults = read(text)
    assert faults == ()
    return [(argument.name, argument.value) for argument in call.arguments]


def test_a_call_gives_literal_values_by_place_and_by_name() -> None:
    assert values('{{ namn("text", 3, true, nyckel="värde", ["a", "b"]) }}') == [
        ("", "text"),
        ("", 3),
        ("", True),
        ("nyckel", "värde"),
        ("", ["a", "b"]),
    ]
    assert values("{{namn(-1, 2.5, false, none, [], [[1], 'å',],)}}") == [
        ("", -1),
        ("", 2.5),
        ("", False),
        ("", None),
        ("", []),
        ("", [[1], "å"]),
    ]
    assert values(r"""{{ namn("a \"b\" \\", 'c \'d\' }}') }}""") == [("", 'a "b" \\'), ("", "c 'd' }}")]
    assert values("{{\n namn(\n  a=1,\n)\n}}") == [("a", 1)]


def test_a_value_is_of_pythons_plainest_types() -> None:
    """Not text marked as safe, nor anything with methods of ours."""
    found = [value for _, value in values('{{ namn("<b>", 3, 2.5, true, none, ["a"]) }}')]

    assert [type(value) for value in found] == [str, int, float, bool, type(None), list]


def test_a_call_knows_where_it_stands() -> None:
    text = "Före {{ a() }} mitt {{  b(1) }} efter"
    calls, _ = read(text)

    assert [text[call.start : call.end] for call in calls] == ["{{ a() }}", "{{  b(1) }}"]
    assert [text[call.name_at] for call in calls] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    ["", "{ {", "}}", "%}", "`{{ a.b }}`", "```\n{% if %}\n```", "~~~\n{# x #}\n~~~", "## Rubrik {#gammal-rubrik}"],
)
def test_text_and_code_are_neither_calls_nor_faults(text: str) -> None:
    assert read(text, Converter(trusted=True).convert(text).code) == ((), ())


def test_after_a_fault_the_next_line_is_read() -> None:
    calls, faults = read("{{ a.b }} {{ c() }}\n{{ d() }}\n{{ e( }}")

    assert [call.name for call in calls] == ["d"]
    assert [fault.at for fault in faults] == [4, 36]


@settings(max_examples=1000)
@given(TEXTS)
@example("{{ a(" + "[" * 5000)
@example("{{ a(" + "(" * 5000)
@example("{{ a(b='" + "\\" * 5001)
def test_any_text_gives_calls_or_faults_inside_it_and_never_an_exception(text: str) -> None:
    calls, faults = read(text)

    assert all(0 <= fault.at <= len(text) and str(fault.what) and str(fault.remedy) for fault in faults)
    assert all(text[call.start : call.end][:2] == "{{" and text[call.start : call.end][-2:] == "}}" for call in calls)
    assert sorted(calls, key=lambda call: call.start) == list(calls)
    if "{{" in text or "{%" in text:
        assert calls or faults


@given(TEXTS)
def test_any_text_written_as_a_value_is_read_back(text: str) -> None:
    line = text.replace("\n", " ")
    escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("`", "'")

    assert values(f'{{{{ namn("{escaped}") }}}}') == [("", line.replace("`", "'"))]


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "{{",
        "{{ a(",
        "{{ a([[[[",
        "{{\n",
        "{{ a([\n",
        "{% ",
        "{#\n",
        "{{ a('",
        "{{ a(b=",
        "{{ a() }}",
        "{{ a(1,\n",
        '"',
        "{{ a(\\",
        " ",
        "{{ a(9",
    ],
)
def test_a_million_signs_are_read_in_seconds(piece: str) -> None:
    """As a whole page and inside a call; linear in the text, and without deep calls."""
    many = piece * (1_000_000 // len(piece))
    started = time.process_time()
    for text in (many, "{{ a(" + many, "{{ a([" + many + "]) }}"):
        assert len(read(text)[1]) <= MAX_FAULTS

    assert time.process_time() - started < 6


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("`{{ a() }}` {{ b() }}", ["b"]),
        ("`` ` {{ a() }} ``{{ b() }}", ["b"]),
        ("```\n{{ a() }}\n```\n{{ b() }}", ["b"]),
        ("- ett\n\n  ~~~\n  {{ a() }}\n  ~~~\n\n{{ b() }}", ["b"]),
        ("```\n{{ a() }}", []),
    ],
)
def test_calls_in_code_are_code(text: str, names: list[str]) -> None:
    calls, faults = read(text, Converter(trusted=True).convert(text).code)

    assert ([call.name for call in calls], faults) == (names, ())


def test_calls_in_code_by_indentation_are_code() -> None:
    text = 'Så här:\n\n    {{ lista("a") }}\n\n\t{{ fel\n\n- punkt\n\n      {{ lista("b") }}\n\n{{ lista("c") }}\n'

    calls, faults = read(text, Converter().convert(text).code)

    assert [call.arguments[0].value for call in calls] == ["c"]
    assert faults == ()
