"""Reads the webhooks of WhatsApp. Source: Meta, Cloud API, "Webhooks", Graph v26.0.

A phone may be missing, since people may be known by a user name: then the user id names them. Both are kept. Whoever
uses our number in the WhatsApp Business app too writes there: `smb_message_echoes` tells what.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

from bivelio_core.contacts.reach import Address
from bivelio_core.messages.models import Status
from bivelio_core.providers.messaging.whatsapp.cloud import REASONS

from . import whatsapp_past
from .incoming import (
    Arrived,
    Deleted,
    Edited,
    Incoming,
    Preference,
    Relinked,
    Skipped,
    StatusUpdate,
    UnreadableDelivery,
    object_of,
    objects_of,
    text,
)
from .whatsapp_parts import addresses_of, answered_by, content_of, file_of, instant_of, is_phone, phone_address

STATUSES: dict[str, Status] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
WISHES: dict[str, Literal["stop", "start"]] = {"stop": "stop", "resume": "start", "signup": "start"}


def read(content: bytes) -> Iterator[tuple[str, Arrived]]:
    """What a webhook says, each with the id of the phone number that it is about. Raises UnreadableDelivery."""
    document = _document(content)
    for entry in objects_of(document.get("entry")):
        for change in objects_of(entry.get("changes")):
            value = object_of(change.get("value"))
            number = text(object_of(value.get("metadata")).get("phone_number_id"), 50)
            if change.get("field") == "messages":
                yield from ((number, each) for each in _read(value))
            elif change.get("field") == "user_preferences":
                yield from ((number, each) for each in _preferences(value))
            elif change.get("field") == "smb_message_echoes":
                yield from ((number, each) for each in _echoes(value))
            elif change.get("field") in whatsapp_past.FIELDS:
                yield from ((number, each) for each in whatsapp_past.read(value))
            else:
                yield number, Skipped("it is of a field that is not read here")


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableDelivery("it is not JSON") from error
    if not isinstance(document, dict) or document.get("object") != "whatsapp_business_account":
        raise UnreadableDelivery("it is not about a WhatsApp Business account")
    return document


def _read(value: dict[str, Any]) -> Iterator[Arrived]:
    people = objects_of(value.get("contacts"))
    to = text(object_of(value.get("metadata")).get("display_phone_number"), 50)
    for message in objects_of(value.get("messages")):
        match message.get("type"):
            case "system":
                yield from _system(message)
            case "edit" | "revoke":
                yield _change(message) or Skipped("it changes a message that it does not name")
            case _ if reason := _is_unwritten(message):
                yield Skipped(reason)
            case _:
                yield _message(message, people, to) or Skipped("it is a message without a sender or an id")
    for status in objects_of(value.get("statuses")):
        yield _status(status) or Skipped("it is a status that is not known here")


def _message(message: dict[str, Any], people: list[dict[str, Any]], to: str) -> Incoming | None:
    phone, user = text(message.get("from"), 50), text(message.get("from_user_id"), 200)
    person = next((each for each in people if phone and each.get("wa_id") == phone), people[0] if people else {})
    phone = phone or text(person.get("wa_id"), 50)
    user = user or text(person.get("user_id"), 200)
    addresses = addresses_of(phone, user)
    provider_id = text(message.get("id"), 500)
    if not addresses or not provider_id:
        return None
    profile = object_of(person.get("profile"))
    address = f"+{phone}" if is_phone(phone) else user
    return Incoming(
        channel="whatsapp",
        provider_id=provider_id,
        addresses=addresses,
        name=text(profile.get("name"), 200) or text(profile.get("username"), 200) or address,
        sender=address,
        to=f"+{to}" if is_phone(to) else to,
        content=content_of(message),
        file=file_of(message),
        sent_at=instant_of(message.get("timestamp")),
        reply_to=answered_by(message),
        opens_window=True,
        profile=_profile(profile, user),
    )


def _echoes(value: dict[str, Any]) -> Iterator[Arrived]:
    """What we have written on the phone, and how we changed it there."""
    people = objects_of(value.get("contacts"))
    ours = text(object_of(value.get("metadata")).get("display_phone_number"), 50)
    for echo in objects_of(value.get("message_echoes")):
        to = text(echo.get("to"), 50).removeprefix("+")
        if echo.get("type") in ("edit", "revoke"):
            yield _change(echo) or Skipped("it changes a message that it does not name")
        elif echo.get("type") == "reaction" and (reason := _is_unwritten(echo)):
            yield Skipped(reason)
        else:
            turned = {**echo, "from": to, "from_user_id": echo.get("to_user_id")}
            message = _message(turned, people, ours)
            yield _as_echo(message) if message else Skipped("it is an echo without a recipient or an id")


def _as_echo(message: Incoming) -> Incoming:
    """A message that was read as if its recipient had sent it."""
    return replace(message, sender=message.to, to=message.sender, opens_window=False, profile={}, is_echo=True)


def _profile(profile: dict[str, Any], user: str) -> dict[str, str]:
    values = {"name": text(profile.get("name"), 200), "username": text(profile.get("username"), 200), "user_id": user}
    return {name: value for name, value in values.items() if value}


def _change(message: dict[str, Any]) -> Edited | Deleted | None:
    """Read a person's change of one of their earlier messages."""
    kind, change_id = str(message.get("type")), text(message.get("id"), 500)
    about = object_of(message.get(kind))
    original, at = text(about.get("original_message_id"), 500), instant_of(message.get("timestamp"))
    if not original:
        return None
    if kind == "revoke":
        return Deleted("whatsapp", original, at)
    return Edited("whatsapp", original, change_id, content_of(object_of(about.get("message"))), at)


