"""What a number's phone tells of the time before it was connected: asked for once, and how far it has come.

Meta sends it for 24 hours after a number was taken over from the WhatsApp Business app, and once. Its webhooks come in
any order and more than once, so the largest share counts, and a refusal only until something comes.
"""

from contextlib import suppress
from typing import Any

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.providers.messaging.port import Account
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, absent, all_of, any_of, compare, present

from .shown import PhoneHistory

PERCENT = "phone_percent"
"""The attribute of a connection with the largest share that has come: what is written is on its condition."""

COMPLETE = 100


def request_past(adapter: Any, account: Account, item: Item) -> dict[str, Any]:
    """The attributes of a connection whose phone was asked for its past; none of one without a phone, or asked before.

    Whoever dies in between asks again, and what has come by then counts more than that answer.
    """
    if "phone_history" in item or PERCENT in item:
        return {}
    try:
        if not adapter.is_on_phone(account):
            return {}
        adapter.ask_for_past(account)
    except ProviderFailure as failure:
        about = {"status": "refused", **_provider_message(failure.text)}
    else:
        about = {"status": "asked"}
    return {"phone_history": {**about, "updated_at": clock.timestamp()}}


def note(store: TenantStore, connection: Item, percent: int, refusal: str | None) -> None:
    """Note what has come, or that the owner shares nothing."""
    about: dict[str, Any]
    if refusal is not None:
        about, condition = {"phone_history": {"status": "declined", **_provider_message(refusal)}}, absent(PERCENT)
    else:
        status = "complete" if percent == COMPLETE else "receiving"
        about = {"phone_history": {"status": status, "percent": percent}, PERCENT: percent}
        condition = any_of(absent(PERCENT), compare(PERCENT, "<", percent))
    about["phone_history"]["updated_at"] = clock.timestamp()
    both: Condition = all_of(present(), condition)
    with suppress(ConditionFailed):  # more has come before, or the connection is gone
        store.update(CONNECTION, connection["SK"], Update(set=about), condition=both)


def show(item: Item, ctx: Context) -> PhoneHistory | None:
    """What a connection says of it."""
    if (about := item.get("phone_history")) is None:
        return None
    return PhoneHistory(**about, message=Entry("integrations", f"phone_history.{about['status']}")[ctx.language])


def _provider_message(text: str | None) -> dict[str, str]:
    return {"provider_message": text[:300]} if text else {}
