"""The terms by which a kind of resource is found, and the criteria of a list.

A domain declares, for each of its items, a set of terms (`type=company`, `word=garcia`). A list asks with criteria:
every clause must hold, and a clause holds when one of its parts does: a selector that accepts one of the item's terms,
the `Not` of a selector, or criteria within it (`All`). The index answers the same question from bitmaps; `matches` is
the definition both must agree with.
"""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import Kind

if TYPE_CHECKING:
    from bivelio_core.store.tenant_store import TenantStore

SHARDS = 32
SHARD_PREFIX = 2


@dataclass(frozen=True, slots=True, eq=False)
class TermField:
    """A field of terms; made once per field, by `facet`, `exact`, `text`, `day` or `column`.

    Its terms are spread over `shards` partitions by their first `shard_characters`, or by all (None). Those `at_once`
    are indexed as soon as the stream tells of a created item, while its others may wait for company (writer.py).
    """

    code: str
    has_directory: bool = False
    shards: int = 1
    shard_characters: int | None = None
    at_once: bool = False
    is_column: bool = False


def facet(code: str) -> TermField:
    """A field with few values, matched exactly: a type, a tag, a status."""
    return TermField(code, has_directory=True, shards=SHARDS)


def exact(code: str) -> TermField:
    """A field with many values, of which few have any one, matched exactly: an id that the item names."""
    return TermField(code, shards=SHARDS)


def text(code: str, *, at_once: bool = False) -> TermField:
    """A field with many values, matched by a prefix of two characters at least: words, numbers, addresses."""
    return TermField(code, shards=SHARDS, shard_characters=SHARD_PREFIX, at_once=at_once)


def day(code: str) -> TermField:
    """A field of days, matched by range: see days.py."""
    return TermField(code)


def number(code: str) -> TermField:
    """A field of numbers, matched by range: see numbers.py."""
    return TermField(code)


def column(code: str) -> TermField:
    """A field of sort keys, of which an item has one for each name: kept by number, not by value (columns.py)."""
    return TermField(code, is_column=True)


class UndeclaredField(Exception):
    """A kind's terms use a field that its declaration does not name, so a rebuild would miss it."""


class Term(NamedTuple):
    """A value of a field."""

    field: TermField
    text: str


MALFORMED = (KeyError, TypeError, ValueError, AttributeError)
"""The exceptions that reading a malformed item's attributes raises."""

EVERY = TermField("all", has_directory=True)
LISTED = Term(EVERY, "")
"""The term of every listed item."""


@dataclass(frozen=True, slots=True)
class Exact:
    """Accepts one term."""

    term: Term

    @property
    def field(self) -> TermField:
        """The field of the term."""
        return self.term.field

    def accepts(self, term: Term) -> bool:
        """Whether the term is this one."""
        return term == self.term


@dataclass(frozen=True, slots=True)
class Prefix:
    """Accepts the terms of a field that begin with a prefix."""

    field: TermField
    text: str

    def accepts(self, term: Term) -> bool:
        """Whether the term begins with the prefix."""
        return term.field is self.field and term.text.startswith(self.text)


@dataclass(frozen=True, slots=True)
class Between:
    """Accepts the terms of a field from one to another, both included."""

    field: TermField
    low: str
    high: str

    def accepts(self, term: Term) -> bool:
        """Whether the term lies between them."""
        return term.field is self.field and self.low <= term.text <= self.high


@dataclass(frozen=True, slots=True)
class Nearly:
    """Accepts the terms of a field with a prefix that begin in one of several ways, which have the prefix too."""

    field: TermField
    text: str
    beginnings: tuple[str, ...]

    def accepts(self, term: Term) -> bool:
        """Whether the term begins in one of these ways."""
        return term.field is self.field and term.text.startswith(self.beginnings)


@dataclass(frozen=True, slots=True)
class Within:
    """Accepts the terms of a field that contain a text, of those in one shard: a reader asks for each."""

    field: TermField
    text: str
    shard: int

    def accepts(self, term: Term) -> bool:
        """Whether the term contains the text, and is in the shard."""
        return term.field is self.field and self.text in term.text and shard_of(self.field, term.text) == self.shard


def shard_of(field: TermField, text: str) -> int:
    """The shard of a term, by its first characters or all of them."""
    return zlib.crc32(text[: field.shard_characters].encode()) % field.shards


