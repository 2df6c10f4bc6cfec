"""Every row of the list of known faults has a test that is named by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: Groups: A Markdown, B records, C files and settings, D what comes out, E browsers, F cost.
ROWS = (
    *(f"a{number}" for number in range(1, 14)),
    *(f"b{number}" for number in range(1, 11)),
    *(f"c{number}" for number in range(1, 14)),
    *(f"d{number}" for number in range(1, 11)),
    *("e0", "e0b", "e0c", "e0d", "e0e"),
    *(f"e{number}" for number in range(1, 6)),
    "f",
)
#: Rows whose tests are named by what they say: the file, and the words that a name begins with.
ELSEWHERE = {
    "c6": [("test_settings.py", "test_a_faulty_setting_is_told_at_its_line")],
    "d1": [
        ("test_export.py", "test_no_cell_of_csv_is_a_formula"),
        ("test_export.py", "test_a_text_that_would_be_a_formula_is_whole_in_json"),
    ],
    "d8": [("test_publish.py", "test_a_list_of_releases_tells_who_made_each_and_what_pages_it_changed")],
    "e0b": [
        ("site/test_engines.py", "test_a_search_is_as_it_was_when_somebody_comes_back_to_it"),
        ("site/test_search.py", "test_a_field_that_the_browser_emptied_is_filled_in_when_somebody_comes_back"),
        ("site/test_search.py", "test_a_question_that_was_interrupted_is_asked_again_when_somebody_comes_back"),
    ],
    "e0d": [
        ("site/test_engines.py", "test_a_checklist_keeps_its_ticks_when_asked_and_not_else"),
        ("site/test_komvux.py", "test_the_browser_keeps_no_ticks_of_its_own"),
    ],
    "e1": [
        ("site/test_search.py", "test_more_hits_are_each_shown_once_and_stay_with_the_place_after_reload"),
        ("site/test_search.py", "test_a_filter_that_nothing_has_is_left_out"),
        ("site/test_search.py", "test_enter_in_an_empty_field_is_no_step"),
        ("site/test_search.py", "test_an_arrow_key_in_the_middle_of_a_composed_letter_moves_no_focus"),
    ],
    "e2": [("site/test_komvux.py", "test_ticks_that_another_version_stored_are_left_out_and_replaced")],
    "e3": [
        ("test_serve.py", "test_a_faulty_file_leaves_its_last_good_page_with_the_fault_on_top_and_is_mended"),
        (
            "test_serve.py",
            "test_a_project_that_is_faulty_from_the_start_says_so_in_the_browser_and_opens_when_it_is_mended",
        ),
    ],
    "e4": [("test_search.py", "test_sixty_letters_of_a_word_and_three_hundred_of_a_question_are_read")],
    "f": [
        ("markdown/test_reading.py", "test_a_body_costs_seconds_however_it_is_written"),
        ("test_pages.py", "test_a_page_of_faulty_calls_is_told_in_seconds_and_not_of_every_one"),
    ],
}
FILES = sorted(path for path in HERE.rglob("*") if path.suffix in (".py", ".js", ".txt") and path != Path(__file__))
TEXTS = {path.relative_to(HERE).as_posix(): path.read_text(encoding="utf-8") for path in FILES}


_NAMED = re.compile(
    r'def test_([a-z]\d*[a-z]?)_|(?:"""|\b(?:id=|Case\()f?"|^test\(")([A-Z]\d*[A-Z]?)[: ]|^=== ([A-Z]\d*[A-Z]?) ', re.M
)
#: The rows that a test's name, the first words it says or the name of a piece of Markdown begins with.
NAMED = {"".join(found).lower() for text in TEXTS.values() for found in _NAMED.findall(text)}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_a_test(row: str) -> None:
    assert row in NAMED or ELSEWHERE.get(row), row
    for file, name in ELSEWHERE.get(row, ()):
        assert f"def {name}(" in TEXTS[file], (file, name)
