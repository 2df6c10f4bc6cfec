"""What all kinds of record share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, ClassVar, Literal, TypeVar, get_args
from unicodedata import combining, normalize

from pydantic import BaseModel, PrivateAttr
from pydantic.fields import FieldInfo

from ..reading.fields import AnyRef, Day, Ingress, Kalla, Line, Part, Prose, Ref, Shown, Spraktips, Title, field
from ..reading.front_matter import Source
from ..reading.labels import saying
from ..reading.messages import groups_in

T = TypeVar("T")
Pointer = tuple[tuple[str | int, ...], Ref, str]  #: Where a reference stands, what it may point at, and an id.
_SAID: dict[frozenset[str], set[str]] = {}  #: Which keys records have: few sets, each once for all that have the same.
EVERY_FIELD = "*"  #: In :attr:`Record.data`: every field but those that only steer the site.
_STEERING = frozenset(("status", "publiceras", "avpubliceras", "sokfragor", "spraktips"))


@dataclass(frozen=True, slots=True)
class Reply:
    """A question that a page shows with its answer: a text, or what the record that answers says in short."""

    question: str
    text: str = ""
    at: str = ""  #: ``kind/id`` of that record; empty when the text is the answer.


class Record(Part):
    """One record: the typed front matter of one file in ``content/<kind>/<id>.md``.

    A kind is a subclass in one file in the project's folder ``kinds/``; folder, address, page, list, JSON Schema,
    handbook entry and ``kb new`` follow from its class attributes and fields.
    """

    kind: ClassVar[str] = ""  #: Folder name and address: the kind in the plural, without å ä ö.
    singular: ClassVar[str] = ""  #: Label of one, as it stands above a page's title.
    plural: ClassVar[str] = ""  #: Heading of the list.
    about: ClassVar[str] = ""  #: One sentence for the list page and the handbook.
    role: ClassVar[str] = ""  #: What templates call the role that the kind takes: ``term``, ``checklista``.
    single: ClassVar[str | None] = None  #: Address of the kind's only record, or None when there are many.
    pages: ClassVar[bool] = True  #: False: the records stand on the list page and have an anchor each.
    place: ClassVar[str] = ""  #: Address of the list, as ``om/ord``; empty: the folder's name.
    alone: ClassVar[bool] = False  #: True: a page does not show its relations, nor what stands before and after it.
    meeting: ClassVar[bool] = False  #: Whether a page can be opened in the meeting view.
    #: Fields that sort the list; a leading - turns the order. In any other order than by title, pages lead on.
    order: ClassVar[tuple[str, ...]] = ("titel",)
    parent: ClassVar[str] = ""  #: Address of the page above the list, as ``om``; empty: the start page.
    weight: ClassVar[float] = 1.0  #: How much a hit of this kind counts in search.
    weight_at_length: ClassVar[float] = 0.0  #: How much higher its hits stand, the longer the question is.
    filters: ClassVar[tuple[str, ...]] = ()  #: References that readers filter lists and the search by.
    facets: ClassVar[tuple[str, ...]] = ()  #: Fields that readers filter a catalogue by.
    lasting: ClassVar[bool] = False  #: Whether addresses below the list are handed out, and must go on leading right.
    owner: ClassVar[str] = ""  #: The field that says who answers for the record; empty when none does.
    sourced: ClassVar[bool] = True  #: Whether each record must name a source.
    expected: ClassVar[tuple[str, ...]] = ()  #: Fields that readers ask for: an empty one is a gap, told to editors.
    #: Fields that are published as data, in order, or :data:`EVERY_FIELD`; none: the kind is not.
    data: ClassVar[tuple[str, ...]] = ()
    news: ClassVar[bool] = False  #: Whether feeds tell of new and changed records.
    embedded: ClassVar[bool] = False  #: Whether other sites can show a record.
    embedded_by: ClassVar[tuple[str, ...]] = ()  #: Fields for each of whose values other sites can show a list.
    same: ClassVar[frozenset[str]] = frozenset()  #: Fields of text that are the same in every language: names, numbers.
    translated: ClassVar[tuple[str, ...]] = ()  #: The languages that each record is meant to be translated to.

    titel: Title = field("Titel", "Sidans rubrik med rätt stavning.")
    ingress: Ingress = field("Ingress", "Högst 300 tecken: vad sidan svarar på.")
    relaterat: tuple[AnyRef, ...] = field("Relaterat", "Andra poster, skrivna som slag/id.", default=())
    publicerad: Day | None = field("Publicerad", "Första dagen posten visades.", default=None)
    publiceras: Day | None = field("Publiceras", "Visas från och med den dagen.", default=None)
    avpubliceras: Day | None = field("Avpubliceras", "Visas inte längre från och med den dagen.", default=None)
    status: Literal["utkast", "publicerad", "arkiverad"] = field(
        "Status", "Ett utkast eller en arkiverad post publiceras aldrig.", default="publicerad"
    )
    granskad: Day | None = field("Granskad", "Dagen då innehållet jämfördes med källorna.", default=None)
    granskas_senast: Day | None = field("Granskas senast", "Dagen då det ska jämföras igen.", default=None)
    kallor: tuple[Kalla, ...] = field("Källor", "Vad uppgifterna vilar på.", default=())
    osakert: tuple[Prose, ...] = field("Osäkert", "Det som källorna inte säger eller säger olika.", default=())
    synonymer: tuple[Line, ...] = field("Synonymer", "Ord och fraser som folk skriver när de söker.", default=())
    sokfragor: tuple[Line, ...] = field(
        "Sökfrågor", "Hela frågor och lägen, så som folk skriver dem när den här sidan är svaret.", default=()
    )
    engelska: Line | None = field("Engelska", "Termen eller en mening på engelska.", default=None)
    spraktips: tuple[Spraktips, ...] = field(
        "Språktips", "Tips från kb sprak som inte gäller här, vart och ett med sitt skäl.", default=()
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Let a field be what the nearest class says, as attributes are: pydantic asks the first base alone."""
        nearest = {name: saying(cls, name) for name in cls.model_fields}
        asked = {name: saying(base, name) for base in reversed(cls.__bases__) for name in _fields(base)}
        other = {name: one for name, one in nearest.items() if one is not cls and one is not asked.get(name, one)}
        if other:
            cls.model_fields.update({name: holder.model_fields[name] for name, holder in other.items()})
        super().__pydantic_init_subclass__(**kwargs)

    _id: str = PrivateAttr("")
    _source: Source = PrivateAttr()
    _language: str = PrivateAttr("")
    _folder: str = PrivateAttr("")
    _unread: bool = PrivateAttr(False)

    @cached_property
    def id(self) -> str:
        """The file name without ``.md``."""
        return self._id

    @property
    def names(self) -> tuple[str, ...]:
        """The title and the synonyms."""
        return self.once("names", lambda: (self.titel, *self.synonymer))

    @property
    def short_title(self) -> str:
        """The title where there is little room."""
        return self.titel

    @cached_property
    def key(self) -> str:
        """``kind/id``: how any record is named in content."""
        return f"{self.kind}/{self._id}"

    @cached_property
    def address(self) -> str:
        """Its own page, or its anchor on the list page; without a leading slash."""
        own_page = self.folder and (self.pages or self.single)
        return f"{self.folder}/{self.address_at(self.id)}" if own_page else self.address_at(self.id)

    @classmethod
    def address_at(cls, id_: str) -> str:
        """Where the record of this kind is that has the *id_*, in the site's own language."""
        if cls.single:
            return cls.list_address()
        return f"{cls.list_address()}{id_}/" if cls.pages else f"{cls.list_address()}#{id_}"

    @classmethod
    def list_address(cls) -> str:
        """The page that lists the records of this kind."""
        return f"{cls.single or cls.place or cls.kind}/"

    @cached_property
    def version_key(self) -> str:
        """``kind/id``, with ``.language`` after it for a translation: what tells it from the original."""
        return f"{self.key}.{self._language}" if self._language else self.key

    @cached_property
    def language(self) -> str:
        """The language of a translation; empty for a record in the site's own."""
        return self._language

    @cached_property
    def folder(self) -> str:
        """Where the page of a translation lies, without slashes at its ends; empty for a record of the site's own."""
        return self._folder

    @property
    def unread(self) -> bool:
        """Whether it is a translation that nobody has read whose mother tongue it is."""
        return self._unread

    @cached_property
    def source(self) -> Source:
        """The file as it was read, for places and the body."""
        return self._source

    @classmethod
    def of(cls, source: Source, id: str, values: dict[str, Any]) -> Record:
        """Validate *values* of the file *source*.

        Raises:
            pydantic.ValidationError: If a value is not allowed.
        """
        record = cls.model_validate(values)
        said = frozenset(record.model_fields_set)
        object.__setattr__(record, "__pydantic_fields_set__", _SAID.setdefault(said, {*said}))
        record._id = id
        record._source = source
        return record

    def once(self, name: str, work: Callable[[], T]) -> T:
        """What *work* gives, which is called *name* and follows from the record alone: it is done once."""
        if name not in self.memo:
            self.memo[name] = work()
        value: T = self.memo[name]
        return value

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What follows from the record alone and has been worked out, by name."""
        return {}

    @property
    def newest_source(self) -> int | None:
        """The latest year among the sources, or None when all are undated."""
        return max((kalla.ar for kalla in self.kallor if kalla.ar), default=None)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The :attr:`expected` fields that are empty."""
        return tuple(name for name in self.expected if not getattr(self, name))

    def search_words(self) -> tuple[str, ...]:
        """Words and phrases, beside the title, that the record should be found by."""
        return (*self.synonymer, *([self.engelska] if self.engelska else []))

    def search_questions(self) -> tuple[str, ...]:
        """Whole questions and situations, in the words of those whose answer the record is."""
        return self.sokfragor

    @property
    def search_weight(self) -> float:
        """How much a hit of the record counts in search: as its kind, if nothing tells it from others of the kind."""
        return self.weight

    def search_basis(self) -> tuple[str, dt.date | None]:
        """What an answer of the search rests on, and the day that was checked; nothing when the page says it itself."""
        return "", None

    def short_answer(self) -> str:
        """The ingress as an answer, with what it rests on."""
        basis, _ = self.search_basis()
        return f"{self.ingress.rstrip('.')} ({basis})." if basis else self.ingress

    def replies(self) -> tuple[Reply, ...]:
        """The questions that its page shows with their answers."""
        return ()

    def linked_data(self) -> dict[str, Any] | None:
        """What the record is in the words of schema.org, from its own values only; None when no word fits.

        An address on the site starts with a slash. The record's own address is added where pages are drawn.
        """
        return None

    @classmethod
    def linked_list(cls) -> dict[str, Any] | None:
        """The same for the page that lists the kind."""
        return None

    @property
    def changed(self) -> dt.date | None:
        """The day the content was last known to change: when it was compared with its sources, or published."""
        return max(filter(None, (self.granskad, self.publicerad)), default=None)

    def sort_key(self) -> tuple[Any, ...]:
        """Place among records of the same kind, by :attr:`order`."""
        return self.once(
            "sort_key",
            lambda: tuple(_sortable(getattr(self, name.lstrip("-")), name.startswith("-")) for name in self.order),
        )

    @property
    def placed(self) -> tuple[str, tuple[Any, ...]]:
        """Place among all records: by kind, then by :meth:`sort_key`."""
        return self.kind, self.sort_key()


