"""Say in words why a received invoice needs a review."""

from bivelio_core.catalogue import Entry
from bivelio_core.store.codec import Item

from .models import InvoiceWarning

REASONS = (
    *("lines_total", "tax_amount", "totals", "amount_due", "currency", "supplier_nif", "issuer_nif", "recipient_nif"),
    *("iban", "one_invoice", "duplicate_number", "extraction", "embedded_xml_broken"),
)
"""The `review_reasons` of received invoices; each has its sentence in the catalogue."""


def warnings_of(main: Item, language: str) -> list[InvoiceWarning]:
    """Return a warning for each reason, with its sentence for the caller."""
    return [
        InvoiceWarning(code=reason, field="review_reasons", message=Entry("invoices", f"review.{reason}")[language])
        for reason in main.get("review_reasons", ())
        if reason in REASONS
    ]
