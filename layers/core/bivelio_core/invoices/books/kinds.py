"""How the books name what an invoice is: types of invoices, regimes, qualifications and causes of exemption. Pure.

Sources: AEAT, LSI.xlsx, validations 6, 9, 19 and 20 of issued invoices, 7 and 10 of received ones; Real Decreto
1619/2012, articles 6, 7 and 15.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

GENERAL, EXPORT, CASH_BASIS, OTHER_TAX, INTRA_EU = "01", "02", "07", "08", "09"
REGIMES = {
    "general": GENERAL,
    "export": EXPORT,
    "used_goods": "03",
    "gold": "04",
    "travel_agency": "05",
    "vat_group": "06",
    "cash_basis": CASH_BASIS,
    "igic_ipsi": OTHER_TAX,
    "third_party_collection": "10",
    "lease": "12",
    "oss": "17",
    "agriculture": "19",
}
"""Keys of operation by our names of regimes. Recargo that is charged is general: 18 is for who is in that regime."""
OUTSIDE_EXPORT = {"E2", "E3"}
"""Exemptions whose key is 02 (validation 23: 01 does not go with them)."""

TYPES = {"invoice": "F1", "qualified_simplified": "F1", "simplified": "F2", "replacement": "F3"}
FINAL_CONSUMER = "VENTAS A CONSUMIDOR FINAL"
"""The name of the client of a simplified invoice that names nobody (validation 2)."""


class OperationKind(NamedTuple):
    """The key of operation, and either a qualification (S1, S2, N1, N2) or a cause of exemption (E1 to E6)."""

    regime: str
    qualification: str | None = None
    exemption: str | None = None


def type_of(main: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Return the type of an issued invoice: F1 to F3, R1 to R5."""
    if rectification := content.get("rectification"):
        return str(rectification["code"])
    return TYPES.get(str(main["document_type"]), "F1")


def regime_of(main: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Return the key of operation of an invoice's regime."""
    regime = str(content.get("regime") or main.get("regime") or "general")
    return REGIMES.get(regime, GENERAL)


def kind_of(tax: Mapping[str, Any], regime: str, *, is_abroad: bool) -> OperationKind:
    """Return the kind of operation of a line of an issued invoice's breakdown."""
    category, cause = str(tax["tax_category"]), tax.get("exemption_cause")
    if category in {"exempt", "intra_eu", "export"}:
        usual = {"intra_eu": "E5", "export": "E2"}.get(category, "E1")
        exemption = str(cause or usual)
        is_export = exemption in OUTSIDE_EXPORT and regime == GENERAL
        return OperationKind(EXPORT if is_export else regime, exemption=exemption)
    if category == "not_subject":
        return OperationKind(regime, "N1")
    if category == "outside_territory" or (category == "reverse_charge" and is_abroad):
        return OperationKind(regime, "N2")
    if category == "reverse_charge":
        return OperationKind(regime, "S2")
    if category == "other":
        return OperationKind(OTHER_TAX, "N2")
    return OperationKind(regime, "S1")
