"""The formats of an invoice: PDF, UBL, CII, Factur-X, Facturae, AEAT's record. For each, list what is still missing."""

from collections.abc import Callable
from dataclasses import replace

from bivelio_core.catalogue import Entry
from bivelio_core.faults import Fault, register

from . import client_rules
from .exports import en16931_needs, facturae_needs
from .expressible import BUYER, CONTACT, ISSUE, SELLER, SETTINGS, UPDATE, Channel, Missing, PartyFields
from .paper import PaperInvoice, Party
from .peppol import document
from .verifactu import needs

RECTIFY = "/invoices/rectify"
"""The call that corrects what an issued invoice says: nothing of it can be changed."""


def missing(invoice: PaperInvoice, channel: Channel) -> tuple[Missing, ...]:
    """Return what a format still needs, with the call that adds each item; empty when it can be made.

    For an issued invoice, a rectification adds the missing content.
    """
    needs = CHECKS[channel](invoice) + _categories(invoice)
    if channel == "verifactu":
        needs += _chain(invoice)
    if invoice.status == "draft":
        return needs
    return tuple(replace(each, call=RECTIFY) if each.call in {UPDATE, CONTACT, SETTINGS} else each for each in needs)


def message(need: Missing, language: str) -> str:
    """Return the sentence for the caller."""
    if need.fault:
        return need.fault.message(language)
    return Entry("invoices", f"constraint.form_{need.code}")[language]


def faults(needs: tuple[Missing, ...]) -> list[Fault]:
    """Return the same as faults of the fields."""
    return [Fault(each.field, register("invoices", f"form_{each.code}")) for each in needs]


def _chain(invoice: PaperInvoice) -> tuple[Missing, ...]:
    if invoice.status == "issued":
        return () if invoice.has_record else (Missing("no_record", "verifactu"),)
    return (Missing("draft", "status", ISSUE),)


def _categories(invoice: PaperInvoice) -> tuple[Missing, ...]:
    """Return the lines whose category does not fit the client: no form of the invoice would be right."""
    faults = client_rules.category_faults(
        client_rules.of_paper(invoice), client_rules.buyer_of(invoice.buyer), invoice.document_type, is_final=True
    )
    return tuple(
        Missing(fault.constraint, fault.field, CONTACT if fault.constraint == "vat_number_needed" else UPDATE, fault)
        for fault in faults
    )


def _pdf(invoice: PaperInvoice) -> tuple[Missing, ...]:
    """Return what a printed invoice must state about seller and buyer (Real Decreto 1619/2012, articles 6 and 7)."""
    needs = _party(invoice.seller, "seller", SELLER, SETTINGS)
    if invoice.document_type == "simplified":
        return tuple(each for each in needs if each.code == "seller_nif")
    if invoice.buyer is None:
        return (*needs, Missing("buyer", "client_id", UPDATE))
    return (*needs, *_party(invoice.buyer, "buyer", BUYER, CONTACT))


def _party(party: Party, role: str, fields: PartyFields, call: str) -> list[Missing]:
    parts = {
        "nif": (party.nif, fields.number),
        "street": (party.street, f"{fields.address}street"),
        "city": (party.city, f"{fields.address}city"),
    }
    return [Missing(f"{role}_{part}", field, call) for part, (text, field) in parts.items() if not text]


def _facturx(invoice: PaperInvoice) -> tuple[Missing, ...]:
    """Return what either of the two lacks that a Factur-X has, each once."""
    return tuple(dict.fromkeys((*_pdf(invoice), *en16931_needs.missing(invoice))))


CHECKS: dict[Channel, Callable[[PaperInvoice], tuple[Missing, ...]]] = {
    "pdf": _pdf,
    "ubl": en16931_needs.missing,
    "cii": en16931_needs.missing,
    "facturx": _facturx,
    "facturae": facturae_needs.missing,
    "face": facturae_needs.missing,
    "efact": facturae_needs.missing,
    "peppol": document.missing,
    "verifactu": needs.missing,
}
