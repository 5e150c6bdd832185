"""The values of a record's fields: AEAT's codes, amounts and dates."""

from datetime import date
from decimal import Decimal

from bivelio_core.invoices.paper import PaperInvoice


def amount(value: Decimal) -> str:
    """Write an amount with two decimals and a point."""
    return f"{value:.2f}"


def rate(value: Decimal) -> str:
    """Write a percentage, with two decimals at most."""
    return format(value.normalize() if value % 1 else value.quantize(Decimal(1)), "f")


def day(value: date) -> str:
    """Write a date as AEAT does: `07-04-2026`."""
    return value.strftime("%d-%m-%Y")


def invoice_type(invoice: PaperInvoice) -> str:
    """Return the code of list L2: F1, simplified F2, or that of the rectification."""
    if invoice.rectification:
        return invoice.rectification.code
    return "F2" if invoice.document_type == "simplified" else "F1"
