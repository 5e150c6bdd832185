"""Fields of a document, each with how sure it is and where it was found.

Names and shapes of the values (amounts, quantities and rates are Decimal, dates ISO 8601 texts):

* invoices (`INVOICE`, the six of the reference first): `invoice_number`, `date`, `total`, `line_items`
  ([{description, quantity, unit_price, tax_rate, total}], each total with tax), `issuer` and `recipient`
  ({name, nif}); on request `currency`, `subtotal`, `tax`, `tax_rate`, `taxes` ([{base, rate, amount}]), `due_date`,
  `iban`, `issuer_nif`, `recipient_nif`, `withheld`, `disbursed` (suplidos: in what is to be paid, in no total),
  `amount_due`, `order_reference`, `is_credit_note` (true or false);
* receipts (`RECEIPT`): `merchant` ({name, nif}), `date`, `total`, `tax`, `payment_method`, `receipt_number`;
* contracts (`CONTRACT`): `title`, `parties` ([{name, nif}]), `date`, `start_date`, `end_date`, `duration`, `amount`;
* deeds (`DEED`): `deed_type`, `protocol_number`, `date`, `notary`, `place`, `parties` ([{name, nif}]), `amount`.

Any other name asked for is a label to look for in the text ("order_number" finds "Order number: 17").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Method = Literal["structured", "rules", "model"]

INVOICE = ("invoice_number", "date", "total", "line_items", "issuer", "recipient")
RECEIPT = ("merchant", "receipt_number", "date", "total", "tax", "payment_method")
CONTRACT = ("title", "parties", "date", "start_date", "end_date", "duration", "amount")
DEED = ("deed_type", "protocol_number", "date", "notary", "place", "parties", "amount")
BOOKED = (
    "due_date",
    "order_reference",
    "is_credit_note",
    "subtotal",
    "tax",
    "taxes",
    "withheld",
    "disbursed",
    "amount_due",
)
"""What is read of an invoice besides the asked fields, for whoever books it; an answer shows what is asked."""
DEFAULT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "invoice": INVOICE,
    "receipt": RECEIPT,
    "contract": CONTRACT,
    "deed": DEED,
}
"""The fields of each kind of document when the request names none; another kind has those of `OTHER`."""
OTHER = ("title", "date", "parties", "total")


@dataclass(frozen=True, slots=True)
class Field:
    """One value. `page` counts from 1 (None in structured data), `evidence` is the text it was read from."""

    value: Any = None
    confidence: float = 0.0
    page: int | None = None
    evidence: str | None = None

    @property
    def is_found(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


ABSENT = Field()


@dataclass(frozen=True, slots=True)
class Fields:
    """The asked fields in the order asked; `currency` is added after `total`. An absent one is `ABSENT`."""

    method: Method
    kind: str
    by_name: Mapping[str, Field] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Field:
        return self.by_name.get(name, ABSENT)

    @property
    def values(self) -> dict[str, Any]:
        """The answer's `extracted`: each asked field, None when absent."""
        return {name: field.value for name, field in self.by_name.items()}

    def only(self, names: Sequence[str]) -> "Fields":
        """The same with these fields alone."""
        return Fields(self.method, self.kind, {name: self[name] for name in names})

    @property
    def confidence(self) -> float:
        """The mean over the fields found, times the share found; 0 when nothing was found."""
        if not self.by_name:
            return 0.0
        return round(sum(field.confidence for field in self.by_name.values()) / len(self.by_name), 2)


def names_to_extract(kind: str, fields: Sequence[str] | None) -> tuple[str, ...]:
    """The names to extract: those asked for, else those of the kind; `currency` whenever `total` is one of them."""
    names = list(dict.fromkeys(fields or DEFAULT_FIELDS.get(kind, OTHER)))
    if "total" in names and "currency" not in names:
        names.insert(names.index("total") + 1, "currency")
    return tuple(names)


def names_to_read(kind: str, fields: Sequence[str] | None) -> tuple[str, ...]:
    """The names to extract and, of an invoice, those of `BOOKED`."""
    names = names_to_extract(kind, fields)
    return tuple(dict.fromkeys((*names, *BOOKED))) if kind == "invoice" else names
