"""The fields of a receipt by rules."""

import re
from collections.abc import Sequence

from bivelio_core.documents.analysis.fields import ABSENT, Field

from . import labels
from .invoices import invoice_fields
from .lines import TextLine, best, field, labelled
from .names import is_name, name_in
from .numbers import document_numbers, taxpayers

NUMBER = labels.words(
    r"(?:tiquet|ticket|rebut|recibo|receipt|factura\s*simplificada|op(?:eració|eración)?|transaction|bon|beleg)"
    r"\s*(?:n[º°o]?\.?|núm\.?|num\.?|number|no\.?|nr\.?|#)?\s*:?",
)
PAYMENTS = (
    (
        "card",
        labels.words(
            "targeta",
            "tarjeta",
            "visa",
            "mastercard",
            "credit card",
            "debit card",
            "card",
            "carte bancaire",
            "kreditkarte",
            "ec-karte",
        ),
    ),
    ("cash", labels.words("efectiu", "efectivo", "metàl·lic", "metálico", "cash", "espèces", "bar(?:zahlung)?")),
    ("bizum", labels.words("bizum")),
    ("transfer", labels.words("transferència", "transferencia", "bank transfer", "virement", "überweisung")),
    ("direct_debit", labels.words("domiciliació", "domiciliación", "direct debit", "lastschrift", "prélèvement")),
)


def receipt_fields(lines: Sequence[TextLine]) -> dict[str, Field]:
    """Return every field of a receipt that the lines have; what it shares with an invoice is found as there."""
    fields = invoice_fields(lines)
    number = best(labelled(lines, NUMBER, document_numbers, 0.8))
    return {
        **fields,
        "merchant": merchant(lines, fields["issuer"]),
        "receipt_number": number or fields["invoice_number"],
        "payment_method": payment_method(lines),
    }


def merchant(lines: Sequence[TextLine], issuer: Field) -> Field:
    """Return who sold: the issuer if it is a company with a number, else the name at the top of the receipt."""
    if issuer.is_found and issuer.value["name"] and issuer.confidence >= 0.6:
        return issuer
    number = next((hit.value for line in lines for hit in taxpayers(line.text)), None)
    for line in lines[:5]:
        if is_name(line.cells[0]) and not re.search(r"\d", line.cells[0]):
            return field({"name": name_in(line.cells[0]), "nif": number}, 0.6, line)
    return issuer


def payment_method(lines: Sequence[TextLine]) -> Field:
    """Return how it was paid: card, cash, bizum, transfer or direct_debit; the last mention counts."""
    for line in reversed(lines):
        for method, pattern in PAYMENTS:
            if pattern.search(line.text):
                return field(method, 0.75, line)
    return ABSENT
