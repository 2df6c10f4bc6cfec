"""Frame pages, and pages that the engine draws of itself -> their HTML, with what the macros draw that they call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from ..base.problems import Problem, problem
from ..base.texts import one_line
from ..content.addresses import address_of_file, relativize
from ..content.site import Site
from ..reading.front_matter import Source
from ..reading.messages import did_you_mean
from .arguments import bind
from .calls import MAX_FAULTS, Call
from .drawing import Attempts, Undrawn, Written
from .frames import FramePage, Held, hold, token
from .languages import Languages
from .macros import Macros

_TOKEN = re.compile(r"kbmakro\d+slut")
_WHOLE_TAG = re.compile(r"""<[a-z](?:[^<>"]|"[^"]*")*>""")  #: As the sanitiser writes them.
_TOKEN_PARAGRAPH = re.compile(r"<p>\s*((?:kbmakro\d+slut\s*)+)</p>")


@dataclass(frozen=True, slots=True)
class Embedded:
    """A page that the engine draws, with a token for each macro it calls."""

    file: str  #: Below the folder of the engine's pages.
    text: str  #: Markdown.
    drawn: Mapping[str, str]  #: What each macro draws, by its token.

    def html(self, page: str) -> str:
        """*page*, drawn of :attr:`text`, with what the macros draw."""
        whole = _TOKEN_PARAGRAPH.sub(r"\1", page)
        return _TOKEN.sub(lambda token: f'<div class="kunskapsbank">{self.drawn.get(token[0], token[0])}</div>', whole)


class FrameBodies:
    """Draws the bodies of one site's frame pages."""

    def __init__(self, site: Site, macros: Macros, languages: Languages, attempt: Attempts) -> None:
        self._site = site
        self._macros = macros
        self._languages = languages
        self._attempt = attempt

    def written(self, frame: FramePage) -> tuple[Written, list[Problem]]:
        """The page's Markdown as HTML, with the macros it calls, and what is wrong with it."""
        body, language = self._macros.bodies.page(frame.source.path), self._languages.of_frame(frame)
        if body.refused or body.failure:
            raise Undrawn  # A rule tells of both.
        drawn = self._drawn_calls(frame.source, frame.held, language)
        places = tuple(frame.source.body_place_at(call.name_at) for call in frame.held.calls)
        html = _TOKEN_PARAGRAPH.sub(r"\1", body.drawn(texts=self._languages.speaking(language).texts))
        inside = {one[0] for tag in _WHOLE_TAG.findall(html) for one in _TOKEN.finditer(tag)}
        problems = [problem(place, "misplaced-call") for one, place in zip(drawn, places, strict=True) if one in inside]
        html = _TOKEN.sub(lambda one: one[0] if one[0] in inside else drawn.get(one[0], one[0]), html)
        return Written(frame.source, body, tuple(zip(drawn.values(), places, strict=True)), html), problems

    def embedded(self, sources: Iterable[Source]) -> tuple[list[Embedded], list[Problem]]:
        """Those pages of *sources*, which the engine draws, that can be drawn, with what their macros draw."""
        drawn: list[Embedded] = []
        problems: list[Problem] = []
        for source in sources:
            try:
                drawn.append(self._embedded(source))
            except Undrawn as fault:
                problems += fault.problems
        return drawn, problems

    def _embedded(self, source: Source) -> Embedded:
        held = self._attempt(partial(hold, source.body), source.body_place())
        called = self._drawn_calls(source, held, self._languages.own)
        file = source.path.partition("/")[2]
        drawn, macros = {}, self._languages.speaking(self._languages.own)
        for one, html in called.items():
            shown, terms = macros.with_terms(html)
            boxes = macros.call("termrutor", terms) if terms else ""
            drawn[one] = relativize(f"{shown}{boxes}", address_of_file(file))[0]
        return Embedded(file, held.text, drawn)

    def _drawn_calls(self, source: Source, held: Held, language: str) -> dict[str, str]:
        """What each macro draws, by its token; after so many faulty calls that the rest tells nothing more, no others.

        Raises:
            Undrawn: If a call is faulty.
        """
        problems = [
            problem(source.body_place_at(fault.at), "template-syntax", fault=fault.what, remedy=fault.remedy)
            for fault in held.faults
        ]
        drawn: list[Markup] = []
        for number, call in enumerate(held.calls):
            try:
                drawn.append(self._called(source, call, self._languages.speaking(language)))
            except Undrawn as fault:
                problems += fault.problems
                if number + 1 - len(drawn) == MAX_FAULTS:
                    break
        if held.faults or len(drawn) < len(held.calls):
            raise Undrawn(*problems)
        return {token(number): str(html).strip() for number, html in enumerate(drawn)}

    def _called(self, source: Source, call: Call, macros: Macros) -> Markup:
        """What *call* draws."""
        place = source.body_place_at(call.name_at)
        if call.name not in self._macros.all:
            name = one_line(call.name)
            raise Undrawn(problem(place, "template-undefined", remedy=did_you_mean(name, self._macros.all), name=name))
        arguments, faults = self._attempt(lambda: bind(call, self._macros.info(call.name), self._site), place)
        if faults:
            raise Undrawn(
                *(
                    problem(source.body_place_at(fault.at), "invalid-argument", fault=fault.what, remedy=fault.remedy)
                    for fault in faults
                    if fault.what
                )
            )
        drawn: Markup = self._attempt(partial(macros.call, call.name, **arguments), place, [*arguments.values()])
        return drawn
