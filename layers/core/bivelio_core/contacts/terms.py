"""The terms of contacts: type, tags, owner, and the words of names, e-mail addresses, phones and tax numbers."""

from collections.abc import Iterator, Sequence

from bivelio_core.store.codec import Item
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import CONTACT

from . import tax_ids
from .reachability import addresses_of, numbers_of

TYPE, TAG, OWNER = index_terms.facet("type"), index_terms.facet("tag"), index_terms.facet("owner")


def _terms(item: Item) -> Iterator[Term]:
    yield Term(TYPE, item["type"])
    for tag in item["tags"]:
        yield Term(TAG, tag)
    if owner := item.get("owner_id"):
        yield Term(OWNER, owner)
    for name in (item["name"], item.get("first_name"), item.get("last_name")):
        if name:
            yield from index_words.word_terms(name)
    for email in addresses_of(item):
        yield from index_words.email_terms(email)
    for phone in numbers_of(item):
        yield from index_words.phone_terms(phone)
    if user := item.get("whatsapp_user_id"):
        yield from index_words.word_terms(user)
    for number in tax_ids.spellings(item):
        yield from index_words.code_terms(number)


CONTACTS = Indexed(
    CONTACT, _terms, (TYPE, TAG, OWNER, *index_words.TEXT), is_listed=lambda item: "archived_at" not in item
)


def criteria(search: str | None, type_: str | None, tags: Sequence[str]) -> Criteria:
    """The criteria of a list or an export. Raises ValidationError for a search without words, or with too many."""
    exact = [*([Term(TYPE, type_)] if type_ else []), *(Term(TAG, tag) for tag in dict.fromkeys(tags))]
    return (*((Exact(term),) for term in exact), *index_search.of_request(search))
