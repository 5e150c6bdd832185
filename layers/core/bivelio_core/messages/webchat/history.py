"""What a session sees of its conversation: its own messages, and those that went to it.

A contact may have several sessions, and other channels: the range of the channel's numbers is read, and of it only what
is this session's is shown. The cursor is the number up to which was looked, behind a digest that stands for the
contact: a session whose contact was archived begins another one.
"""

import hashlib
import re
from typing import Any, NamedTuple

from bivelio_core.contacts.addresses import Address, followed
from bivelio_core.messages import conversation
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, CONTACT_ADDRESS, CONVERSATION, sequence_sk
from bivelio_core.store.tenant_store import TenantStore

from .models import ChatText

MOST_TEXTS = 50
DIGEST_LETTERS = 8
PREFIX = "webchat#"
_MARK = re.compile(rf"([0-9a-f]{{{DIGEST_LETTERS}}})-([0-9]{{1,9}})")


class Seen(NamedTuple):
    """Messages, oldest first, and the cursor behind them."""

    texts: list[ChatText]
    cursor: str


def look(store: TenantStore, session: str, cursor: str) -> Seen:
    """What is new to a session since a cursor; without one the newest messages. A cursor of nothing known is none."""
    marks = {matched[1]: matched[2] for each in cursor.split(".") if (matched := _MARK.fullmatch(each))}
    items: list[Item] = []
    after: list[str] = []
    for contact in _contacts(store, session):
        digest = hashlib.sha256(f"{session} {contact}".encode()).hexdigest()[:DIGEST_LETTERS]
        number = int(marks[digest]) if digest in marks else None
        visible, reached = _read(store, contact, number)
        items += [item for item in visible if _is_of(item, session)]
        after.append(f"{digest}-{reached}")
    items.sort(key=lambda item: str(item["place"]))
    return Seen([_text_of(item) for item in items], ".".join(after))


def is_known(store: TenantStore, session: str) -> bool:
    """Whether somebody has written in a session: it is a contact's."""
    return store.get(CONTACT_ADDRESS, Address("webchat", session).sk, consistent=False) is not None


def _contacts(store: TenantStore, session: str) -> list[str]:
    """The sort keys of the session's contact, and of the one that it has become part of."""
    address = Address("webchat", session)
    link = store.get(CONTACT_ADDRESS, address.sk, consistent=False)
    contact = store.get(CONTACT, str(link["contact"]), consistent=False) if link else None
    if link is None or contact is None:
        return []
    into, _ = followed(store, contact, link)
    return [*dict.fromkeys([str(contact["SK"]), *([str(into["SK"])] if into else [])])]


def _read(store: TenantStore, contact: str, number: int | None) -> tuple[list[Item], int]:
    """The messages behind a number, and up to which number was read: not beyond one that is still to be sent."""
    if number is None:
        newest = store.query(
            CONVERSATION, contact, low=PREFIX, high=f"{PREFIX}~", descending=True, limit=MOST_TEXTS, consistent=True
        )
        items = [*reversed(newest)]
    else:
        low = f"{PREFIX}{sequence_sk(number + 1)}"
        items = [*store.query(CONVERSATION, contact, low=low, high=f"{PREFIX}~", limit=MOST_TEXTS)]
    reached = number or 0
    visible: list[Item] = []
    for item in items:
        if item["status"] == "queued":
            break
        reached = conversation.number_of(item["SK"])
        visible += [item] if item["status"] != "failed" else []
    return visible, reached


def _is_of(item: Item, session: str) -> bool:
    """Whether a message was written in a session, or to it."""
    if item["direction"] == "outbound":
        return bool(item["address"] == session)
    return bool(item["from"] == session) and "deleted_at" not in item


def _text_of(item: Item) -> ChatText:
    content: dict[str, Any] = item["content"]
    if item["direction"] == "inbound":
        return ChatText(
            id=item["provider_id"].partition(":")[2],
            by="visitor",
            text=str(content.get("body", "")),
            at=item["sent_at"],
        )
    by_person = item.get("author", {}).get("kind") == "user"
    return ChatText(
        id=item["message_id"],
        by="person" if by_person else "assistant",
        text=str(content.get("body", "")),
        at=item["sent_at"],
    )
