"""Tell somebody once by e-mail that a file is there, with a link that expires."""

import hashlib
import logging
from collections.abc import Callable

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import Kind
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update

from .port import Mail, MailRefused
from .registry import mailer

LOG = logging.getLogger(__name__)


def send_once(store: TenantStore, kind: Kind, name: str, state: Item, compose: Callable[[], tuple[str, str]]) -> None:
    """Send a link, if that was asked for (`send_to`) and has not been done (`sent_to`). Raises MailUnavailable.

    A function that dies after sending sends once more under the same Message-ID.

    Args:
        store: of the tenant whose file it is.
        kind: of the item that says so, whose sort key is its id.
        name: what the file is, in log lines and the Message-ID: `archive`, `export`.
        state: the item.
        compose: the mail's subject and text; asked only for a mail that is sent.
    """
    if state.get("send_to") is None or "sent_to" in state:
        return
    by = mailer(is_sandbox=store.tenant.is_sandbox)
    if by is None:
        LOG.warning("this deployment sends no mail: %s", name)
        return
    address = str(state["send_to"])
    subject, text = compose()
    digest = hashlib.sha256(f"{state['id']}|{address}".encode()).hexdigest()[:32]
    try:
        by.send(Mail(f"{name}-{digest}", address, subject, text))
    except MailRefused:
        LOG.warning("the mail of an %s was refused", name, extra={name: state["id"]})
        store.update(kind, state["id"], Update(remove=("send_to",)))
        return
    store.update(kind, state["id"], Update(set={"sent_to": address}))


def until(expires_at: str) -> str:
    """When a link ends, as mails say it."""
    return clock.parse(expires_at).strftime("%d/%m/%Y %H:%M UTC")
