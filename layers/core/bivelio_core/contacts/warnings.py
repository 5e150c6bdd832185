"""What is worth telling about a contact without refusing it."""

from bivelio_core.context import Context
from bivelio_core.faults import Text
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import words as index_words
from bivelio_core.store.keys import CONTACT

from .fields import has_valid_tax_number
from .models import ContactWarning
from .terms import CONTACTS, TAX_NUMBER_FIELDS

CHECKSUM: Text = {
    "ca": "El NIF '{value}' no supera la comprovació del caràcter de control.",
    "es": "El NIF '{value}' no supera la comprobación del carácter de control.",
    "en": "The tax number '{value}' fails its check digit.",
}

ALIKE = 5
"""At most this many contacts whose addresses differ only in case and accents are compared."""

SAME_EMAIL: Text = {
    "ca": "Un altre contacte ja té l'adreça '{value}'.",
    "es": "Otro contacto ya tiene la dirección '{value}'.",
    "en": "Another contact already has the address '{value}'.",
}


def warnings_about(item: Item, ctx: Context) -> list[ContactWarning]:
    """Wrong check digits in tax numbers, and another contact with the same e-mail address."""
    return [*_tax_numbers(item, ctx), *_same_email(item, ctx)]


def _same_email(item: Item, ctx: Context) -> list[ContactWarning]:
    if not (email := item.get("email")):
        return []
    for other in index_reader.settled_matches(ctx.store, CONTACTS, index_words.email_term(email), limit=ALIKE):
        if other["SK"] != item["SK"] and other.get("email", "").casefold() == email.casefold():
            message = SAME_EMAIL[ctx.language].format(value=email)
            known_as = resources.public_id(CONTACT, ctx.organisation, other)
            return [ContactWarning(code="same_email", field="email", message=message, contact_id=known_as)]
    return []


def _tax_numbers(item: Item, ctx: Context) -> list[ContactWarning]:
    found = []
    for name in TAX_NUMBER_FIELDS:
        value = item["custom_fields"].get(name)
        if isinstance(value, str) and value and not has_valid_tax_number(value):
            message = CHECKSUM[ctx.language].format(value=value)
            found.append(ContactWarning(code="tax_number_checksum", field=f"custom_fields.{name}", message=message))
    return found
