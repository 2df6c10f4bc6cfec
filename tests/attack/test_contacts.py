"""Links to e-mail and telephone say who, and give no orders, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kunskapsbank.base.contact_links import is_plain_contact
from kunskapsbank.media.documents import document
from kunskapsbank.media.inert import dangers
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.verify.markup import read_html

from ..conftest import TODAY, record
from .pdf import PLACES, placed
from .word import related

ORDERING = {
    "a file of the reader's": "mailto:a@b.se?attach=/etc/passwd",
    "a file, by its longer name": "mailto:a@b.se?subject=a&attachment=/etc/passwd",
    "a file, in capitals": "MAILTO:a@b.se?ATTACH=/etc/passwd",
    "a file, in disguise": "mailto:a@b.se?%61ttach=/etc/passwd",
    "a file behind a semicolon": "mailto:a@b.se?subject=a;attach=/etc/passwd",
    "a copy that nobody sees": "mailto:a@b.se?bcc=ond@ond.example",
    "who writes": "mailto:a@b.se?from=chef@b.se",
    "a code of telephones": "tel:*%2306%23",
    "a code of telephones, as it is": "tel:*21*0171",
    "a number and what is pressed then": "tel:0171,,1",
}
COSTLY = {
    "a service paid for over the bill": "tel:0900-123 45 67",
    "the same from abroad": "tel:+469001234567",
    "the same with the zero in brackets": "tel:+46(0)939 123 456",
    "the same with the sign of a call abroad": "tel:0046944123456",
    "a mass call, in disguise": "TEL:%30991234",
    "a directory": "tel:118118",
    "a directory from abroad": "tel:+46118118",
}
PLAIN = (
    "tel:0908-123 45",
    "tel:011-811 81 18",
    "tel:+46118118118",
    "tel:00998901234567",
    "tel:112",
    "tel:11414",
    "tel:1177",
    "tel:90000",
    "mailto:a@b.se",
    "mailto:a@b.se?subject=Hej%20du&body=Text&cc=c@b.se",
    "mailto:?subject=Hej",
    "tel:+4617152500",
    "tel:0171-525%2000",
    "tel:(0171) 525 00;ext=12",
    "tel:",
    "https://a.se/?attach=a",
    "a.md?attach=a",
    "",
)


@pytest.mark.parametrize("address", [*ORDERING.values(), *COSTLY.values()], ids=[*ORDERING, *COSTLY])
def test_a_contact_that_orders_or_costs_extra_is_none(address: str) -> None:
    assert not is_plain_contact(address)


@pytest.mark.parametrize("address", PLAIN)
def test_a_contact_that_says_who_is_one(address: str) -> None:
    assert is_plain_contact(address)
    assert read_html(f'<a href="{address}">a</a>').unsafe == ()


@pytest.mark.parametrize("address", [*ORDERING.values(), *COSTLY.values()], ids=[*ORDERING, *COSTLY])
def test_a_contact_that_orders_or_costs_extra_is_told_in_a_body_and_stopped_in_a_page(
    address: str, project: Callable[..., Project]
) -> None:
    problems = run(project({"begrepp/a.md": record("A", body=f"Skriv [hit](<{address}>).")}), TODAY).problems

    assert [one.code for one in problems if one.code == "dangerous-link"] == ["dangerous-link"]
    assert read_html(f'<a href="{address}">a</a>').unsafe != ()


@pytest.mark.parametrize("address", [one for one in ORDERING.values() if one.lower().startswith("mailto")])
def test_a_contact_that_orders_is_active_in_a_pdf(address: str) -> None:
    made = placed(PLACES["on a click"], f"/S /URI /URI ({address})")

    assert dangers(made, ".pdf") != []


@pytest.mark.parametrize("address", ["mailto:a@b.se?attach=/etc/passwd", "mailto:a@b.se?%61ttach=a"])
def test_a_contact_that_orders_is_active_in_a_word_file(address: str) -> None:
    made = related("hyperlink", address, True, '<w:hyperlink r:id="r1"><w:r><w:t>a</w:t></w:r></w:hyperlink>')

    assert document(made).dangers
    assert dangers(made, ".docx") != []
    assert address.encode() not in document(made).data
