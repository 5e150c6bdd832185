"""Tell whoever asked for an export of the organisation that it is there, with a link that expires."""

import hashlib
import logging

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.providers.mail.port import Mail, MailRefused
from bivelio_core.providers.mail.registry import mailer
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DATA_EXPORT
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update

from . import records

SUBJECT, TEXT = Entry("data_export", "mail.subject"), Entry("data_export", "mail.text")

LOG = logging.getLogger(__name__)


def send(store: TenantStore, state: Item) -> None:
    """Send the link, if that was asked for and has not been done. Raises MailUnavailable.

    A function that dies after sending sends once more under the same Message-ID.
    """
    if state.get("send_to") is None or "sent_to" in state:
        return
    by = mailer(is_sandbox=store.tenant.is_sandbox)
    if by is None:
        LOG.warning("this deployment sends no mail: export")
        return
    address, language = str(state["send_to"]), str(state["language"])
    link = records.link_of(state, store.tenant)
    until = clock.parse(link["expires_at"]).strftime("%d/%m/%Y %H:%M UTC")
    digest = hashlib.sha256(f"{state['id']}|{address}".encode()).hexdigest()[:32]
    text = TEXT[language].format(url=link["url"], until=until)
    try:
        by.send(Mail(f"export-{digest}", address, SUBJECT[language], text))
    except MailRefused:
        LOG.warning("the mail of an export was refused", extra={"export": state["id"]})
        store.update(DATA_EXPORT, state["id"], Update(remove=("send_to",)))
        return
    store.update(DATA_EXPORT, state["id"], Update(set={"sent_to": address}))
