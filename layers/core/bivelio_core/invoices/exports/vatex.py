"""The codes of reasons why no tax is charged (BT-121): CEF VATEX."""

from collections.abc import Sequence

from bivelio_core.invoices.paper import PaperInvoice, Tax
from bivelio_core.invoices.regimes import Regime

VATEX = {"AE": "VATEX-EU-AE", "K": "VATEX-EU-IC", "G": "VATEX-EU-G", "O": "VATEX-EU-O"}
REPAID = "VATEX-EU-79-C"
"""Repayment of expenditure in the client's name (Directive 2006/112/EC, art. 79.c): suplidos."""
OF_MARGIN: dict[Regime, str] = {"used_goods": "VATEX-EU-F", "travel_agency": "VATEX-EU-D"}
"""Of what is taxed by its margin: second hand goods and travel agents (the Directive, art. 313 and 306)."""


def code_of(category: str, taxes: Sequence[Tax], invoice: PaperInvoice, *, has_disbursements: bool) -> str | None:
    """Return the code of a line of the breakdown, by its category (BT-118); None where it has several reasons."""
    if not has_disbursements and all(tax.category == "margin" for tax in taxes):
        return OF_MARGIN[invoice.regime]
    return VATEX.get(category, REPAID if has_disbursements else None)
