"""The values of a record's fields: AEAT's codes, amounts and dates."""

from datetime import date
from decimal import Decimal

from bivelio_core.invoices.oss import OSS
from bivelio_core.invoices.paper import ZERO, PaperInvoice, Tax


def amount(value: Decimal) -> str:
    """Write an amount with two decimals and a point."""
    return f"{value:.2f}"


def rate(value: Decimal) -> str:
    """Write a percentage, with two decimals at most."""
    return format(value.normalize() if value % 1 else value.quantize(Decimal(1)), "f")


def day(value: date) -> str:
    """Write a date as AEAT does: `07-04-2026`."""
    return value.strftime("%d-%m-%Y")


def names_buyer(invoice: PaperInvoice) -> bool:
    """Tell whether a record names the buyer: those of F2 and R5 do not, all others must."""
    if invoice.rectification:
        return invoice.rectification.code != "R5"
    return invoice.document_type != "simplified" and not is_unidentified(invoice)


def is_unidentified(invoice: PaperInvoice) -> bool:
    """Tell whether it needs no number of its buyer, and has none: nothing of it is carried out in the territory of IVA.

    Real Decreto 1619/2012, article 6.1.d.
    """
    has_number = invoice.buyer is not None and bool(invoice.buyer.nif)
    is_outside = invoice.regime == OSS or all(tax.category == "outside_territory" for tax in invoice.taxes)
    return invoice.document_type == "invoice" and not has_number and is_outside


def recorded(tax: Tax) -> Tax:
    """Return a tax as records tell it: of a margin, the base and the tax of it."""
    if tax.margin is None:
        return tax
    rate_of_it, base, inside = tax.margin
    return Tax("standard" if rate_of_it else "zero", rate_of_it, base, inside)


def tax_total(invoice: PaperInvoice) -> Decimal:
    """Return the tax that a record tells: none of that which another country of the EU has, and that of margins."""
    if invoice.regime == OSS:
        return ZERO
    return invoice.tax + invoice.recargo + sum((tax.margin.tax for tax in invoice.taxes if tax.margin), ZERO)


def total(invoice: PaperInvoice) -> Decimal:
    """Return the total that a record and the QR tell: what is paid, but for a tax of another country."""
    return invoice.subtotal if invoice.regime == OSS else invoice.total


def invoice_type(invoice: PaperInvoice) -> str:
    """Return the code of list L2: F1, simplified F2, or that of the rectification."""
    if invoice.rectification:
        return invoice.rectification.code
    if invoice.replaces:
        return "F3"
    return "F1" if names_buyer(invoice) else "F2"
