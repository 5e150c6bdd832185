"""What stands for FACe and e.FACT in the sandbox: an invoice goes through their states, one a minute.

Nothing is handed in. The processing unit decides how it ends, as the magic addresses of messages do.
"""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.providers.messaging.failures import Refused, Unavailable

from .port import Channel, Filed, Progress, Receipt

STEP = timedelta(minutes=1)
STATES = ("1200", "1300", "2400", "2500")
REJECTED_UNIT, REFUSED_UNIT, UNAVAILABLE_UNIT = "E99999901", "E99999902", "E99999903"
"""Processing units whose invoices are rejected after a minute, are not taken, and find the service down."""


class Simulated:
    """It keeps nothing: what it says follows from the reference, which it gave itself."""

    is_simulated = True

    def __init__(self, channel: Channel) -> None:
        self.can_cancel = channel == "face"

    def hand_in(self, filed: Filed) -> Receipt:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        if filed.processing_unit == REFUSED_UNIT:
            raise Refused("content_rejected", "simulated: the administration does not take this invoice")
        if filed.processing_unit == UNAVAILABLE_UNIT:
            raise Unavailable("provider_unavailable", "simulated: the service is down")
        ending = "R" if filed.processing_unit == REJECTED_UNIT else "P"
        reference = f"SIM-{int(clock.real_now().timestamp())}-{ending}"
        return Receipt(reference, reference)

    def find(self, filed: Filed) -> None:  # noqa: ARG002 - it loses no answer
        """See Place."""
        return

    def progress(self, reference: str) -> Progress:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        kind, since, ending = [*reference.split("-"), "", ""][:3]
        if kind != "SIM" or not since.isdecimal():
            return Progress("1200", None, reference, None, "4100")
        steps = int((clock.real_now().timestamp() - int(since)) / STEP.total_seconds())
        if ending == "R" and steps:
            return Progress("2600", "Simulat: l'import no correspon a cap contracte", reference)
        code = STATES[min(steps, len(STATES) - 1)]
        return Progress(code, None, reference, reference if code != "1200" else None, "4100")

    def ask_cancellation(self, reference: str, reason: str) -> None:
        """Take it and do nothing: what an administration decides is not simulated."""
