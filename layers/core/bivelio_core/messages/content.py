"""Check what a message may contain on each channel, before anything is stored or sent.

Sources: Meta, Cloud API, "Messages" and "Supported media types"; Telegram, Bot API, "sendMessage" and "Sending files".
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bivelio_core.errors import ValidationError
from bivelio_core.faults import Fault, register
from bivelio_core.providers.messaging.port import Channel

from . import offers
from .models import MessageContent, SendMessage

NOT_ON_CHANNEL = register("messages", "not_on_channel")
MEDIA = frozenset({"image", "document", "audio", "video"})
TYPES: dict[Channel, frozenset[str]] = {
    "whatsapp": frozenset({"text", "template", "location", "reaction"}) | MEDIA,
    "telegram": frozenset({"text", "template", "location", "reaction"}) | MEDIA,
    "email": frozenset({"text", "template"}) | MEDIA,
    "webchat": frozenset({"text", "template"}),
}
LONGEST_TEXT = {"whatsapp": 4_096, "telegram": 4_096, "email": 65_536, "webchat": 4_096}
FIELDS: dict[str, frozenset[str]] = {
    "text": frozenset({"body"}),
    "reaction": frozenset({"body"}),
    "template": frozenset({"name", "language", "parameters", "variables", "header", "template_buttons"}),
    "location": frozenset({"latitude", "longitude", "name", "address"}),
    **dict.fromkeys(MEDIA, frozenset({"url", "document_id", "caption", "filename"})),
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "text": ("body",),
    "reaction": ("body",),
    "template": ("name", "language"),
    "location": ("latitude", "longitude"),
}
OF_REPLY = frozenset({"name", "language", "variables"})
"""What a template has elsewhere than on WhatsApp: it is a canned reply, whose language is the contact's by default."""
OF_EMAIL = frozenset({"subject", "html", "cc", "bcc"})
OF_TEXT: dict[Channel, frozenset[str]] = {
    "whatsapp": frozenset({"buttons", "choices"}),
    "telegram": frozenset({"buttons"}),
    "email": frozenset({"files"}),
    "webchat": frozenset(),
}
"""What a text may offer on a channel."""
LONGEST_REACTION = 30
MEGABYTE = 1_048_576
IMAGES = frozenset({"image/jpeg", "image/png"})
SOUNDS = frozenset({"audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg", "audio/opus"})
FILMS = frozenset({"video/mp4", "video/3gpp"})


class MediaLimit(NamedTuple):
    """How large a file may be, and of which content types; any, if none is named."""

    maximum_bytes: int
    content_types: frozenset[str] = frozenset()


MEDIA_LIMITS: dict[Channel, dict[str, MediaLimit]] = {
    "whatsapp": {
        "image": MediaLimit(5 * MEGABYTE, IMAGES),
        "audio": MediaLimit(16 * MEGABYTE, SOUNDS),
        "video": MediaLimit(16 * MEGABYTE, FILMS),
        "document": MediaLimit(20 * MEGABYTE),
    },
    "telegram": {
        "image": MediaLimit(10 * MEGABYTE, IMAGES),
        "audio": MediaLimit(20 * MEGABYTE, SOUNDS),
        "video": MediaLimit(20 * MEGABYTE, FILMS),
        "document": MediaLimit(20 * MEGABYTE),
    },
    "email": dict.fromkeys(MEDIA, MediaLimit(10 * MEGABYTE)),
    "webchat": {},
}
"""Meta takes documents of 100 MB and Telegram of 50: a function holds the whole file, so ours is 20 MB."""


def content_of(request: SendMessage) -> dict[str, Any]:
    """Return a request's content in its long form. Raises ValidationError for content that a channel cannot carry."""
    content = _spelled_out(request)
    faults = list(_faults(content, request.channel))
    if request.purpose == "marketing":  # whoever is copied has not agreed to it
        faults += [Fault(f"message.{name}", NOT_ON_CHANNEL) for name in ("cc", "bcc") if getattr(content, name)]
    if content.type == "reaction" and request.reply_to is None:
        faults.append(Fault("reply_to", "required"))
    if faults:
        raise ValidationError(faults)
    return content.model_dump(exclude_none=True)


def _spelled_out(request: SendMessage) -> MessageContent:
    if request.message is not None and (request.body is not None or request.subject is not None):
        raise ValidationError.of("body" if request.body is not None else "subject", "one_of")
    if request.message is not None:
        return request.message
    if request.body is None:
        raise ValidationError.of("message", "required")
    return MessageContent(type="text", body=request.body, subject=request.subject)


def _faults(content: MessageContent, channel: Channel) -> Iterator[Fault]:
    kind = content.type
    if kind not in TYPES[channel]:
        yield Fault("message.type", "choice", {"expected": ", ".join(sorted(TYPES[channel]))})
        return
    sent = content.model_dump(exclude_none=True).keys() - {"type"}
    yield from (Fault(f"message.{name}", NOT_ON_CHANNEL) for name in sorted(sent - _allowed(kind, channel)))
    required_names = ("name",) if is_reply(kind, channel) else REQUIRED.get(kind, ())
    yield from (Fault(f"message.{name}", "required") for name in required_names if name not in sent)
    if kind in MEDIA and (content.url is None) == (content.document_id is None):
        yield Fault("message.url", "one_of")
    yield from offers.faults(content, channel)
    limit = LONGEST_REACTION if kind == "reaction" else LONGEST_TEXT[channel]
    if content.body is not None and offers.utf16_length(content.body) > limit:
        yield Fault("message.body", "max_length", {"limit": limit})


def is_reply(kind: str, channel: Channel) -> bool:
    """Whether a message is a canned reply, named as a template."""
    return kind == "template" and channel != "whatsapp"


def _allowed(kind: str, channel: Channel) -> frozenset[str]:
    """The fields that a message of a type may have on a channel."""
    if is_reply(kind, channel):
        return OF_REPLY | (frozenset({"cc", "bcc", "files"}) if channel == "email" else frozenset())
    of_text = OF_TEXT[channel] if kind == "text" else frozenset()
    return FIELDS[kind] | of_text | (OF_EMAIL if channel == "email" else frozenset())


def text_of(content: Mapping[str, Any]) -> str:
    """Return the text of a message that a list shows."""
    return str(content.get("body") or content.get("caption") or content.get("name") or "")
