"""Check what Facturae 3.2.2 requires of an invoice and what it cannot express."""

from bivelio_core.invoices.currencies import EURO
from bivelio_core.invoices.expressible import BUYER, CONTACT, ISSUE, SELLER, SETTINGS, UPDATE, Missing, PartyFields
from bivelio_core.invoices.paper import PaperInvoice, Party
from bivelio_core.invoices.tax_numbers import compact, is_of_a_person

from .provinces import province_of

NUMBER_CHARACTERS = 20
NIF_CHARACTERS = range(3, 31)
POSTAL_CODE_CHARACTERS = 5


def missing(invoice: PaperInvoice) -> tuple[Missing, ...]:
    """Return why an invoice cannot be expressed in Facturae; empty when it can."""
    needs = [
        Missing("draft", "status", ISSUE) if invoice.status == "draft" else None,
        Missing("currency", "currency", UPDATE) if invoice.currency != EURO and invoice.exchange_rate is None else None,
        Missing("number", "series", SETTINGS) if len(invoice.number) > NUMBER_CHARACTERS else None,
        Missing("buyer", "client_id") if invoice.buyer is None else None,
        *_party(invoice.seller, "seller", SELLER, SETTINGS),
        *(_party(invoice.buyer, "buyer", BUYER, CONTACT) if invoice.buyer else ()),
    ]
    return tuple(each for each in needs if each)


def _party(party: Party, role: str, fields: PartyFields, call: str) -> list[Missing]:
    """Require a tax number, a person's name of at least two words, and a complete address."""
    needs = []
    if len(compact(party.nif or "")) not in NIF_CHARACTERS:
        needs.append(Missing(f"{role}_nif", fields.number, call))
    if is_of_a_person(party) and len(party.name.split()) == 1:
        needs.append(Missing(f"{role}_surname", fields.name, call))
    parts = {"street": party.street, "city": party.city, "postal_code": _postal_code(party)}
    needs += [Missing(f"{role}_{part}", f"{fields.address}{part}", call) for part, text in parts.items() if not text]
    return needs


def _postal_code(party: Party) -> str | None:
    """Require a Spanish postal code of five digits that begins with a province; abroad it may be absent."""
    code = party.postal_code or ""
    if party.country != "ES":
        return code or "-"
    is_code = len(code) == POSTAL_CODE_CHARACTERS and code.isascii() and code.isdigit() and province_of(code)
    return code if is_code else None
