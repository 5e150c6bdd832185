"""The box that says how and when an invoice is paid, as texts."""

from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.words import Words

from . import codes, formats
from .sums import Row, View
from .texts import breakable

BY_TRANSFER = frozenset({None, "transfer"})
"""The methods for which the box shows the seller's account; without a method, an account means a transfer."""


def box(invoice: PaperInvoice, words: Words) -> View | None:
    """Return the texts of the box; None where nothing is to be said."""
    if invoice.amount_paid and not invoice.amount_due:
        return {"title": words["payment"], "rows": [["", words["settled"]]], "qr": None, "scan": ""}
    if invoice.amount_due <= 0:
        return None
    by_transfer = invoice.payment.method in BY_TRANSFER
    if invoice.document_type == "simplified" and invoice.payment.method is None:
        by_transfer = False  # it is paid where it is given
    rows = [*_method(invoice, words), *(_account(invoice, words) if by_transfer else []), *days(invoice, words)]
    if not rows:
        return None
    is_one = len(invoice.due_dates) <= 1
    transfer = codes.transfer(invoice) if by_transfer and is_one else None
    code = codes.drawing(transfer) if transfer else None
    return {"title": words["payment"], "rows": rows, "qr": code, "scan": words["scan"]}


def _method(invoice: PaperInvoice, words: Words) -> list[Row]:
    method = invoice.payment.method
    return [[words["method"], words[f"method_{method}"]]] if method else []


def _account(invoice: PaperInvoice, words: Words) -> list[Row]:
    payment = invoice.payment
    if not payment.iban:
        return []
    return [
        *([] if payment.method else [[words["transfer"], ""]]),
        [words["holder"], breakable(invoice.seller.name)],
        [words["iban"], formats.account(payment.iban)],
        *([[words["bic"], payment.bic]] if payment.bic else []),
        [words["concept"], breakable(payment.reference or invoice.number)],
    ]


def days(invoice: PaperInvoice, words: Words) -> list[Row]:
    """Return by when it is to be paid: one day, each part with its day, or the terms of an invoice without a day."""
    if invoice.due_dates:
        language, currency = invoice.language, invoice.currency
        parts = [
            f"{formats.day(part.day, language)}: {formats.money(part.amount, currency, language)}"
            for part in invoice.due_dates
        ]
        return [[words["due_dates"], "\n".join(parts)]]
    if invoice.due_date:
        return [[words["due_date"], formats.day(invoice.due_date, invoice.language)]]
    return [[words["terms"], breakable(invoice.payment.terms)]] if invoice.payment.terms else []
