"""What a list may be sorted by (sorting.py): a column, terms that are in order themselves, the values of a facet."""

from collections.abc import Callable
from typing import Any, NamedTuple

from bivelio_core.store.codec import Item

from .columns import Column
from .terms import TermField


class Steps(NamedTuple):
    """A field whose coarse terms divide a list, and whose fine ones divide each part further; all sort as texts.

    `coarse` are the first and the last coarse term, `fine` says between which fine ones those of a coarse one are.
    """

    field: TermField
    coarse: tuple[str, str]
    fine: Callable[[str], tuple[str, str]]
    are_equal: bool = False
    """Whether items with the same fine term are equal in this order; else their rows decide."""
    open_from: Callable[[], str] = str
    """The fine term from which on an item's key may just have changed without a term; those before are as they were."""


class Ranks(NamedTuple):
    """A facet whose values have an order of their own, the lowest first."""

    field: TermField
    values: tuple[str, ...]


class Order(NamedTuple):
    """What a list is sorted by: the `key` of an item, None if it has no value, and where else the index has it."""

    key: Callable[[Item], Any]
    ascending: bool
    column: Column | None = None
    steps: Steps | None = None
    ranks: Ranks | None = None

    @property
    def field(self) -> TermField | None:
        """The field of the index that has what the list is sorted by."""
        place = self.column or self.steps or self.ranks
        return None if place is None else place.field

    @property
    def is_announced(self) -> bool:
        """Whether who changes an item's key says so, as its terms are others then: any replica will do (head.py)."""
        return bool(self.column or self.ranks) or (self.steps is not None and self.steps.are_equal)
