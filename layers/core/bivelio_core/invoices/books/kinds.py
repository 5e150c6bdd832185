"""How the books name what an invoice is: types of invoices, keys, qualifications and causes of exemption. Pure.

They are those of the records (categories.py, regimes.py) but for two keys: recargo that is charged is general here,
since 18 is for who is in that regime, and the books have no key of the simplified regime. Sources: AEAT, LSI.xlsx,
validations 6, 9, 19 and 20 of issued invoices, 7 and 10 of received ones; Real Decreto 1619/2012, art. 6, 7 and 15.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core.invoices.regimes import EXPORT, GENERAL, Regime, key_of, treatment_under

CASH_BASIS, OTHER_TAX, INTRA_EU = "07", "08", "09"
SIMPLIFIED_REGIME = "20"

TYPES = {"invoice": "F1", "qualified_simplified": "F1", "simplified": "F2", "replacement": "F3"}
FINAL_CONSUMER = "VENTAS A CONSUMIDOR FINAL"
"""The name of the client of a simplified invoice that names nobody (validation 2)."""

__all__ = ["CASH_BASIS", "EXPORT", "FINAL_CONSUMER", "GENERAL", "INTRA_EU", "OTHER_TAX"]


class OperationKind(NamedTuple):
    """The key of operation, and either a qualification (S1, S2, N1, N2) or a cause of exemption (E1 to E6)."""

    regime: str
    qualification: str | None = None
    exemption: str | None = None


def type_of(main: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Return the type of an issued invoice: F1 to F3, R1 to R5. One that names no client's number is F2 (6.1.d)."""
    if rectification := content.get("rectification"):
        return str(rectification["code"])
    invoice_type = TYPES.get(str(main["document_type"]), "F1")
    return "F2" if invoice_type == "F1" and not content.get("buyer", {}).get("nif") else invoice_type


def regime_of(content: Mapping[str, Any]) -> Regime:
    """Return the regime of an invoice, by our name."""
    regime: Regime = content.get("regime", "general")
    return regime


def kind_of(tax: Mapping[str, Any], regime: Regime, *, is_abroad: bool) -> OperationKind:
    """Return the kind of operation of a line of an issued invoice's breakdown."""
    treatment = treatment_under(regime, str(tax["tax_category"]), tax.get("exemption_cause"), is_abroad=is_abroad)
    key = key_of(regime, treatment, has_recargo=False)
    return OperationKind(GENERAL if key == SIMPLIFIED_REGIME else key, treatment.qualification, treatment.cause)
