"""Tell the adviser by e-mail that an archive is there, with a link that expires."""

from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.invoices import settings
from bivelio_core.invoices.books.work import period_of
from bivelio_core.providers.mail import links
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_ARCHIVE

from . import showing

SUBJECT, TEXT = Entry("invoices/books", "mail.archive.subject"), Entry("invoices/books", "mail.archive.text")


def send(state: Item, ctx: Context) -> None:
    """Send the link once, if that was asked for. Raises MailUnavailable."""

    def compose() -> tuple[str, str]:
        language, link = str(state["language"]), showing.link_of(state, ctx.tenant)
        words = {
            "who": settings.load(ctx.store).seller.get("legal_name", ""),
            "period": period_of(state).name,
            "url": link.url,
            "until": links.until(link.expires_at),
        }
        return SUBJECT[language].format(**words), TEXT[language].format(**words)

    links.send_once(ctx.store, INVOICE_ARCHIVE, "archive", state, compose)