def _fields(base: type) -> Iterable[str]:
    return base.model_fields if issubclass(base, BaseModel) else ()


def data_fields(kind: type[Record]) -> tuple[str, ...]:
    """The fields of *kind* that are published as data, in order."""
    if kind.data != (EVERY_FIELD,):
        return kind.data
    return tuple(name for name in kind.model_fields if name not in _STEERING)


def roles_of(kind: type[Record]) -> tuple[str, ...]:
    """What templates call the roles that *kind* takes, the nearest first."""
    return tuple(one.__dict__["role"] for one in kind.__mro__ if one.__dict__.get("role"))


def _sortable(value: Any, descending: bool) -> tuple[bool, Any]:
    """A key that puts missing values last whichever way the order runs."""
    if value is None:
        return (True, "")
    if isinstance(value, str):
        folded = swedish_key(str(value))
        return (False, tuple(-ord(c) for c in folded) if descending else folded)
    return (False, -value if descending else value)


_LAST = str.maketrans({"å": "{", "ä": "|", "ö": "}"})  #: The signs after z in ASCII, in the order of the alphabet.


@lru_cache(maxsize=1 << 16)
def swedish_key(text: str) -> str:
    """Sort key for the Swedish alphabet (… z å ä ö, é as e) on any machine, whatever its locale."""
    lasting = text.casefold().translate(_LAST)
    if lasting.isascii():
        return lasting
    return "".join(sign for sign in normalize("NFD", lasting) if not combining(sign))


