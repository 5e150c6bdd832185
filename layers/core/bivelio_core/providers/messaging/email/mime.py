"""A mail as its bytes: the same at every try, with our Message-ID and the headers of its thread."""

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from bivelio_core import clock, mail_headers
from bivelio_core.providers.messaging.port import Account, Draft, Footer

from . import footers

DOMAIN = "mail.bivelio.com"
LONGEST_THREAD = 20
"""References of a mail: the first, and the newest of the others (RFC 5322 says how to cut them, not when)."""


def message_id(draft: Draft) -> str:
    """The Message-ID, derived from our id, so that a mail that is sent twice is one mail to its reader."""
    return f"<{draft.id}@{DOMAIN}>"


def recipients(draft: Draft) -> list[str]:
    """All addresses that a mail goes to."""
    return [draft.to, *draft.content.get("cc", ()), *draft.content.get("bcc", ())]


def compose(account: Account, draft: Draft, *, shows_bcc: bool = False) -> bytes:
    """The mail. Its Date is the time of the try; `shows_bcc` names those whom its recipients must not see."""
    content, settings = draft.content, account.settings
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(mail_headers.name(settings.get("from_name") or ""), addr_spec=settings["from_address"])
    mail["To"] = Address(addr_spec=draft.to)
    for field, name in (("Cc", "cc"), *((("Bcc", "bcc"),) if shows_bcc else ())):
        if addresses := content.get(name):
            mail[field] = [Address(addr_spec=each) for each in addresses]
    if settings.get("reply_to"):
        mail["Reply-To"] = Address(addr_spec=settings["reply_to"])
    mail["Subject"] = mail_headers.subject(content.get("subject") or "")
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = message_id(draft)
    if thread := mail_headers.plain(draft.thread):
        mail["In-Reply-To"] = mail_headers.message_ids("In-Reply-To", thread[-1:])
        mail["References"] = mail_headers.message_ids("References", _shortened(thread))
    if draft.is_automatic:  # so that no other machine answers it (RFC 3834, section 5)
        mail["Auto-Submitted"] = "auto-generated"
    if draft.footer is not None:
        _offer_an_end(mail, draft.footer)
    _fill(mail, content, draft)
    return bytes(mail)


def _offer_an_end(mail: EmailMessage, footer: Footer) -> None:
    """Tell mail programs how to get no more advertising: by one click (RFC 8058), or by a mail (RFC 2369)."""
    if urls := [each for each in (footer.url, footer.mail) if each]:
        mail["List-Unsubscribe"] = mail_headers.links("List-Unsubscribe", urls)
    if footer.url:
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _fill(mail: EmailMessage, content: Any, draft: Draft) -> None:
    body = content.get("body") or content.get("caption") or ""
    mail.set_content(body if draft.footer is None else footers.of_text(body, draft.footer))
    if html := content.get("html"):
        mail.add_alternative(html if draft.footer is None else footers.of_html(html, draft.footer), subtype="html")
    if calendar := content.get("calendar"):  # an invitation is an alternative of the text (RFC 6047, section 2.4)
        mail.add_alternative(calendar["text"], subtype="calendar", params={"method": calendar["method"]})
    for media in (*([] if draft.media is None else [draft.media]), *draft.files):
        main, _, sub = media.content_type.partition("/")
        name = mail_headers.name(media.file_name)
        mail.add_attachment(media.content, maintype=main, subtype=sub or "octet-stream", filename=name)


def _shortened(thread: Sequence[str]) -> Sequence[str]:
    return thread if len(thread) <= LONGEST_THREAD else [thread[0], *thread[1 - LONGEST_THREAD :]]
