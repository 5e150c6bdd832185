"""Check what EN 16931 requires of an invoice, in UBL and in CII."""

from bivelio_core.invoices.expressible import BUYER, CONTACT, ISSUE, SETTINGS, UPDATE, Missing
from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.tax_numbers import compact, has_vat_number
from bivelio_core.invoices.words import is_charged_by_buyer


def missing(invoice: PaperInvoice) -> tuple[Missing, ...]:
    """Return why an invoice cannot be expressed in EN 16931; empty when it can."""
    needs = [
        Missing("draft", "status", ISSUE) if invoice.status == "draft" else None,
        Missing("seller_nif", "nif", SETTINGS) if not compact(invoice.seller.nif or "") else None,
        Missing("due_date", "due_date", UPDATE) if _needs_due_date(invoice) else None,
        Missing("mixed_taxes", "line_items") if _is_mixed(invoice) else None,
        *_about_buyer(invoice),
    ]
    return tuple(each for each in needs if each)


def _is_mixed(invoice: PaperInvoice) -> bool:
    """Tell whether some of it is subject to the tax and some is not, which no invoice may say at once (BR-O-11)."""
    outside = {
        tax.category in {"not_subject", "outside_territory"} and not is_charged_by_buyer(tax.category, invoice.buyer)
        for tax in invoice.taxes
    }
    return outside == {True, False}


def _needs_due_date(invoice: PaperInvoice) -> bool:
    """Tell whether something is due, before IRPF, and the invoice does not say when (BR-CO-25)."""
    return invoice.amount_due + invoice.irpf > 0 and not invoice.due_date and not invoice.payment.terms


def _about_buyer(invoice: PaperInvoice) -> list[Missing]:
    """Require a buyer, and the buyer's tax number if lines are taxed at the buyer's place (BR-AE-02, BR-IC-02)."""
    if invoice.buyer is None:
        return [Missing("buyer", "client_id")]
    categories = {tax.category for tax in invoice.taxes}
    is_in_eu = has_vat_number(invoice.buyer)
    if "intra_eu" in categories and not is_in_eu:
        return [Missing("buyer_vat_number", BUYER.number, CONTACT)]
    if "reverse_charge" in categories and not invoice.buyer.nif:
        return [Missing("buyer_nif", BUYER.number, CONTACT)]
    return []
