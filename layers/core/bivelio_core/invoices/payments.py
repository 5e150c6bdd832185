"""How invoices are paid, as data: our words, and the code that electronic invoices say for each.

Codes: UN/ECE Recommendation 4461 (UNTDID 4461), of which EN 16931 takes BT-81.
"""

from types import MappingProxyType
from typing import Literal

PaymentMethod = Literal["transfer", "direct_debit", "card", "cash", "cheque", "promissory_note", "bizum", "other"]

CODES: MappingProxyType[PaymentMethod, str] = MappingProxyType(
    {
        "transfer": "58",  # SEPA credit transfer
        "direct_debit": "59",  # SEPA direct debit
        "card": "48",
        "cash": "10",
        "cheque": "20",
        "promissory_note": "60",
        "bizum": "68",  # online payment service
        "other": "1",  # instrument not defined
    }
)
"""The code of each of our words in UNTDID 4461 (BT-81)."""

_OTHER_CODES: dict[PaymentMethod, tuple[str, ...]] = {
    "transfer": ("30", "31", "42"),
    "direct_debit": ("49",),
    "card": ("54", "55"),
    "cheque": ("21", "22", "23", "24", "25", "26"),
    "promissory_note": ("61", "62", "63", "64", "65", "66", "67"),
}
_METHODS = MappingProxyType(
    {code: method for method, own in CODES.items() for code in (own, *_OTHER_CODES.get(method, ()))}
)


def method_of(code: str | None) -> PaymentMethod | None:
    """Return our word for a code of UNTDID 4461, `other` where we have none; None without a code."""
    return None if code is None else _METHODS.get(code, "other")
