"""Change the chat of a site: its address stays, so what is on the site goes on, and so do the sessions of visitors."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Unprocessable
from bivelio_core.providers.messaging.port import Account
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, equals

from . import checks
from .models import WebChat
from .reading import load


def change(connection_id: str, chat: WebChat, name: str | None, key: EffectKey, ctx: Context) -> Item:
    """Give a chat its settings, and a name if there is one; return it as it is then.

    Raises ResourceForbidden, ResourceNotFound, Unprocessable for the id of another connection, ChangedMeanwhile when it
    has been disconnected since.
    """
    before = load(ctx, connection_id)
    if before["provider"] != "webchat":
        raise Unprocessable.of("id", checks.NOT_A_CHAT)
    settings = chat.model_dump(exclude_none=True)
    account = checks.works(Account("webchat", settings, {}), is_sandbox=ctx.tenant.is_sandbox)["address"]
    about = {"settings": settings, "account": account, "updated_at": clock.timestamp()}
    update = Update(set=about if name is None else {**about, "name": name})
    written = ctx.store.update_write(CONNECTION, connection_id, update, condition=equals("status", before["status"]))
    entry = audit.of(ctx, "connection.updated", connection=connection_id, provider="webchat")
    try:
        write_once(ctx.store, key, connection_id, [written, entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return load(ctx, connection_id)
