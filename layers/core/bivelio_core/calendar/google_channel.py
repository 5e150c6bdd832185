"""Google's calls at each change of a calendar: a channel that expires and is renewed a day before.

The channels that Google may still call are kept with the task, so that they are stopped when the account is
disconnected (google_leaving.py).

The calls have no body and no signature: the channel's random token is the check, of which we keep the SHA-256. A call
only makes the next reading of changes due at once, so one that is forged, repeated or lost changes nothing.
"""

import hashlib
import hmac
import secrets
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from bivelio_core import clock, config
from bivelio_core.providers.google_calendar.port import Calendars
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_TASK, CONNECTION
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, all_of, compare, equals

from . import google_leaving

PATH = "/inbound/google_calendar"
RENEWED_SECONDS = 24 * 3600
"""How long before its end a channel is renewed, and after how long a refused one is asked for again."""
TOKEN_BYTES = 32


def renewed(store: TenantStore, google: Calendars, token: str, task: Item) -> dict[str, Any]:
    """The attributes of a new channel, if the task's one ends soon; none where Google cannot call us."""
    if not config.inbound_url() or store.tenant.is_sandbox:
        return {}
    if task.get("channel_until", 0) - RENEWED_SECONDS > clock.epoch():
        return {}
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    connection_id, channel_id = task["SK"].partition("#")[0], secrets.token_hex(16)
    named = {"organisation": store.tenant.organisation, "connection": connection_id}
    address = f"{config.inbound_url()}{PATH}?{urlencode(named)}"
    try:
        watched = google.watch(token, channel_id, secret, address)
    except ProviderFailure:  # the changes are read every few minutes all the same
        return {"channel_until": int(clock.epoch() + 2 * RENEWED_SECONDS)}
    if store.get(CONNECTION, connection_id) is None:  # removed meanwhile, and only this function knows the channel
        with suppress(ProviderFailure):
            google.stop(token, channel_id, watched.resource)
        return {}
    channel = {"id": channel_id, "resource": watched.resource, "until": int(watched.until)}
    return {
        "channel_until": int(watched.until),
        "channel_token": digest(secret),
        "channels": [*google_leaving.live(task), channel],
    }


def hurry(store: TenantStore, connection_id: str, token: str) -> bool:
    """Have the changes of a connection read at once; False when the token is not its channel's."""
    sk = f"{connection_id}#pull"
    item = store.get(CALENDAR_TASK, sk)
    expected = str(item.get("channel_token", "")) if item else ""
    if not expected or not hmac.compare_digest(expected, digest(token)):
        return False
    now = clock.real_stamp()
    waits = all_of(equals("channel_token", expected), compare("GSI1SK", ">", now))
    with suppress(ConditionFailed):  # it is due already, or the channel was renewed meanwhile
        store.update(CALENDAR_TASK, sk, Update(set={"GSI1SK": now}), condition=waits)
    return True


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