def swedish_letter(text: str) -> str:
    """The letter that *text* stands under in a list from A to Ö: É under E; digits and other signs under #."""
    first = text[0].upper()
    plain = first if first in "ÅÄÖ" else normalize("NFD", first)[0]
    return plain if plain.isalpha() else "#"


@cache
def refs(model: type[BaseModel]) -> dict[str, Ref]:
    """The fields of *model* that point at records, by field name (groups inside it left out)."""
    found = {name: _marker(info, Ref) for name, info in model.model_fields.items()}
    return {name: ref for name, ref in found.items() if ref is not None}


def named(value: BaseModel, name: str) -> Iterator[str]:
    """What the field *name* of *value* points at, as ``kind/id``; nothing when it has no such reference."""
    ref, given = refs(type(value)).get(name), getattr(value, name, None)
    if ref is not None and given is not None:
        ids = given if isinstance(given, tuple) else (given,)
        yield from (f"{ref.kind}/{one}" if ref.kind else one for one in ids)


@cache
def group_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of *model* that hold groups, one or many."""
    return tuple(name for name, info in model.model_fields.items() if any(groups_in(info.annotation)))


@cache
def _leading_on(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of *model* that point at records, or hold groups that may."""
    return tuple(name for name in model.model_fields if name in refs(model) or name in group_fields(model))


