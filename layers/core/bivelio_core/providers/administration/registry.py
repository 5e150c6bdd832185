"""The place of a channel: the real one that the deployment names, or in the sandbox the simulated one."""

from collections.abc import Callable

from bivelio_core import config
from bivelio_core.providers.messaging.failures import Refused

from .port import Channel, Holder, Place


def place(channel: Channel, *, is_sandbox: bool, holder: Callable[[], Holder]) -> Place:
    """Return what takes invoices. Raises Refused (`not_configured`) where the deployment hands nothing in."""
    if channel == "peppol":
        from bivelio_core.providers.peppol import place as peppol  # noqa: PLC0415

        return peppol.place(is_sandbox=is_sandbox)
    if is_sandbox:
        from .simulated import Simulated  # noqa: PLC0415 - one of four is loaded

        return Simulated(channel)
    service = config.administrations_service()
    if service == "none":
        raise Refused("not_configured", "this deployment hands no invoices in")
    if channel == "face":
        from .face import Face  # noqa: PLC0415

        return Face(holder(), service)
    from .efact import Efact  # noqa: PLC0415

    return Efact(service)
