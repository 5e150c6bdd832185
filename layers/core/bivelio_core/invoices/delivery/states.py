"""The states of an invoice at an administration, by the codes of the Orden HAP/492/2014 that FACe and e.FACT share.

1000 is e.FACT's own. Those of Peppol are letters: ours until it is delivered, then the buyer's (UNCL 4343, as Peppol
BIS Invoice Response 3.0 has them). The sentences are `delivery.state_<code>` in the catalogue.
"""

from typing import Literal, NamedTuple

from bivelio_core.catalogue import Entry

DeliveryStatus = Literal[
    "sending",
    "unconfirmed",
    "failed",
    "sent",
    "registered",
    "delivered",
    "accepted",
    "recognised",
    "paid",
    "rejected",
    "cancelled",
]
"""`sending`, `unconfirmed` and `failed` are ours: before an administration has said anything."""


class State(NamedTuple):
    """A state: our word for it, how often to ask whether it is another (hours), and None where nothing follows."""

    status: DeliveryStatus
    asked_after_hours: float | None


STATES = {
    "1000": State("sent", 1 / 6),
    "1200": State("registered", 1),
    "1300": State("accepted", 6),
    "2400": State("recognised", 12),
    "2500": State("paid", None),
    "2600": State("rejected", None),
    "3100": State("cancelled", None),
    "SENT": State("sent", 1 / 6),
    "DELIVERED": State("delivered", 24),
    "AB": State("delivered", 24),
    "IP": State("delivered", 24),
    "UQ": State("delivered", 24),
    "CA": State("accepted", 24),
    "AP": State("accepted", 24),
    "PD": State("paid", None),
    "RE": State("rejected", None),
}
CANCELLATIONS = ("4100", "4200", "4300", "4400")
"""No cancellation asked, asked, accepted, refused."""
NOT_ASKED, ASKED, ACCEPTED = "4100", "4200", "4300"
UNKNOWN = State("registered", 6)
"""Of a code that we do not know: it is shown, and asked about again."""
ENDED: frozenset[DeliveryStatus] = frozenset({"failed", "rejected", "cancelled"})
"""After these the invoice may be handed in again."""
AT_THE_PLACE: frozenset[DeliveryStatus] = frozenset({"sent", "registered", "delivered", "accepted", "recognised"})
"""It is there, and something may follow."""


def of(code: str) -> State:
    """Return the state of a code."""
    return STATES.get(code, UNKNOWN)


def text(code: str, language: str) -> str | None:
    """Return what a code says, in a language; None for a code that we do not know."""
    name = f"state_{code}"
    entry = Entry("invoices", f"delivery.{name}")
    return entry[language] if entry.exists else None
