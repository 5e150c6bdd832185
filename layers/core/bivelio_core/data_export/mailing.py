"""Tell whoever asked for an export of the organisation that it is there, with a link that expires."""

from bivelio_core.catalogue import Entry
from bivelio_core.providers.mail import links
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DATA_EXPORT
from bivelio_core.store.tenant_store import TenantStore

from . import records

SUBJECT, TEXT = Entry("data_export", "mail.subject"), Entry("data_export", "mail.text")


def send(store: TenantStore, state: Item) -> None:
    """Send the link once, if that was asked for. Raises MailUnavailable."""

    def compose() -> tuple[str, str]:
        language, link = str(state["language"]), records.link_of(state, store.tenant)
        return SUBJECT[language], TEXT[language].format(url=link["url"], until=links.until(link["expires_at"]))

    links.send_once(store, DATA_EXPORT, "export", state, compose)
