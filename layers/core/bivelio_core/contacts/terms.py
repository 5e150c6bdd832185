"""What contacts are found by: type, tags, and the words of name, e-mail, phone and tax number."""

from collections.abc import Iterator, Sequence

from bivelio_core.store import index
from bivelio_core.store.codec import Item
from bivelio_core.store.index import Criteria, Exact, Indexed, Term
from bivelio_core.store.keys import CONTACT

TAX_NUMBER_FIELDS = ("nif", "cif", "vat")

TYPE, TAG = index.facet("type"), index.facet("tag")


def _terms(item: Item) -> Iterator[Term]:
    yield Term(TYPE, item["type"])
    for tag in item["tags"]:
        yield Term(TAG, tag)
    yield from index.word_terms(item["name"])
    if email := item.get("email"):
        yield from index.email_terms(email)
    if phone := item.get("phone_e164") or item.get("phone"):
        yield from index.phone_terms(phone)
    for name in TAX_NUMBER_FIELDS:
        if isinstance(number := item["custom_fields"].get(name), str):
            yield from index.code_terms(number)


CONTACTS = Indexed(CONTACT, _terms, (TYPE, TAG, *index.TEXT), is_listed=lambda item: "archived_at" not in item)


def criteria(search: str | None, type_: str | None, tags: Sequence[str]) -> Criteria:
    """What a list of contacts asks for. Raises index.NothingToSearch, index.TooManyWords."""
    exact = [*([Term(TYPE, type_)] if type_ else []), *(Term(TAG, tag) for tag in dict.fromkeys(tags))]
    return (*((Exact(term),) for term in exact), *(index.search(search) if search else ()))
