"""The terms of contacts: what filters ask for, and the words of name, e-mail, phone and tax number."""

from collections.abc import Iterator

from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.columns import LONGEST_KEY, Column
from bivelio_core.store.index.terms import Indexed, Term
from bivelio_core.store.keys import CONTACT

from . import tax_ids
from .custom import terms as custom_terms
from .reachability import addresses_of, numbers_of

TYPE, TAG = index_terms.facet("type"), index_terms.facet("tag")
OWNER, CONSENT, HAS = (index_terms.facet(code) for code in ("owner", "consent", "has"))
COMPANY = index_terms.exact("company")
CITY = index_terms.text("city")
CREATED, UPDATED, ACTIVE = (index_terms.day(code) for code in ("created", "updated", "active"))
FILTERED = (OWNER, CONSENT, HAS, COMPANY, CITY, CREATED, UPDATED)
"""The fields of filters beyond type and tags."""

OPTIONAL = ("email", "phone", "owner_id", "company_id", "tax_id", "tags", "last_activity_at")
"""The fields of which `HAS` says that a contact has a value; beside them its cities and consents."""

CITY_LENGTH = 60
"""By so many letters cities are compared."""

BY_NAME = Column(custom_terms.ORDER, "name")
"""What contacts are sorted by."""


def _terms(item: Item) -> Iterator[Term]:
    yield Term(TYPE, item["type"])
    for tag in item["tags"]:
        yield Term(TAG, tag)
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
    yield from _filter_terms(item)


def _filter_terms(item: Item) -> Iterator[Term]:
    for name, field in (("owner_id", OWNER), ("company_id", COMPANY)):
        if value := item.get(name):
            yield Term(field, value)
    cities = {city(place["city"]) for place in item.get("addresses", ()) if place.get("city")}
    channels = {consent["channel"] for consent in item.get("consents", ()) if not consent.get("withdrawn_at")}
    for field, values in ((CITY, cities), (CONSENT, channels)):
        for value in values:
            yield Term(field, value)
    held = [name for name in OPTIONAL if item.get(name)]
    held += [name for name, values in (("city", cities), ("consent", channels)) if values]
    for name in held:
        yield Term(HAS, name)
    for field, name in ((CREATED, "created_at"), (UPDATED, "updated_at"), (ACTIVE, "last_activity_at")):
        yield from index_days.terms_of(field, item.get(name))
    yield BY_NAME.term(order_of_name(item["name"]))


def order_of_name(name: str) -> str:
    """What decides the place of a name among others: accents and case do not matter."""
    return index_words.fold(name).strip()[:LONGEST_KEY]


def city(name: str) -> str:
    """The name of a city as it is compared: accents, case and spaces at its ends do not matter."""
    return index_words.fold(name).strip()[:CITY_LENGTH]


CONTACTS = Indexed(
    CONTACT,
    _terms,
    (TYPE, TAG, *FILTERED, *index_words.TEXT, *custom_terms.FIELDS, BY_NAME.field, ACTIVE),
    is_listed=lambda item: "archived_at" not in item,
    added=(*FILTERED, BY_NAME.field),
    by_tenant=custom_terms.of_tenant,
    by_change=custom_terms.of_change,
)
