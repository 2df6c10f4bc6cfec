"""Terms."""

from __future__ import annotations

from collections.abc import Iterator

from kunskapsbank.kinds import Bodies, Problem, Site, Term, rule

from ._post import Post


class Begrepp(Term, Post):
    """A term with a short explanation."""

    kind = "begrepp"
    singular = "Begrepp"
    plural = "Begrepp A–Ö"
    about = "Ord som används om validering, förklarade i korthet."
    weight = 1.1
    weight_at_length = -0.15


@rule
def term_without_english_name(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """På en webbplats med sidor på engelska ska ett begrepp ha sitt engelska namn, så att ordlistan är hel."""
    for record in site.taking(Begrepp) if "en" in site.translations else ():
        if record.engelska is None:
            yield Problem(
                record.source.place(("titel",)),
                "term-without-english-name",
                f"{record.titel} har inget engelskt namn",
                "Skriv det under engelska.",
            )
