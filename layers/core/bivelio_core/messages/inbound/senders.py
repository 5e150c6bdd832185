"""Find the senders in a provider's delivery; it is ordered by sender before it is read (docs/adr/0060).

Only the ids of senders are read. Unreadable data has no sender; the worker refuses it and gives the reason.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bivelio_core.providers.messaging.port import Channel

LISTS = {"messages": "messages", "smb_message_echoes": "message_echoes"}
"""Where the webhooks of Meta list what people write, by their field; of echoes, what we write to people."""

NOBODY = ""
"""The sender of what is no message, such as a status of one of ours."""


class SenderPart(NamedTuple):
    """The part of one sender, in order of arrival, as a webhook of its own; or a part without a sender."""

    sender: str
    content: bytes

    def group(self, connection: str) -> str:
        """The group of an ordered queue: ids of people are no part of it, and it has 128 characters at most."""
        return f"{connection}.{hashlib.sha256(self.sender.encode('utf-8', 'replace')).hexdigest()[:32]}"


def parts(channel: Channel | str, content: bytes) -> list[SenderPart]:
    """A webhook by its senders: itself, except where Meta tells of several people, or of statuses too, at once."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return [SenderPart(NOBODY, content)]
    if channel == "telegram":
        return [SenderPart(_of_update(document), content)]
    if channel == "webchat":
        return [SenderPart(str(document["session"]), content)]  # our own text: webchat/talk.py
    if channel != "whatsapp":
        return [SenderPart(NOBODY, content)]
    try:
        split = _split(document)
    except (AttributeError, TypeError, RecursionError):  # of no form that Meta documents
        return [SenderPart(NOBODY, content)]
    if len(split) <= 1:
        return [SenderPart(next(iter(split), NOBODY), content)]
    return [SenderPart(sender, json.dumps({**document, "entry": each}).encode()) for sender, each in split.items()]


def _of_update(update: Any) -> str:
    """The chat of an update of Telegram, which is private for all that is stored."""
    about = update if isinstance(update, dict) else {}
    press = about.get("callback_query")
    pressed = press.get("message") if isinstance(press, dict) else None
    message = about.get("message") or about.get("edited_message") or about.get("message_reaction") or pressed
    chat = message.get("chat") if isinstance(message, dict) else None
    chat_id = chat.get("id") if isinstance(chat, dict) else None
    return str(chat_id) if isinstance(chat_id, int) else NOBODY


def _split(document: Any) -> dict[str, list[Any]]:
    """The entries of a webhook of Meta by their senders, each with what is theirs alone."""
    entries_by_sender = dict[str, list[Any]]()
    for entry in document.get("entry") or []:
        for change in entry.get("changes") or []:
            for sender, value in _of_change(change):
                entries_by_sender.setdefault(sender, []).append({**entry, "changes": [{**change, "value": value}]})
    return entries_by_sender


def _of_change(change: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    value = change.get("value") or {}
    named = LISTS.get(str(change.get("field")), "")
    messages = value.get(named)
    if not messages:
        yield NOBODY, value
        return
    people, who = value.get("contacts") or [], "to" if named == "message_echoes" else "from"
    by_sender = dict[str, list[Any]]()
    for message in messages:
        by_sender.setdefault(_sender(message, people, who), []).append(message)
    shared = {name: part for name, part in value.items() if name not in (named, "statuses")}
    for sender, theirs in by_sender.items():
        yield sender, {**shared, named: theirs}
    if value.get("statuses"):
        yield NOBODY, {**shared, "statuses": value["statuses"]}


def _sender(message: Mapping[str, Any], people: list[Any], who: str) -> str:
    """Return a person's user id, else the phone: always the same value for the same person.

    `who` is the field that names them: `from`, or of an echo `to`.
    """
    phone = str(message.get(who) or "").removeprefix("+")
    theirs = [each for each in people if (each.get("wa_id") == phone if phone else len(people) == 1)]
    user = message.get(f"{who}_user_id") or (theirs[0].get("user_id") if theirs else None)
    return str(user or phone or NOBODY)