Selector = Exact | Prefix | Between | Nearly | Within


@dataclass(frozen=True, slots=True)
class Not:
    """Holds for listed items none of whose terms the selector accepts."""

    selector: Selector


@dataclass(frozen=True, slots=True)
class All:
    """Holds for what meets all clauses of criteria within a clause."""

    criteria: "Criteria"


Part = Selector | Not | All
Clause = tuple[Part, ...]
Criteria = tuple[Clause, ...]


def negated(criteria: Criteria) -> Criteria:
    """The criteria that exactly those listed items meet which do not meet these."""
    opposites = [tuple((_opposite(part),) for part in clause) for clause in criteria]
    if len(opposites) == 1:
        return opposites[0]
    return (tuple(clauses[0][0] if len(clauses) == 1 else All(clauses) for clauses in opposites),)


def _opposite(part: Part) -> Part:
    if isinstance(part, Not):
        return part.selector
    return All(negated(part.criteria)) if isinstance(part, All) else Not(part)


def matches(criteria: Criteria, terms: Iterable[Term]) -> bool:
    """Whether an item with these terms meets the criteria; an item without terms (archived, deleted) never does."""
    held = tuple(terms)
    return bool(held) and holds(criteria, held)


def holds(criteria: Criteria, terms: Collection[Term]) -> bool:
    """Whether criteria hold for these terms, also for none at all."""
    return all(any(_part_holds(part, terms) for part in clause) for clause in criteria)


def _part_holds(part: Part, terms: Collection[Term]) -> bool:
    if isinstance(part, All):
        return holds(part.criteria, terms)
    if isinstance(part, Not):
        return not any(map(part.selector.accepts, terms))
    return any(map(part.accepts, terms))


def selectors(criteria: Criteria) -> Iterator[Selector]:
    """All selectors of criteria, those within others too; one may come twice."""
    for part in chain.from_iterable(criteria):
        if isinstance(part, All):
            yield from selectors(part.criteria)
        else:
            yield part.selector if isinstance(part, Not) else part


def _always(item: Item) -> bool:  # noqa: ARG001
    return True


@dataclass(frozen=True, slots=True)
class Indexed:
    """A kind of resource that can be listed: its terms, all their fields, and which items lists show."""

    kind: Kind
    terms: Callable[[Item], Iterable[Term]]
    fields: tuple[TermField, ...]
    is_listed: Callable[[Item], bool] = _always
    is_spread: bool = True
    """Whether facets are spread over partitions: see `Layout` in head.py."""

    added: tuple[TermField, ...] = ()
    """The fields that joined since there are indexes of the kind: one that is older has them after a rebuild."""
    by_tenant: "Callable[[Indexed, TenantStore], Indexed] | None" = None
    """Adds the terms that depend on what a tenant has declared; for who writes its index."""
    by_change: "Callable[[Indexed, TenantStore, Item, Item | None], Indexed] | None" = None
    """The same for who announces a change of an item, and need not read for each."""

    def of_tenant(self, store: "TenantStore") -> "Indexed":
        """The kind with all terms that a tenant's items have."""
        return self if self.by_tenant is None else self.by_tenant(self, store)

    def of_change(self, store: "TenantStore", before: Item, after: Item | None) -> "Indexed":
        """The kind with all terms in which an item differs before and after a change."""
        return self if self.by_change is None else self.by_change(self, store, before, after)

    def formerly(self) -> "Indexed":
        """Return the kind with each facet in one partition, the layout of an index that has not been rebuilt."""
        return replace(self, is_spread=False)

    def declared(self, item: Item | None) -> frozenset[Term]:
        """All terms of an item; none when the item is absent or not listed.

        Raises what `terms` raises, and UndeclaredField when a term's field is not among `fields`.
        """
        if item is None or not self.is_listed(item):
            return frozenset()
        terms = frozenset(self.terms(item))
        if strange := {term.field for term in terms}.difference(self.fields):
            raise UndeclaredField(self.kind.name, sorted(field.code for field in strange))
        return terms | {LISTED}

    def terms_of(self, item: Item | None) -> frozenset[Term]:
        """Return the declared terms; none for a malformed item, which then appears in no list and breaks none."""
        try:
            return self.declared(item)
        except MALFORMED:
            return frozenset()
