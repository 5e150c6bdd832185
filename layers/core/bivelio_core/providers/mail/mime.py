"""A mail of the platform as its bytes."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bivelio_core import clock, mail_headers

from .port import Mail

DOMAIN = "mail.bivelio.com"


def compose(mail: Mail, sender: str) -> bytes:
    """The mail; no other machine answers it (RFC 3834, section 5)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("BiVelio", addr_spec=sender)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail_headers.subject(mail.subject)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{mail.id}@{DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return bytes(message)
