"""The statuses that the parties of an invoice report, who may, and by when (Real Decreto 238/2026, article 12).

The recipient reports a rejection and the payment in full within four calendar days, Saturdays, Sundays and national
holidays left out; there is no partial payment. The issuer may say that it is settled or not paid, or that it is void.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from bivelio_core.expressions.functions import working_days

BusinessStatus = Literal[
    "rejection",
    "cancel_rejection",
    "payment",
    "cancel_payment",
    "settlement",
    "cancel_settlement",
    "default",
    "cancel_default",
    "cancel_invoice",
]
Party = Literal["recipient", "issuer"]


class Rule(NamedTuple):
    """Who reports a status, its code in an ApplicationResponse, and the status that it takes back."""

    by: Party
    code: str
    takes_back: str | None = None


RULES: Mapping[BusinessStatus, Rule] = {
    "rejection": Rule("recipient", "REJECTION"),
    "cancel_rejection": Rule("recipient", "CANCELREJECTION", "rejection"),
    "payment": Rule("recipient", "PAYMENT"),
    "cancel_payment": Rule("recipient", "CANCELPAYMENT", "payment"),
    "settlement": Rule("issuer", "SETTLEMENT"),
    "cancel_settlement": Rule("issuer", "CANCELSETTLEMENT", "settlement"),
    "default": Rule("issuer", "DEFAULT"),
    "cancel_default": Rule("issuer", "CANCELDEFAULT", "default"),
    "cancel_invoice": Rule("issuer", "CANCELINVOICE"),
}
"""The codes of the annexes of the Orden HAC/1028/2026."""
DAYS = 4
CONTRADICTIONS = ({"rejection", "payment"}, {"settlement", "default"})
"""Statuses of which only one can hold."""


def in_force(reported: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return which statuses hold after those that were reported, the oldest first."""
    holding: set[str] = set()
    for each in reported:
        rule = RULES[each["status"]]
        if rule.takes_back:
            holding.discard(rule.takes_back)
        else:
            holding.add(each["status"])
    return holding


def allowed(reported: Sequence[Mapping[str, Any]]) -> list[BusinessStatus]:
    """Return which statuses may be reported next."""
    holding = in_force(reported)
    return [status for status in RULES if is_allowed(status, holding)]


def is_allowed(status: BusinessStatus, holding: set[str]) -> bool:
    """Tell whether a status may be reported while others hold."""
    takes_back = RULES[status].takes_back
    if takes_back:
        return takes_back in holding
    if "cancel_invoice" in holding or status in holding:
        return False
    return not any(status in pair and pair & holding for pair in CONTRADICTIONS)


def due_by(on: date) -> date:
    """Return the last day to report what became known on a day."""
    return working_days.later(on, DAYS, working_days.SPAIN)
