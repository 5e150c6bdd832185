"""Check what a record requires of an invoice."""

from decimal import Decimal

from bivelio_core.invoices.categories import EXEMPT
from bivelio_core.invoices.currencies import EURO
from bivelio_core.invoices.euros import in_euros
from bivelio_core.invoices.expressible import BUYER, CONTACT, SETTINGS, UPDATE, Missing
from bivelio_core.invoices.paper import PaperInvoice, Tax
from bivelio_core.invoices.tax_numbers import SPANISH, spanish_nif

from .fields import names_buyer, recorded
from .parties import identification

MOST = Decimal(10) ** 12
"""Amounts have at most twelve digits before the point (ImporteSgn12.2Type)."""
NUMBER_CHARACTERS, FOREIGN_CHARACTERS = 60, 20
MOST_TAXES = 12
KINDS_OF_CODE = {"R2": {"02", "07"}, "R3": {"07"}}
"""What the number of a buyer may be, beside a NIF, where insolvency (R2) or bad debt (R3) changes the base (LIVA,
articles 80.Tres to 80.Cinco; codes 1191 and 1192)."""
FORBIDDEN = frozenset("\"'<>=")
"""Characters that a number may not have (AEAT, validations, NumSerieFactura)."""


def detail_of(tax: Tax) -> tuple[object, ...]:
    """Return what tells one line of the breakdown (Desglose) from another: records give no reasons."""
    return tax.category, tax.rate, tax.recargo_rate, tax.cause if tax.category in EXEMPT else None


def missing(paper_invoice: PaperInvoice) -> tuple[Missing, ...]:
    """Return why no record can be made of an invoice; nothing when it can. Records are in euros."""
    invoice = in_euros(paper_invoice)
    kinds = {detail_of(recorded(tax)) for tax in invoice.taxes}
    needs = [
        *_parties(invoice),
        Missing("currency", "exchange_rate", UPDATE) if invoice.currency != EURO else None,
        Missing("number", "series", SETTINGS) if not _is_number(invoice.number) else None,
        Missing("amount", "line_items") if abs(invoice.total) >= MOST or _largest(invoice) >= MOST else None,
        Missing("taxes", "line_items", UPDATE) if len(kinds) > MOST_TAXES else None,
    ]
    return tuple(each for each in needs if each)


def _parties(invoice: PaperInvoice) -> list[Missing]:
    needs = []
    if not SPANISH.fullmatch(spanish_nif(invoice.seller.nif or "")):
        needs.append(Missing("seller_nif", "nif", SETTINGS))
    if not names_buyer(invoice):
        return needs
    if invoice.buyer is None or not invoice.buyer.nif:
        return [*needs, Missing("buyer_nif", BUYER.number, CONTACT)]
    who = identification(invoice.buyer)
    has_form = SPANISH.fullmatch(who) if isinstance(who, str) else len(who.number) <= FOREIGN_CHARACTERS
    if not has_form:
        needs.append(Missing("buyer_nif_form", BUYER.number, CONTACT))
    kinds = KINDS_OF_CODE.get(invoice.rectification.code) if invoice.rectification else None
    if kinds is not None and not isinstance(who, str) and who.kind not in kinds:
        needs.append(Missing("buyer_of_code", "code"))
    return needs


def _is_number(number: str) -> bool:
    printable = number.isascii() and number.isprintable()
    return printable and len(number) <= NUMBER_CHARACTERS and not FORBIDDEN & set(number)


def _largest(invoice: PaperInvoice) -> Decimal:
    return max((abs(tax.base) for tax in invoice.taxes), default=Decimal(0))
