"""Reads the updates of a bot of Telegram. Source: Telegram, Bot API 10.3, "Getting updates"."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bivelio_core import clock, file_names
from bivelio_core.contacts.reach import Address

from .incoming import (
    Edited,
    Incoming,
    Preference,
    RemoteFile,
    Skipped,
    UnreadableDelivery,
    object_of,
    objects_of,
    storable,
    text,
)

FILES = {
    "photo": "image",
    "document": "document",
    "audio": "audio",
    "voice": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "sticker": "image",
}
OTHERS = ("contact", "venue", "poll", "dice", "story", "game", "invoice")
LATEST = 253_402_214_400


def read(content: bytes) -> Iterator[Incoming | Edited | Preference | Skipped]:
    """Read the message, the edit, the pressed button or the reaction of an update, or that its person blocked the bot.

    Another update gives nothing.

    Raises UnreadableDelivery.
    """
    try:
        update = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableDelivery("it is not JSON") from error
    if not isinstance(update, dict) or "update_id" not in update:
        raise UnreadableDelivery("it is no update of Telegram")
    if message := object_of(update.get("message")):
        yield _message(message)
    if message := object_of(update.get("edited_message")):
        yield _edit(message, text(str(update["update_id"]), 50))
    if press := object_of(update.get("callback_query")):
        yield _press(press)
    if change := object_of(update.get("message_reaction")):
        yield _reaction(change, text(str(update["update_id"]), 50)) or Skipped("it takes a reaction back")
    yield from _blocked(object_of(update.get("my_chat_member")))


def answer_to(content: bytes) -> dict[str, str] | None:
    """The call by which the answer to an update ends the waiting of who pressed a button; None for other updates."""
    if b"callback_query" not in content:
        return None
    try:
        update = json.loads(content)
    except (ValueError, RecursionError):
        return None
    query_id = object_of(object_of(update).get("callback_query")).get("id")
    return {"method": "answerCallbackQuery", "callback_query_id": query_id} if isinstance(query_id, str) else None


def _blocked(change: dict[str, Any]) -> Iterator[Preference]:
    """Who blocks the bot wants nothing of it. Who unblocks it presses `/start`, which is a message."""
    chat, status = object_of(change.get("chat")), object_of(change.get("new_chat_member")).get("status")
    if chat.get("type") == "private" and _is_id(chat.get("id")) and status == "kicked":
        yield Preference("telegram", [Address("telegram_chat", str(chat["id"]))], "stop", _at(change.get("date")))


def _edit(message: dict[str, Any], update_id: str) -> Edited:
    at = _at(message.get("edit_date") or message.get("date"))
    return Edited("telegram", _provider_id(message), update_id, _content(message), at)


def _provider_id(message: dict[str, Any]) -> str:
    """The id of a message: Telegram numbers the messages of each chat."""
    chat = object_of(message.get("chat"))
    if chat.get("type") != "private":
        raise UnreadableDelivery("it comes from a group or channel")
    if not _is_id(chat.get("id")) or not _is_id(message.get("message_id")):
        raise UnreadableDelivery("it has no chat or message id")
    return f"{chat['id']}:{message['message_id']}"


def _message(message: dict[str, Any]) -> Incoming:
    provider_id, sender = _provider_id(message), object_of(message.get("from"))
    chat_id = message["chat"]["id"]
    names = (text(sender.get(name), 100) for name in ("first_name", "last_name"))
    user_name = text(sender.get("username"), 100)
    answered = object_of(message.get("reply_to_message")).get("message_id")
    return Incoming(
        channel="telegram",
        provider_id=provider_id,
        addresses=[Address("telegram_chat", str(chat_id))],
        name=" ".join(filter(None, names)) or user_name or str(chat_id),
        sender=f"@{user_name}" if user_name else str(chat_id),
        to="",
        content=_content(message),
        file=_file(message),
        sent_at=_at(message.get("date")),
        reply_to=f"{chat_id}:{answered}" if _is_id(answered) else None,
    )


def _press(press: dict[str, Any]) -> Incoming:
    """The press of a button below a message of ours: an answer to it, with the text of the button."""
    message, data = object_of(press.get("message")), text(press.get("data"), 200)
    query_id = text(press.get("id"), 100)
    if not query_id or not data:
        raise UnreadableDelivery("it is the press of a button without an id or data")
    keyboard = object_of(message.get("reply_markup")).get("inline_keyboard")
    rows = keyboard if isinstance(keyboard, list) else []
    pressed = [button for row in rows for button in objects_of(row) if button.get("callback_data") == data]
    title = text(pressed[0].get("text"), 200) if pressed else ""
    answered = _provider_id(message)
    pretended = {"chat": message["chat"], "message_id": message["message_id"], "from": press.get("from")}
    return replace(
        _message(pretended),
        provider_id=f"{answered}:{query_id}",
        content={"type": "text", "body": title or data, "choice": data},
        reply_to=answered,
    )


def _reaction(change: dict[str, Any], update_id: str) -> Incoming | None:
    """What somebody reacts to a message with, if they do so now; an emoji of their own making has no text."""
    before, now = (_emojis(change.get(name)) for name in ("old_reaction", "new_reaction"))
    added = [each for each in now if each not in before]
    if not added:
        return None
    reacted = _provider_id(change)
    pretended = {**{name: change[name] for name in ("chat", "message_id")}, "from": change.get("user")}
    return replace(
        _message({**pretended, "date": change.get("date")}),
        provider_id=f"{reacted}:{update_id}",
        content={"type": "reaction", "body": added[-1]},
        reply_to=reacted,
    )


def _emojis(reactions: Any) -> list[str]:
    return [text(each.get("emoji"), 50) for each in objects_of(reactions) if each.get("type") == "emoji"]


def _content(message: dict[str, Any]) -> dict[str, Any]:
    if "text" in message:
        return {"type": "text", "body": text(message["text"])}
    if place := object_of(message.get("location")):
        return {"type": "location", **{name: storable(place.get(name)) for name in ("latitude", "longitude")}}
    for name, kind in FILES.items():
        if name in message:
            largest = _largest(message[name])
            file_fields = {
                key: storable(largest[key]) for key in ("file_id", "mime_type", "file_size") if key in largest
            }
            named = {"filename": file_names.cleaned(text(largest["file_name"]))} if "file_name" in largest else {}
            caption = {"caption": text(message["caption"], 1_024)} if "caption" in message else {}
            return {"type": kind, **named, **caption, "data": file_fields}
    for name in OTHERS:
        if name in message:
            return {"type": name, "data": storable(message[name])}
    return {"type": "unsupported"}


def _largest(file: Any) -> dict[str, Any]:
    """A file, of a photo the largest of its sizes."""
    return objects_of(file)[-1] if objects_of(file) else object_of(file)


def _file(message: dict[str, Any]) -> RemoteFile | None:
    """The file that a message refers to, if it does."""
    about = next((_largest(message[name]) for name in FILES if name in message), {})
    if not text(about.get("file_id")):
        return None
    kind = text(about.get("mime_type"), 100) or ("image/jpeg" if "photo" in message else "")
    size = about.get("file_size")
    return RemoteFile(file_names.cleaned(text(about.get("file_name"))), kind, size if _is_id(size) else None)


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53


def _at(seconds: Any) -> str:
    if isinstance(seconds, int) and not isinstance(seconds, bool) and 0 <= seconds < LATEST:
        return clock.timestamp(clock.instant(seconds))
    return clock.timestamp()
