"""Tell the adviser by e-mail that an archive is there, with a link that expires."""

import hashlib
import logging

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.invoices import settings
from bivelio_core.invoices.books.work import period_of
from bivelio_core.providers.mail.port import Mail, MailRefused
from bivelio_core.providers.mail.registry import mailer
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_ARCHIVE
from bivelio_core.store.writes import Update

from . import showing

SUBJECT, TEXT = Entry("invoices/books", "mail.archive.subject"), Entry("invoices/books", "mail.archive.text")

LOG = logging.getLogger(__name__)


def send(state: Item, ctx: Context) -> None:
    """Send the link, if that was asked for and has not been done. Raises MailUnavailable.

    A function that dies after sending sends once more under the same Message-ID.
    """
    if state.get("send_to") is None or "sent_to" in state:
        return
    by = mailer(is_sandbox=ctx.tenant.is_sandbox)
    if by is None:
        LOG.warning("this deployment sends no mail: archive")
        return
    address, language = str(state["send_to"]), str(state["language"])
    link = showing.link_of(state, ctx.tenant)
    words = {
        "who": settings.load(ctx.store).seller.get("legal_name", ""),
        "period": period_of(state).name,
        "url": link.url,
        "until": clock.parse(link.expires_at).strftime("%d/%m/%Y %H:%M UTC"),
    }
    digest = hashlib.sha256(f"{state['id']}|{address}".encode()).hexdigest()[:32]
    mail = Mail(f"archive-{digest}", address, SUBJECT[language].format(**words), TEXT[language].format(**words))
    try:
        by.send(mail)
    except MailRefused:
        LOG.warning("the mail of an archive was refused", extra={"archive": state["id"]})
        ctx.store.update(INVOICE_ARCHIVE, state["id"], Update(remove=("send_to",)))
        return
    ctx.store.update(INVOICE_ARCHIVE, state["id"], Update(set={"sent_to": address}))
