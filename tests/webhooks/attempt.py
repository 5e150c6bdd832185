"""One attempt at a receiver, without a table: the event and the webhook are made up."""

from bivelio_core.events.log import Event
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.webhooks import request, secrets
from bivelio_core.webhooks.chosen_secret import choose
from bivelio_core.webhooks.request import ReceiverAnswer

from tests.api import ORGANISATION

STORE = TenantStore(MemoryTable(), Tenant.at(ORGANISATION, "live"))


def deliver(url: str) -> ReceiverAnswer:
    """What came of sending an event to a webhook at this address."""
    webhook = {"SK": "wh_1", "url": url, "secrets": secrets.first(choose(None), ORGANISATION)}
    event = Event("evn_1", "contact.created", "2026-04-07T12:00:00Z", {}, "2026-04-07T12:00:00.000000Z")
    return request.send(event, webhook, STORE)
