"""An access point as a place where invoices are handed in."""

from bivelio_core import config
from bivelio_core.providers.administration.port import Filed, Progress, Receipt
from bivelio_core.providers.messaging.failures import Refused

from .port import AccessPoint, Route

TAKEN = "SENT"


class PeppolPlace:
    """See administration.port.Place: the receiver is looked up before anything is sent."""

    can_cancel = False

    def __init__(self, access_point: AccessPoint) -> None:
        self._access_point = access_point
        self.is_simulated = access_point.is_simulated

    def hand_in(self, filed: Filed) -> Receipt:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        route = _route_of(filed)
        self._access_point.look_up(route)
        return Receipt(self._access_point.send(route, filed.content), None, TAKEN)

    def find(self, filed: Filed) -> Receipt | None:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        reference = self._access_point.find(_route_of(filed).message_id)
        return Receipt(reference, None, TAKEN) if reference else None

    def progress(self, reference: str) -> Progress:
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        stage = self._access_point.stage(reference)
        return Progress(stage.code, stage.reason)

    def ask_cancellation(self, reference: str, reason: str) -> None:  # noqa: ARG002 - it takes no such request
        """See Place. Raises Refused, Unavailable, OutcomeUnknown."""
        raise Refused("content_rejected", "what has gone into Peppol is corrected by another invoice")


def place(*, is_sandbox: bool) -> PeppolPlace:
    """Return the place. Raises Refused (`not_configured`) where the deployment has no access point."""
    if is_sandbox:
        from .simulated import Simulated  # noqa: PLC0415 - the sandbox alone loads it

        return PeppolPlace(Simulated())
    raise Refused("not_configured", f"this deployment has no Peppol access point ({config.peppol_service()})")


def _route_of(filed: Filed) -> Route:
    if filed.route is None:
        raise Refused("recipient_invalid", "the document has no receiver")
    return filed.route
