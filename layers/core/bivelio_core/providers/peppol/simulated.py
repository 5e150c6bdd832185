"""What stands for an access point in the sandbox: nothing is sent, and the receiver decides how it ends.

A document is delivered after a minute, accepted after two, paid after three.
"""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.providers.messaging.failures import Refused, Unavailable

from .port import Route, Stage

STEP = timedelta(minutes=1)
CODES = ("SENT", "DELIVERED", "AP", "PD")
NOT_REGISTERED, NO_DOCUMENT_TYPE = "0203:sim-not-registered", "0203:sim-no-document-type"
REFUSED, DOWN, REJECTED = "0203:sim-refused", "0203:sim-down", "0203:sim-rejected"
"""Receivers whose invoices the access point refuses, who find it down, and who reject what they get."""


class Simulated:
    """It keeps nothing: what it says follows from the reference, which it gave itself."""

    is_simulated = True

    def look_up(self, route: Route) -> None:
        """See AccessPoint."""
        if route.receiver == NOT_REGISTERED:
            raise Refused("recipient_invalid", "simulated: no SMP knows this participant")
        if route.receiver == NO_DOCUMENT_TYPE:
            raise Refused("recipient_unreachable", "simulated: the participant does not take this type of document")

    def send(self, route: Route, content: bytes) -> str:  # noqa: ARG002 - nothing is sent
        """See AccessPoint."""
        if route.receiver == REFUSED:
            raise Refused("content_rejected", "simulated: the access point does not take this document")
        if route.receiver == DOWN:
            raise Unavailable("provider_unavailable", "simulated: the access point is down")
        ending = "R" if route.receiver == REJECTED else "P"
        return f"SIM-{int(clock.real_now().timestamp())}-{ending}"

    def find(self, message_id: str) -> None:  # noqa: ARG002 - it loses no answer
        """See AccessPoint."""
        return

    def stage(self, reference: str) -> Stage:
        """See AccessPoint."""
        kind, since, ending = [*reference.split("-"), "", ""][:3]
        if kind != "SIM" or not since.isdecimal():
            raise Refused("content_rejected", "simulated: there is no such document")
        steps = int((clock.real_now().timestamp() - int(since)) / STEP.total_seconds())
        if ending == "R" and steps > 1:
            return Stage("RE", "Simulat: la comanda no existeix")
        return Stage(CODES[min(steps, len(CODES) - 1)])