def _is_unwritten(message: dict[str, Any]) -> str:
    """Return why something in the form of a message is none, as no person wrote it; empty for a real message."""
    interactive = object_of(message.get("interactive"))
    if "call_permission_reply" in (interactive.get("type"), *interactive):
        return "it says whether somebody may be called"
    if message.get("type") == "reaction" and not text(object_of(message.get("reaction")).get("emoji"), 50):
        return "it takes a reaction back"
    return "it says that somebody has opened the chat" if message.get("type") == "request_welcome" else ""


def _preferences(value: dict[str, Any]) -> Iterator[Arrived]:
    """What people have chosen about marketing messages (Meta, "Webhooks", `user_preferences`)."""
    for preference in objects_of(value.get("user_preferences")):
        wish = WISHES.get(text(preference.get("value"), 50))
        addresses = addresses_of(text(preference.get("wa_id"), 50), text(preference.get("user_id"), 200))
        if preference.get("category") != "marketing_messages" or wish is None or not addresses:
            yield Skipped("it is a preference that changes nothing here")
        else:
            yield Preference("whatsapp", addresses, wish, instant_of(preference.get("timestamp")))


def _system(message: dict[str, Any]) -> Iterator[Arrived]:
    """A changed phone or user id. Other news of the system are no messages, and change nothing here."""
    about = object_of(message.get("system"))
    old_phone, new_phone = text(message.get("from"), 50), text(about.get("wa_id") or about.get("new_wa_id"), 50)
    is_new_number = about.get("type") in ("user_changed_number", "customer_changed_number")
    if is_new_number and is_phone(old_phone) and is_phone(new_phone):
        yield Relinked(phone_address(old_phone), phone_address(new_phone))
        return
    old_user, new_user = text(message.get("from_user_id"), 200), text(about.get("user_id"), 200)
    if about.get("type") == "user_changed_user_id" and old_user and new_user:
        yield Relinked(Address("whatsapp_user", old_user), Address("whatsapp_user", new_user))
    else:
        yield Skipped("it is news of the system that changes nothing here")


def _status(status: dict[str, Any]) -> StatusUpdate | None:
    provider_id, message_status = text(status.get("id"), 500), STATUSES.get(text(status.get("status"), 50))
    if not provider_id or message_status is None:
        return None
    return StatusUpdate(
        channel="whatsapp",
        provider_id=provider_id,
        status=message_status,
        at=instant_of(status.get("timestamp")),
        message_id=text(status.get("biz_opaque_callback_data"), 100) or None,
        error=_error(objects_of(status.get("errors"))) if message_status == "failed" else None,
        pricing=_pricing(object_of(status.get("pricing"))),
    )


def _pricing(about: dict[str, Any]) -> dict[str, Any] | None:
    """What a status says of the price of its message; None of one that says nothing."""
    category, kind = text(about.get("category"), 50), text(about.get("type"), 50)
    if not category:
        return None
    billable = about.get("billable")
    is_billable = billable if isinstance(billable, bool) else kind == "regular"
    return {"category": category, "billable": is_billable, **({"type": kind} if kind else {})}


def _error(errors: list[dict[str, Any]]) -> dict[str, Any]:
    first = errors[0] if errors else {}
    details = text(object_of(first.get("error_data")).get("details"), 200) or text(first.get("title"), 200)
    code = first.get("code")
    reason = REASONS.get(code, "recipient_unreachable") if isinstance(code, int) else "recipient_unreachable"
    return {"reason": reason, **({"text": details} if details else {})}
