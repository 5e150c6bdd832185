"""The warnings about a contact that is accepted all the same."""

from collections.abc import Iterable
from typing import NamedTuple

from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import words as index_words
from bivelio_core.store.keys import CONTACT

from .fields import has_valid_tax_number
from .models import ContactWarning
from .reachability import addresses_of
from .tax_ids import checkable_numbers
from .terms import CONTACTS

ALIKE = 5
"""At most this many contacts whose addresses differ only in case and accents are compared."""

SAME_EMAIL_IN_ROW = Entry("contacts", "warning.same_email_in_row")
SENTENCES = {
    "same_email": Entry("contacts", "warning.same_email"),
    "tax_number_checksum": Entry("contacts", "warning.checksum"),
    "cell_left_out": Entry("contacts", "warning.cell_left_out"),
    "digits_lost": Entry("contacts", "warning.digits_lost"),
    "zero_restored": Entry("contacts", "warning.zero_restored"),
}


class Finding(NamedTuple):
    """A warning, independent of the language. `row` is the earlier row of an import that has `value`."""

    code: str
    field: str
    value: str
    contact_id: str | None = None
    row: int | None = None

    def message(self, language: str) -> str:
        """The sentence for the caller."""
        text = SAME_EMAIL_IN_ROW if self.row is not None else SENTENCES[self.code]
        return text[language].format(value=self.value, row=self.row, field=self.field)


def warnings_about(item: Item, ctx: Context) -> list[ContactWarning]:
    """Wrong check digits in tax numbers, and another contact with the same e-mail address."""
    findings = wrong_tax_numbers(item)
    for place, email in enumerate(addresses_of(item)):
        term = index_words.email_term(email)
        others = index_reader.settled_matches(ctx.store, CONTACTS, term, limit=ALIKE, besides=item)
        findings += same_email(email, others, ctx.organisation, f"emails[{place}].address" if place else "email")
    return [
        ContactWarning(
            code=finding.code, field=finding.field, message=finding.message(ctx.language), contact_id=finding.contact_id
        )
        for finding in findings
    ]


def same_email(email: str, others: Iterable[Item], organisation: str, field: str = "email") -> list[Finding]:
    """The first of some other contacts that has an address, if one has."""
    for other in others:
        if email.casefold() in map(str.casefold, addresses_of(other)):
            return [Finding("same_email", field, email, resources.public_id(CONTACT, organisation, other))]
    return []


def wrong_tax_numbers(item: Item) -> list[Finding]:
    """The tax numbers of a contact that fail their check digit; those of documents have none."""
    return [
        Finding("tax_number_checksum", field, number)
        for field, number, form in checkable_numbers(item)
        if not has_valid_tax_number(form)
    ]