@cache
def shown(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of *model* that stand in the list of facts."""
    return {name: info for name, info in model.model_fields.items() if _marker(info, Shown) is not None}


def _marker(info: FieldInfo, wanted: type[T]) -> T | None:
    return next((m for m in (*info.metadata, *_metadata(info.annotation)) if isinstance(m, wanted)), None)


def _metadata(annotation: Any) -> Iterator[Any]:
    """All metadata inside an annotation such as ``tuple[Annotated[str, Ref(...)], ...] | None``."""
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _metadata(inner)


def references(record: Record) -> tuple[Pointer, ...]:
    """Every reference in *record* and its groups."""
    return record.once("references", lambda: tuple(_pointers(record)))


@cache
def _at(loc: tuple[str | int, ...], *steps: str | int) -> tuple[str | int, ...]:
    """The place *steps* further in than *loc*: the same one for all records, which are thousands."""
    return (*loc, *steps)


def _pointers(value: BaseModel, loc: tuple[str | int, ...] = ()) -> Iterator[Pointer]:
    marked = refs(type(value))
    for name in _leading_on(type(value)):
        content = getattr(value, name)
        if content is None:
            continue
        several = isinstance(content, tuple)
        for number, item in enumerate(content if several else (content,)):
            here = _at(loc, name, number) if several else _at(loc, name)
            if isinstance(item, BaseModel):
                yield from _pointers(item, here)
            elif name in marked:
                yield here, marked[name], item
