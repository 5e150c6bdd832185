"""Reads what WhatsApp tells of the time before a number was connected, when it stays on its phone too.

Source: Meta, "Webhooks", `history` and `smb_app_state_sync`, Graph v26.0. A webhook of the history has up to thousands
of messages of many people, in phases and chunks that come in any order. The files of newer messages come later, in
webhooks of the same field with `messages` of their own.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from bivelio_core.messages.models import Status

from .incoming import AddressBook, Past, PastMessage, PastProgress, PastThread, Skipped, object_of, objects_of, text
from .whatsapp_parts import addresses_of, answered_by, content_of, file_of, instant_of, is_phone

FIELDS = ("history", "smb_app_state_sync")
NOT_SHARED = 2593109
"""Meta's code of a history that its owner has not shared."""

PLACEHOLDER = "media_placeholder"
"""The type of a message whose file is on the phone alone, or comes later."""

STATUSES: dict[str, Status] = {"delivered": "delivered", "read": "read", "played": "read", "error": "failed"}
MESSAGES_OF_PART = 300
"""So many a function can store while it runs, several times over."""


class Part(NamedTuple):
    """What a webhook tells of one person, as a webhook of its own."""

    person: str
    content: bytes


class Split(NamedTuple):
    """A webhook in parts, and what remains of it: how far the phone has come."""

    parts: list[Part]
    rest: bytes


def read(value: dict[str, Any]) -> Iterator[Past | Skipped]:
    """What the value of a webhook of these fields says."""
    ours = _digits(object_of(value.get("metadata")).get("display_phone_number"))
    people = {text(each.get("wa_id"), 50): each for each in objects_of(value.get("contacts"))}
    for chunk in objects_of(value.get("history")):
        for thread in objects_of(chunk.get("threads")):
            yield _thread(_digits(thread.get("id")), objects_of(thread.get("messages")), ours, people)
        yield from _progress(chunk)
    for message in objects_of(value.get("messages")):
        yield _thread(_counterpart(message, ours), [message], ours, people)
    if names := _names(value):
        yield AddressBook(names)


def split(content: bytes) -> Split | None:
    """A webhook of the history in parts, each of one person; None of one that is small, or of anything else."""
    try:
        document = json.loads(content)
        parts = [*_parts(document)]
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):  # of no form that Meta documents
        return None
    return Split(parts, json.dumps(_without_messages(document)).encode()) if len(parts) > 1 else None


def _parts(document: Any) -> Iterator[Part]:
    for entry in document.get("entry", ()):
        for change in entry["changes"]:
            if change["field"] != "history":
                continue
            value = change["value"]
            about = {name: value[name] for name in ("messaging_product", "metadata", "contacts") if name in value}
            for person, messages in _by_person(value).items():
                for first in range(0, len(messages), MESSAGES_OF_PART):
                    some = messages[first : first + MESSAGES_OF_PART]
                    thread = {"threads": [{"id": person, "messages": some}]}
                    part = {**change, "value": {**about, "history": [thread]}}
                    yield Part(person, json.dumps({**document, "entry": [{**entry, "changes": [part]}]}).encode())


def _by_person(value: dict[str, Any]) -> dict[str, list[Any]]:
    by_person = dict[str, list[Any]]()
    for chunk in value.get("history", ()):
        for thread in chunk.get("threads", ()):
            by_person.setdefault(_digits(thread["id"]), []).extend(thread["messages"])
    ours = _digits(object_of(value.get("metadata")).get("display_phone_number"))
    for message in value.get("messages", ()):
        by_person.setdefault(_counterpart(message, ours), []).append(message)
    return by_person


def _without_messages(document: Any) -> Any:
    """What remains of a webhook without what its parts have."""
    entries = []
    for entry in document["entry"]:
        changes = []
        for change in entry["changes"]:
            value = change["value"]
            if change["field"] == "history":
                chunks = value.get("history", ())
                rest = [{name: part for name, part in chunk.items() if name != "threads"} for chunk in chunks]
                value = {**{name: part for name, part in value.items() if name != "messages"}, "history": rest}
            changes.append({**change, "value": value})
        entries.append({**entry, "changes": changes})
    return {**document, "entry": entries}


def _thread(
    person: str, messages: list[dict[str, Any]], ours: str, people: dict[str, dict[str, Any]]
) -> PastThread | Skipped:
    phone, user = (person, "") if is_phone(person) else ("", person)
    addresses = addresses_of(phone, user or text(people.get(person, {}).get("user_id"), 200))
    if not addresses:
        return Skipped("it is a conversation of the past with nobody")
    profile = object_of(people.get(person, {}).get("profile"))
    theirs = [read_message for each in messages if (read_message := _message(each, ours)) is not None]
    return PastThread(addresses, text(profile.get("name"), 200), f"+{ours}" if is_phone(ours) else ours, theirs)


def _message(message: dict[str, Any], ours: str) -> PastMessage | None:
    """A message of the past; None of one without an id, or of what is no message."""
    provider_id, kind = text(message.get("id"), 500), message.get("type")
    emoji = text(object_of(message.get("reaction")).get("emoji"), 50)
    if not provider_id or kind in ("system", "edit", "revoke") or (kind == "reaction" and not emoji):
        return None
    context = object_of(message.get("history_context"))
    is_ours = context.get("from_me") is True or bool(ours and _digits(message.get("from")) == ours)
    status: Status = STATUSES.get(text(context.get("status"), 50).lower(), "sent") if is_ours else "received"
    return PastMessage(
        provider_id=provider_id,
        is_ours=is_ours,
        content=content_of(message),
        sent_at=instant_of(message.get("timestamp")),
        status=status,
        reply_to=answered_by(message),
        file=file_of(message),
    )


def _progress(chunk: dict[str, Any]) -> Iterator[PastProgress]:
    errors = objects_of(chunk.get("errors"))
    if errors:
        refusal = next((each for each in errors if each.get("code") == NOT_SHARED), errors[0])
        reason = text(refusal.get("message"), 300) or text(refusal.get("title"), 300)
        yield PastProgress(0, reason)
        return
    percent = object_of(chunk.get("metadata")).get("progress")
    digits = str(percent)
    if digits.isascii() and digits.isdecimal() and len(digits) <= 3:  # noqa: PLR2004 - up to 100
        yield PastProgress(min(100, int(digits)))


def _names(value: dict[str, Any]) -> dict[str, str]:
    """The names in an address book, by phone; the last one that it tells counts. Whom it loses keeps the name."""
    names = dict[str, str]()
    for entry in objects_of(value.get("state_sync")):
        about = object_of(entry.get("contact"))
        name = text(about.get("full_name"), 200) or text(about.get("first_name"), 200)
        phone = _digits(about.get("phone_number"))
        if entry.get("type") == "contact" and entry.get("action") == "add" and name.strip() and is_phone(phone):
            names[f"+{phone}"] = name
    return names


def _counterpart(message: dict[str, Any], ours: str) -> str:
    """With whom a message is that is told without a thread."""
    sender = _digits(message.get("from"))
    return _digits(message.get("to")) if sender == ours else sender


def _digits(phone: Any) -> str:
    """A phone's digits without what is written between them; another name as it is."""
    plain = text(phone, 200).strip()
    digits = "".join(each for each in plain if each.isdecimal())
    return digits if digits and all(each.isdecimal() or each in " +-()." for each in plain) else plain
