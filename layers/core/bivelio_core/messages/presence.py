"""Show who wrote that their message was read and that an answer is being written, where the channel can say so.

It is a courtesy, so nothing depends on it: it takes two seconds at most, and what fails is logged and nothing else.
"""

import logging

from bivelio_core.integrations import connections
from bivelio_core.providers.messaging import registry
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.tenant_store import TenantStore

LOG = logging.getLogger(__name__)
CHANNELS = frozenset({"whatsapp", "telegram"})
TIMEOUT_SECONDS = 2.0


def show(store: TenantStore, message: Item) -> None:
    """Say of a message that came in that it was read and is being answered; 1 read, and 1 call of its provider."""
    if message["channel"] not in CHANNELS:
        return
    connection = store.get(CONNECTION, message["connection"], consistent=False)
    if connection is None or connection["status"] != "active" or connections.pause_seconds(connection):
        return
    account = connections.account(connection, store.tenant.organisation)
    provider = registry.presence(account.provider, is_sandbox=store.tenant.is_sandbox)
    try:
        provider.show_writing(account, message["provider_id"], timeout_seconds=TIMEOUT_SECONDS)
    except ProviderFailure as failure:
        LOG.info("nobody was shown that an answer is being written", extra={"reason": failure.reason})
