"""The access token of a connection by consent: kept until shortly before its end, then renewed by one function alone.

Whoever finds it stale takes a lease on the connection. The others wait for the result, so that a burst of messages
renews a token once: Google counts, and limits, the tokens of an account, and other servers take a refresh token once.
"""

import time
from collections.abc import Mapping
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
from .given import Tokens
from .oauth.consents import server_consents

STALE_SECONDS = 120
"""A token with less life left is renewed: it must outlive the call it is for."""
LEASE_SECONDS = 15
PAUSE_SECONDS = 0.2
PATIENCE_SECONDS = 6.0
ENDING = frozenset({"credentials_rejected", "authorization_unsupported"})
"""Why a consent counts no more, so that its owner has to give it again."""


def access_token(store: TenantStore, connection_id: str, *, refused: str | None = None) -> str:
    """A token that lives for a while yet, and is not the one that the service has `refused`.

    Raises Refused when the consent was withdrawn, Unavailable.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        item = store.get(keys.CONNECTION, connection_id)
        if item is None or item["status"] != "active":
            raise Refused("connection_broken")
        if item.get("access_until", 0) - STALE_SECONDS > clock.epoch():
            token = secrets.opened(item, store.tenant.organisation, "access")["access_token"]
            if token != refused:
                return token
        if take_lease(store, keys.CONNECTION, connection_id, item, LEASE_SECONDS) is not None:
            return _renewed(store, item)
        time.sleep(PAUSE_SECONDS)
    raise Unavailable("provider_unavailable", "the access token is being renewed")


def token_attributes(tokens: Tokens, organisation: str) -> dict[str, object]:
    """The attributes of a connection that hold an access token."""
    return {
        "access": secrets.sealed({"access_token": tokens.access}, organisation),
        "access_until": int(clock.epoch()) + tokens.lifetime_seconds,
    }


def _renewed(store: TenantStore, item: Item) -> str:
    organisation = store.tenant.organisation
    opened = secrets.opened(item, organisation)
    try:
        tokens = _refreshed(item, opened, is_sandbox=store.tenant.is_sandbox)
        renewed_secrets = _renewed_secrets(opened, tokens, organisation)
    except Refused as refused:
        if refused.reason in ENDING:
            connections.mark_broken(store, item["SK"], "credentials_rejected")
        raise
    except Unavailable:
        with suppress(ConditionFailed):  # removed meanwhile
            store.update(keys.CONNECTION, item["SK"], Update(remove=["renewing_until"]), condition=present())
        raise
    renewed = Update(set={**renewed_secrets, **token_attributes(tokens, organisation)}, remove=["renewing_until"])
    with suppress(ConditionFailed):
        store.update(keys.CONNECTION, item["SK"], renewed, condition=present())
    return tokens.access


def _refreshed(item: Item, opened: Mapping[str, str], *, is_sandbox: bool) -> Tokens:
    token = opened.get("refresh_token")
    if token is None:  # the server gave none: its owner signs in again
        raise Refused("credentials_rejected")
    if item["provider"] != "mcp":
        return google.consents(is_sandbox=is_sandbox).refresh(token)
    oauth, secret = item["settings"]["oauth"], opened.get("client_secret")
    return server_consents(is_sandbox=is_sandbox).refresh(oauth, secret, token)


def _renewed_secrets(opened: Mapping[str, str], tokens: Tokens, organisation: str) -> dict[str, object]:
    """The secrets with a refresh token that takes the place of the one that was used."""
    if tokens.refresh in (None, opened["refresh_token"]):
        return {}
    return {"secrets": secrets.sealed({**opened, "refresh_token": tokens.refresh}, organisation)}
