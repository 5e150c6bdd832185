"""How invoices are paid, as data: our words, and the code that electronic invoices say for each.

Codes: UN/ECE Recommendation 4461 (UNTDID 4461), of which EN 16931 takes BT-81.
"""

from types import MappingProxyType
from typing import Literal

PaymentMethod = Literal["transfer", "direct_debit", "card", "cash", "cheque", "promissory_note", "bizum", "other"]

CODES = MappingProxyType(
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
