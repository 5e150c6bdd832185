"""The access token of a connection to Google: kept until shortly before its end, then renewed by one function alone.

Whoever finds it stale takes a lease on the connection. The others wait for the result, so that a burst of messages
renews a token once (Google counts, and limits, the tokens of an account).
"""

import time
from contextlib import suppress

from bivelio_core import clock
from bivelio_core.providers.messaging.failures import Refused, Unavailable
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.renewal import take_lease
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, present

from . import connections, google, secrets

STALE_SECONDS = 120
"""A token with less life left is renewed: it must outlive the call it is for."""
LEASE_SECONDS = 15
PAUSE_SECONDS = 0.2
PATIENCE_SECONDS = 6.0


def access_token(store: TenantStore, connection_id: str) -> str:
    """A token that lives for a while yet. Raises Refused when the consent was withdrawn, Unavailable."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        item = store.get(keys.CONNECTION, connection_id)
        if item is None or item["status"] != "active":
            raise Refused("connection_broken")
        if item.get("access_until", 0) - STALE_SECONDS > clock.epoch():
            return secrets.opened(item, store.tenant.organisation, "access")["access_token"]
        if take_lease(store, keys.CONNECTION, connection_id, item, LEASE_SECONDS) is not None:
            return _renewed(store, item)
        time.sleep(PAUSE_SECONDS)
    raise Unavailable("provider_unavailable", "the access token is being renewed")


def token_attributes(tokens: google.Tokens, organisation: str) -> dict[str, object]:
    """The attributes of a connection that hold an access token."""
    return {
        "access": secrets.sealed({"access_token": tokens.access}, organisation),
        "access_until": int(clock.epoch()) + tokens.lifetime_seconds,
    }


def _renewed(store: TenantStore, item: Item) -> str:
    organisation = store.tenant.organisation
    refresh = secrets.opened(item, organisation)["refresh_token"]
    try:
        tokens = google.consents(is_sandbox=store.tenant.is_sandbox).refresh(refresh)
    except Refused as refused:
        if refused.reason == "credentials_rejected":
            connections.mark_broken(store, item["SK"], "credentials_rejected")
        raise
    except Unavailable:
        with suppress(ConditionFailed):  # removed meanwhile
            store.update(keys.CONNECTION, item["SK"], Update(remove=["renewing_until"]), condition=present())
        raise
    renewed = Update(set=token_attributes(tokens, organisation), remove=["renewing_until"])
    with suppress(ConditionFailed):
        store.update(keys.CONNECTION, item["SK"], renewed, condition=present())
    return tokens.access
