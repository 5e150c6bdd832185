"""The recipient of a message: an address of the channel, as its provider and our contacts know it."""

import re
from typing import NamedTuple

from bivelio_core.contacts import reach
from bivelio_core.contacts.fields import phone_e164
from bivelio_core.contacts.reach import Address, AddressKind
from bivelio_core.errors import ValidationError
from bivelio_core.faults import register
from bivelio_core.providers.messaging.port import Channel
from bivelio_core.store.codec import Item

from .webchat import sessions

NO_ADDRESS = register("messages", "no_address")
NO_CONSENT = register("messages", "no_consent")
_USER = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[0-9A-Za-z]{1,100}")
"""A user id of WhatsApp (Meta, "Business-scoped user IDs"): of a country, perhaps of a parent business."""

KIND: dict[Channel, AddressKind] = {
    "whatsapp": "phone",
    "telegram": "telegram_chat",
    "email": "email",
    "webchat": "webchat",
}
LARGEST_CHAT = 2**52
"""Telegram, Bot API, "User": at most 52 significant bits. Groups and channels have negative ids: they are refused."""


class Recipient(NamedTuple):
    """A person on a channel: the address that finds contacts, the provider's form of it, and the text as written."""

    address: Address
    shown: str

    @property
    def to(self) -> str:
        """The address in the provider's form."""
        return self.address.text


def recipient_of(channel: Channel, written: str) -> Recipient:
    """The recipient that a request names. Raises ValidationError for an address of another form."""
    if channel == "whatsapp" and _USER.fullmatch(written):
        return Recipient(Address("whatsapp_user", written), written)
    text = _checked(channel, written)
    if text is None:
        raise ValidationError.of("to", "format", expected=KIND[channel])
    return Recipient(Address(KIND[channel], text), written)


def of_contact(channel: Channel, contact: Item, last: str | None) -> Recipient | None:
    """Return a contact as a recipient: its address on the channel, else the address that it last wrote from."""
    kind = KIND[channel]
    if (address := reach.address_of(contact, kind)) is not None:
        return Recipient(Address(kind, address), contact.get(kind) or address)
    if last is None:
        return None
    written_by: AddressKind = "whatsapp_user" if channel == "whatsapp" and not last.startswith("+") else kind
    return Recipient(Address(written_by, last), last)


def _checked(channel: Channel, written: str) -> str | None:
    match channel:
        case "whatsapp":
            return None if "@" in written else phone_e164(written)
        case "telegram":
            is_chat = written.isascii() and written.isdecimal() and 0 < int(written) < LARGEST_CHAT
            return str(int(written)) if is_chat else None
        case "email":
            return email(written)
        case "webchat":
            return written if sessions.is_session(written) else None


def email(written: str) -> str | None:
    """An e-mail address that every server can take, in ASCII; None for any other text."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - when a value needs it

    try:
        return validate_email(written, check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError:
        return None
