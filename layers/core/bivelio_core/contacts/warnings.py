"""The warnings about a contact that is accepted all the same."""

from collections.abc import Iterable
from typing import NamedTuple

from bivelio_core import ids
from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index.intersections import settled_matches_of_sets
from bivelio_core.store.keys import CONTACT

from .fields import has_valid_tax_number
from .merging import likeness
from .models import ContactWarning
from .reachability import PHONE, addresses_of, entries_of
from .tax_ids import checkable_numbers, compact, numbers_of
from .terms import CONTACTS

ALIKE = 5
"""At most this many contacts with the same terms are compared, which may differ in case and accents."""

SAME_EMAIL_IN_ROW = Entry("contacts", "warning.same_email_in_row")
SENTENCES = {
    "same_email": Entry("contacts", "warning.same_email"),
    "same_phone": Entry("contacts", "warning.same_phone"),
    "same_tax_number": Entry("contacts", "warning.same_tax_number"),
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
    """Wrong check digits in tax numbers, and others with the same e-mail address, phone or tax number."""
    findings = [*wrong_tax_numbers(item), *others_alike(item, ctx)]
    return [
        ContactWarning(
            code=finding.code, field=finding.field, message=finding.message(ctx.language), contact_id=finding.contact_id
        )
        for finding in findings
    ]


def others_alike(item: Item, ctx: Context) -> list[Finding]:
    """The newest other contact with each address or number by which two may be the same (merging/likeness.py).

    By the index alone, one read for each: it takes up phones and numbers of new contacts some thirty at a time, and
    until then nobody is told of these. Names are left to `contacts/duplicates`: each of their words is a read more.
    """
    own = list(likeness.identifiers(item))
    sets = {(like, place): terms for like in own for place, terms in enumerate(likeness.term_sets(item, like))}
    matches = settled_matches_of_sets(ctx.store, CONTACTS, sets, ALIKE, besides=ids.decode_sequence(item["SK"]))
    others = {like: [other for (each, _), items in matches.items() if each == like for other in items] for like in own}
    return [
        Finding(like.reason, field, value, resources.public_id(CONTACT, ctx.organisation, other))
        for like in own
        if (other := _first(like, others[like])) is not None
        for field, value in [_place(like, item)]
    ]


def _first(like: likeness.Likeness, others: Iterable[Item]) -> Item | None:
    """The newest of some other contacts that has a likeness, if one has."""
    alike = [each for each in others if like in likeness.identifiers(each)]
    return max(alike, key=lambda each: str(each["SK"]), default=None)


def _place(like: likeness.Likeness, item: Item) -> tuple[str, str]:
    """The field of a contact that has a likeness, and its value as it is written."""
    match like.reason:
        case "same_email":
            emails = addresses_of(item)
            place = [email.casefold() for email in emails].index(like.text)
            return (f"emails[{place}].address" if place else "email"), emails[place]
        case "same_phone":
            phones = entries_of(item, PHONE)
            place = next((each for each, phone in enumerate(phones) if phone["e164"] == like.text), 0)
            return (f"phones[{place}].number" if place else "phone"), str(phones[place]["number"])
        case _:
            numbers = list(numbers_of(item))
            return next((each for each in numbers if like.text.endswith(compact(each[1]))), numbers[0])


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
