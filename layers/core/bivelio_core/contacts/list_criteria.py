"""What a list or an export of contacts asks the index for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bivelio_core.store.index import search as index_search
from bivelio_core.store.index.terms import Criteria, Exact, Term

from .terms import TAG, TYPE

if TYPE_CHECKING:
    from .custom.conditions import DeclaredFields


def criteria(
    search: str | None,
    type_: str | None,
    tags: Sequence[str],
    conditions: dict[str, Any] | None = None,
    declared: "DeclaredFields | None" = None,
) -> Criteria:
    """The criteria of a list or an export, of which all must hold; `conditions` is its `filter`.

    The filter may name the fields that are `declared`.
    Raises ValidationError for a search without words, or with too many, and for a filter that is none.
    """
    exact = [*([Term(TYPE, type_)] if type_ else []), *(Term(TAG, tag) for tag in dict.fromkeys(tags))]
    of_filter: Criteria = ()
    if conditions is not None:
        from .filters import filter_criteria  # noqa: PLC0415 - only lists that are filtered

        of_filter = filter_criteria(conditions, declared)
    return (*((Exact(term),) for term in exact), *of_filter, *index_search.of_request(search))
