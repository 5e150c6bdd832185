"""The terms by which the messages of an organisation are listed: their channel, and the newest of each conversation."""

from collections.abc import Iterator

from bivelio_core.store.codec import Item
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index.terms import Indexed, Term
from bivelio_core.store.keys import MESSAGE

CHANNEL, NEWEST = index_terms.facet("channel"), index_terms.facet("newest")


def _terms(item: Item) -> Iterator[Term]:
    yield Term(CHANNEL, item["channel"])
    if item.get("is_newest"):
        yield Term(NEWEST, "yes")


MESSAGES = Indexed(MESSAGE, _terms, (CHANNEL, NEWEST))
