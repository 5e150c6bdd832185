"""How and when a Facturae is paid: its installments, each with its day, means and account."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bivelio_core.documents.analysis.facturae_codes import METHODS
from bivelio_core.invoices.paper import ZERO, PaperInvoice
from bivelio_core.invoices.tax_numbers import compact
from bivelio_core.invoices.xml_text import Element, element, optional

BIC_CHARACTERS = 11


def payment_details(invoice: PaperInvoice) -> Element | None:
    """Return how what is due is paid, if the invoice says so."""
    payment = invoice.payment
    method = payment.method or ("transfer" if payment.iban else None)
    if invoice.amount_due <= 0 or method is None:
        return None
    account = (
        element("AccountToBeCredited", element("IBAN", compact(payment.iban)), optional("BIC", _bic(payment.bic)))
        if payment.iban and method == "transfer"
        else None
    )
    return element(
        "PaymentDetails",
        *(
            element(
                "Installment",
                element("InstallmentDueDate", day.isoformat()),
                element("InstallmentAmount", f"{amount:.2f}"),
                element("PaymentMeans", METHODS[method]),
                account,
                element("PaymentReconciliationReference", (payment.reference or invoice.number)[:60]),
            )
            for day, amount in _parts(invoice)
        ),
    )


def _parts(invoice: PaperInvoice) -> Iterator[tuple[date, Decimal]]:
    """Return the days with what is still to be paid by each: what was paid counts for the earliest."""
    if not invoice.due_dates:
        yield invoice.due_date or invoice.issue_date, invoice.amount_due
        return
    paid = sum((due.amount for due in invoice.due_dates), ZERO) - invoice.amount_due
    for due in invoice.due_dates:
        settled = min(paid, due.amount)
        paid -= settled
        if due.amount - settled:
            yield due.day, due.amount - settled


def _bic(bic: str | None) -> str | None:
    """Return a BIC of eleven characters: the schema takes no shorter one, and the head office is XXX."""
    text = compact(bic or "")
    return text.ljust(BIC_CHARACTERS, "X") if text else None
