"""The parts of what WhatsApp tells, as all its webhooks have them: contents, files, addresses and times."""

from typing import Any

from bivelio_core import clock, file_names
from bivelio_core.contacts.reach import Address

from .incoming import RemoteFile, object_of, storable, text

FILES = ("image", "document", "audio", "video", "sticker", "voice")
LATEST = 253_402_214_400
"""The last second of the year 9998: later instants do not sort as texts."""


def content_of(message: dict[str, Any]) -> dict[str, Any]:
    """Return the content in our own types if they exist; WhatsApp's further fields are stored under `data`."""
    kind = text(message.get("type"), 50) or "unsupported"
    part = message.get(kind)
    about = object_of(part)
    match kind:
        case "text":
            return {"type": "text", "body": text(about.get("body"))}
        case "button":
            content = {"type": "text", "body": text(about.get("text")), "data": {"button": storable(about)}}
            return {**content, **_choice(about.get("payload"))}
        case "interactive":
            replied = next(
                (object_of(about.get(name)) for name in ("button_reply", "list_reply", "nfm_reply") if name in about),
                {},
            )
            body = text(replied.get("title")) or text(replied.get("body"))
            return {
                "type": "text",
                "body": body,
                "data": {"interactive": storable(about)},
                **_choice(replied.get("id")),
            }
        case "location":
            named = _texts(about, ("name", "address"), 1_024)
            place = {name: storable(about.get(name)) for name in ("latitude", "longitude")}
            return {"type": "location", **place, **named}
        case _ if kind in FILES:
            named = _texts(about, ("caption", "filename"), 1_024)
            if "filename" in named:
                named["filename"] = file_names.cleaned(named["filename"])
            data = _texts(about, ("id", "mime_type", "sha256"), 500)
            content_type = {"sticker": "image", "voice": "audio"}.get(kind, kind)
            return {"type": content_type, **named, "data": data}
        case "reaction":
            return {"type": "reaction", "body": text(about.get("emoji"), 50), "data": storable(about)}
        case _:
            rest = {kind: storable(part)} if part is not None else {}
            errors = {"errors": storable(message["errors"])} if "errors" in message else {}
            return {"type": kind, "data": {**rest, **errors}}


def _choice(choice_id: Any) -> dict[str, str]:
    """What a button or a row of ours was named by, as the answer says it."""
    return {"choice": text(choice_id, 500)} if text(choice_id) else {}


def file_of(message: dict[str, Any]) -> RemoteFile | None:
    """The file that a message refers to, if it does."""
    kind = text(message.get("type"), 50)
    about = object_of(message.get(kind)) if kind in FILES else {}
    if not text(about.get("id")):
        return None
    return RemoteFile(file_names.cleaned(text(about.get("filename"))), text(about.get("mime_type"), 100))


def _texts(about: dict[str, Any], names: tuple[str, ...], longest: int) -> dict[str, str]:
    return {name: text(about[name], longest) for name in names if name in about}


def addresses_of(phone: str, user: str) -> list[Address]:
    """Who somebody is: by their user id, by their phone, or both."""
    return [*([Address("whatsapp_user", user)] if user else []), *([phone_address(phone)] if is_phone(phone) else [])]


def phone_address(digits: str) -> Address:
    """The address of a phone, of which WhatsApp tells the digits."""
    return Address("phone", f"+{digits}")


def is_phone(digits: str) -> bool:
    """Whether a text is the digits of a phone."""
    return digits.isascii() and digits.isdecimal() and 5 <= len(digits) <= 15  # noqa: PLR2004 - E.164


def instant_of(seconds: Any) -> str:
    """A text of seconds since 1970 as an instant; now for anything else."""
    digits = seconds if isinstance(seconds, str) else str(seconds)
    if digits.isascii() and digits.isdecimal() and len(digits) <= 12 and int(digits) < LATEST:  # noqa: PLR2004
        return clock.timestamp(clock.instant(int(digits)))
    return clock.timestamp()


def answered_by(message: dict[str, Any]) -> str | None:
    """The id of the message that another one answers, or that somebody reacts to."""
    named = object_of(message.get("context")).get("id") or object_of(message.get("reaction")).get("message_id")
    return text(named, 500) or None
