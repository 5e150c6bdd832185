"""The criteria of lists and exports of contacts."""

from collections.abc import Sequence

from bivelio_core.errors import ValidationError
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms

from .terms import criteria


def asked_for(search: str | None, type_: str | None, tags: Sequence[str]) -> index_terms.Criteria:
    """The criteria of a list or an export. Raises ValidationError for a search without words, or with too many."""
    try:
        return criteria(search, type_, tags)
    except index_search.NothingToSearch as error:
        raise ValidationError.of("search", "min_length", limit=2) from error
    except index_search.TooManyWords as error:
        raise ValidationError.of("search", "max_words", limit=index_search.MAXIMUM_SEARCH_WORDS) from error
