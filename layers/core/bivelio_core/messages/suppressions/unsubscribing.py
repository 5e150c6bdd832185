"""The link of an advertising mail by which its recipient gets no more: it names the message and has a secret of it.

`<organisation>~<message>~<secret>`. The secret is 130 random bits that are kept with the message, so whoever has the
link has had the mail, and can end the advertising to its recipient: no more than that. It never expires. A link of a
message that is gone, as its person was erased, ends nothing: there is nobody left to write to.

Sources: RFC 2369 (`List-Unsubscribe`), RFC 8058 (one click), LSSI, article 21.2.
"""

import hmac
import re
from typing import NamedTuple
from urllib.parse import quote

from bivelio_core import config, ids
from bivelio_core.catalogue import LANGUAGES, SOURCE, Entry
from bivelio_core.errors import ResourceForbidden, ResourceNotFound
from bivelio_core.messages import lookup
from bivelio_core.messages.conversation import Made
from bivelio_core.providers.messaging.port import Account, Footer
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from . import ending
from .stored import Cause

PATH = "/inbound/unsubscribe/"
SECRET_LENGTH = 26
_TOKEN = re.compile(r"(org_[0-9a-z]{1,40})~(msg_[0-9a-z]{1,40})~([0-9a-z]{26})")


class Unsubscription(NamedTuple):
    """What a token names."""

    organisation: str
    message: str
    secret: str


def attributes(contact: Item) -> dict[str, str]:
    """The attributes of an advertising mail to a contact: the secret of its link, and the language of its footer."""
    language = str(contact.get("language", "")).partition("-")[0]
    return {
        "link": ids.random_text(SECRET_LENGTH),
        "language": language if language in LANGUAGES else SOURCE,
    }


def footer(tenant: Tenant, message: Item, account: Account) -> Footer | None:
    """What an advertising mail says of how to get no more, and None of any other message.

    Without an address of the deployment, or in the sandbox, one can only answer.
    """
    if "link" not in message:
        return None
    base = "" if tenant.is_sandbox else config.inbound_url()
    url = f"{base}{PATH}{tenant.organisation}~{message['message_id']}~{message['link']}" if base else ""
    language = message["language"]
    word = Entry("messages", "footer.word")[language]
    reply_to = account.settings.get("reply_to") or account.settings.get("from_address") or ""
    mail = f"mailto:{quote(reply_to, safe='@')}?subject={quote(word)}" if reply_to else ""
    return Footer(
        url=url,
        mail=mail,
        text=Entry("messages", "footer.text" if url else "footer.answer")[language].format(word=word),
        label=Entry("messages", "footer.link")[language],
    )


def parsed(token: str) -> Unsubscription | None:
    """What a token names; None for any other text."""
    match = _TOKEN.fullmatch(token)
    return None if match is None else Unsubscription(match[1], match[2], match[3])


def message_of(store: TenantStore, named: Unsubscription) -> Made | None:
    """The message of a link; None unless it has this secret."""
    try:
        message = lookup.load_of_conversation(store, named.message)
    except (ResourceNotFound, ResourceForbidden):
        return None
    secret = str(message.item.get("link", ""))
    return message if secret and hmac.compare_digest(secret, named.secret) else None


def unsubscribe(store: TenantStore, message: Made, at: str) -> None:
    """Send the recipient of a message no more advertising. Repeated, it changes nothing."""
    ending.end_advertising(store, message.slot, message.item, "stopped", Cause("unsubscribe", at))
