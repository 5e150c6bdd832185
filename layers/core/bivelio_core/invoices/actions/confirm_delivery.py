"""Tell the registry number of an invoice whose answer was lost."""

from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.integrations.errors import IntegrationError, IntegrationUnavailable
from bivelio_core.invoices.delivery import finding, items, states, work
from bivelio_core.invoices.delivery.models import ConfirmDelivery, InvoiceDelivery
from bivelio_core.invoices.delivery.show import show
from bivelio_core.providers.messaging.failures import ProviderFailure, Refused
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, Source, revise


def confirm_delivery(request: ConfirmDelivery, ctx: Context) -> InvoiceDelivery:
    """Ask the administration about the number and go on with what it says. The same number again changes nothing.

    Raises Conflict for an invoice that has another number or was not handed in, IntegrationError for a number that the
    administration does not know as yours.
    """

    def decide(item: Item) -> Change | None:
        if item.get("reference") == request.registry_number:
            return None
        if item["status"] in states.AT_THE_PLACE or "reference" in item:
            raise Conflict(
                details={"reason": "status", "status": item["status"], "allowed": ["unconfirmed", "sending"]}
            )
        try:
            progress = work.place_of(ctx.store, item).progress(request.registry_number)
        except Refused as refused:
            raise IntegrationError(refused.reason) from refused
        except ProviderFailure as failure:
            raise IntegrationUnavailable("provider_unavailable", retry_after=failure.retry_after) from failure
        details = {"reference": request.registry_number, "registry_number": request.registry_number}
        after = items.after_progress({**item, **details, "simulated": ctx.tenant.is_sandbox}, progress)
        return Change({**after, "version": item["version"]})

    source = Source(lambda store, public: finding.delivery(store, public, request.channel))
    return show(revise(ctx.store, source, request.id, decide), ctx.language)
