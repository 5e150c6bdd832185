"""Fields of a reading: those of its structured invoice, or by rules over its text."""

import re
from collections.abc import Callable, Mapping, Sequence

from .fields import ABSENT, Field, Fields, names_to_extract
from .invoice_fields import fields_of
from .readings import Reading
from .refusals import Refused
from .rules.contracts import contract_fields
from .rules.deeds import deed_fields
from .rules.invoices import invoice_fields
from .rules.lines import TextLine, labelled, lines_of, rest_of_cell
from .rules.receipts import receipt_fields

RULES: Mapping[str, Callable[[Sequence[TextLine]], dict[str, Field]]] = {
    "invoice": invoice_fields,
    "receipt": receipt_fields,
    "contract": contract_fields,
    "deed": deed_fields,
}
STRUCTURED = frozenset({"invoice", "receipt"})
"""Kinds of document whose fields a structured invoice has."""


def extract_structured(reading: Reading, fields: Sequence[str] | None = None, kind: str = "invoice") -> Fields | None:
    """Return the asked fields of the invoice that the file has as data; None without one, or for another kind.

    Each has confidence 1.0, also one that is None: the document does not state it.
    """
    if reading.invoice is None or kind not in STRUCTURED:
        return None
    return fields_of(reading.invoice, list(fields) if fields else None, kind)


def extract_by_rules(reading: Reading, fields: Sequence[str] | None = None, kind: str = "invoice") -> Fields:
    """Return the asked fields that rules find in the text. Raises Refused (no_text).

    `kind` is invoice, receipt, contract, deed, or any other word, whose fields are labels to look for. Without `fields`
    they are those of the kind (`fields.DEFAULT_FIELDS`). A field that is not found is ABSENT.
    """
    if not reading.has_text:
        raise Refused("no_text", "rules read text, and this document has none")
    lines = lines_of(reading)
    fields_by_name = RULES.get(kind, receipt_or_contract)(lines)
    names = names_to_extract(kind, fields)
    return Fields(
        "rules",
        kind,
        {name: fields_by_name[name] if name in fields_by_name else labelled_by(name, lines) for name in names},
    )


def receipt_or_contract(lines: Sequence[TextLine]) -> dict[str, Field]:
    """Return the fields that a document of any kind may have."""
    return {**contract_fields(lines), **invoice_fields(lines)}


def labelled_by(name: str, lines: Sequence[TextLine]) -> Field:
    """Return what stands after a label of the field's own name: `order_number` finds "Order number: 17"."""
    words = [re.escape(word) for word in re.split(r"[^\w]+|_", name) if word]
    if not words:
        return ABSENT
    label = re.compile(rf"(?<!\w){'[ _-]*'.join(words)}\s*:", re.IGNORECASE)
    return next(labelled(lines, label, rest_of_cell, 0.6), ABSENT)
