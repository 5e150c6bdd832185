"""By what two contacts may be the same person or company: an e-mail address, a phone, a tax number, a name. Pure."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bivelio_core.contacts import tax_ids
from bivelio_core.contacts.reachability import addresses_of, numbers_of
from bivelio_core.contacts.terms import COMPANY, TYPE
from bivelio_core.store.codec import Item
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Term

Reason = Literal["same_email", "same_phone", "same_tax_number", "same_name"]
FILLED = (
    *("first_name", "last_name", "email", "phone", "job_title", "company_id", "owner_id", "websites", "language"),
    *("birthday", "consents", "external_id", "tax_id", "addresses", "tags", "emails", "phones", "whatsapp_user_id"),
)


class Likeness(NamedTuple):
    """Something that several contacts may have: in the form in which it is compared."""

    reason: Reason
    text: str


def identifiers(contact: Item) -> Iterator[Likeness]:
    """The addresses and numbers by which a contact may be the same as another one."""
    for email in addresses_of(contact):
        yield Likeness("same_email", email.casefold())
    for number in dict.fromkeys(numbers_of(contact)):
        yield Likeness("same_phone", number)
    for number in sorted(tax_ids.folded_numbers(contact)):
        yield Likeness("same_tax_number", number)


def likenesses(contact: Item) -> Iterator[Likeness]:
    """All by which a contact may be the same as another one: its identifiers and its name.

    A name is one with the company that a person belongs to, or of companies: people have the names of others.
    """
    yield from identifiers(contact)
    name = index_words.folded_text(contact["name"])
    if contact["type"] == "company":
        yield Likeness("same_name", f"company {name}")
    elif company := contact.get("company_id"):
        yield Likeness("same_name", f"{company} {name}")


def term_sets(contact: Item, likeness: Likeness) -> list[list[Term]]:
    """Sets of terms of the index: who has the likeness has all terms of one of them. None when the index has none."""
    match likeness.reason:
        case "same_email":
            return [[index_words.email_term(likeness.text)]]
        case "same_phone":
            return [list(index_words.phone_terms(likeness.text))[:1]]
        case "same_tax_number":
            number = likeness.text
            bare = number[tax_ids.PREFIX_LETTERS :] if number[: tax_ids.PREFIX_LETTERS].isalpha() else number
            forms = dict.fromkeys((number, bare, *tax_ids.spellings(contact)))
            return [terms for form in forms if (terms := list(index_words.code_terms(form)))]
        case "same_name":
            words = list(index_words.word_terms(contact["name"]))
            company = contact.get("company_id")
            of = Term(TYPE, "company") if contact["type"] == "company" else Term(COMPANY, str(company))
            return [[of, *words]] if words else []


def best(contacts: Sequence[Item]) -> Item:
    """The contact that others had better become part of: with the most fields, and of equal ones the oldest."""
    return min(contacts, key=lambda contact: (-_filled(contact), contact["SK"]))


def _filled(contact: Item) -> int:
    return sum(bool(contact.get(name)) for name in FILLED) + len(contact["custom_fields"])
