"""The reference's answers about its example documents, which the sandbox returns for the samples' bytes."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from . import sample_files

INVOICE: dict[str, Any] = {
    "invoice_number": "FAC-2026-001",
    "date": "2026-04-01",
    "total": 1210.00,
    "currency": "EUR",
    "issuer": {"name": "Proveidor XYZ S.L.", "nif": "B98765432"},
    "recipient": {"name": "Empresa ABC S.L.", "nif": "B12345678"},
    "line_items": [
        {
            "description": "Servei de consultoria - Marc 2026",
            "quantity": 1,
            "unit_price": 1000.00,
            "tax_rate": 21,
            "total": 1210.00,
        }
    ],
}
EVIDENCE = {
    "invoice_number": "Número de factura: FAC-2026-001",
    "date": "Data: 01/04/2026",
    "total": "Total: 1.210,00 EUR",
    "currency": "Total: 1.210,00 EUR",
    "issuer": "Proveidor XYZ S.L.",
    "recipient": "Client: Empresa ABC S.L.",
    "line_items": "Servei de consultoria - Marc 2026",
}
FURTHER: dict[str, Any] = {"subtotal": 1000.00, "tax": 210.00, "is_credit_note": False}
INVOICE_CONFIDENCE = 0.96
_CONTRACT = {
    "classification": "contract",
    "confidence": 0.91,
    "subcategory": "service_agreement",
    "summary": "Contracte de prestacio de serveis entre dues parts per 12 mesos.",
    "language": "ca",
}
UPLOADED_CONFIDENCE = 0.89
"""How sure the reference is of the contract that it uploads."""


def extraction(digest: str, own_names: Sequence[str], names: Sequence[str]) -> dict[str, Any] | None:
    """Return the answer about the sample invoice if these are its bytes and it has all of `own_names`.

    Of the other `names` it has what the page states.
    """
    if digest != _digests()["invoice"] or not set(own_names) <= INVOICE.keys():
        return None
    further = {name: {"value": FURTHER[name], "confidence": INVOICE_CONFIDENCE} for name in names if name in FURTHER}
    return {"fields": {**further, **{name: _field(name) for name in own_names}}}


def classification(digest: str, categories: Sequence[str]) -> dict[str, Any] | None:
    """Return the answer about a sample contract if these are its bytes and contract is a category."""
    if "contract" not in categories:
        return None
    if digest == _digests()["unclassified"]:
        return _CONTRACT
    return {**_CONTRACT, "confidence": UPLOADED_CONFIDENCE} if digest == _digests()["contract"] else None


def _field(name: str) -> dict[str, Any]:
    return {"value": INVOICE[name], "confidence": INVOICE_CONFIDENCE, "page": 1, "evidence": EVIDENCE[name]}


@cache
def _digests() -> dict[str, str]:
    return {name: hashlib.sha256(make()).hexdigest() for name, make in sample_files.FILES.items()}
