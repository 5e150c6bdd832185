"""What EN 16931 has no term for, as sentences in the invoice's language (BT-20, BT-22).

`documents.analysis.spanish_notes` reads them: words may change with their pattern there, numbers and days stay as XML
has them.
"""

from collections.abc import Iterator
from decimal import Decimal

from bivelio_core.invoices.paper import Disbursement, PaperInvoice
from bivelio_core.invoices.words import Words, mentions_of_the_whole

from .amounts import plain


def of_invoice(invoice: PaperInvoice, words: Words, sign: int) -> Iterator[str]:
    """Return the notes: what a rectification corrects, regime, recargo, IRPF, the rate of the currency, its own.

    `sign` is -1 in a credit note, which states positive amounts.
    """
    rectification = invoice.rectification
    if rectification:
        yield words[f"by_{rectification.method}"].format(code=rectification.code)
        if rectification.reason:
            yield f"{words['reason']}: {rectification.reason}"
    yield from mentions_of_the_whole(invoice, words)
    for tax in invoice.taxes:
        if tax.recargo_rate:
            amounts = _amounts(tax.recargo_rate, tax.base * sign, tax.recargo * sign, invoice.currency)
            yield words["recargo_note"].format(**amounts, whole=plain(tax.rate + tax.recargo_rate))
    if invoice.irpf:
        amounts = _amounts(invoice.irpf_rate, invoice.subtotal * sign, invoice.irpf * sign, invoice.currency)
        yield words["irpf_note"].format(**amounts, due=f"{invoice.amount_due * sign:.2f}")
    if invoice.exchange_rate:
        about = invoice.exchange_rate
        yield words["exchange_note"].format(
            rate=plain(about.rate), currency=invoice.currency, day=about.day.isoformat()
        )
    if invoice.notes:
        yield invoice.notes


def _amounts(rate: Decimal, base: Decimal, amount: Decimal, currency: str) -> dict[str, str]:
    return {"rate": plain(rate), "base": f"{base:.2f}", "amount": f"{amount:.2f}", "currency": currency}


def payment_terms(invoice: PaperInvoice, words: Words) -> str | None:
    """Return the terms of payment: each of several days with its amount."""
    if not invoice.due_dates:
        return invoice.payment.terms
    parts = (f"{due.day.isoformat()} = {due.amount:.2f} {invoice.currency}" for due in invoice.due_dates)
    return words["due_dates_note"].format(parts="; ".join(parts))


def disbursement(each: Disbursement, words: Words) -> str:
    """Return how a suplido is called, on one line."""
    return words["disbursement_note"].format(description=" ".join(each.description.split()))
