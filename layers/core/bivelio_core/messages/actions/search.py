"""Search the texts of messages, from the newest one on.

The words of messages are in no index: each would cost some thirty writes. A page reads the places of the newest 500
messages, one Query, and their texts, and says where the next page goes on.
"""

import re
from collections.abc import Sequence

from bivelio_core import cursors
from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable, ValidationError
from bivelio_core.ids import SEQUENCE_LENGTH
from bivelio_core.messages.search_models import MatchingMessage, MessageMatches, SearchMessages
from bivelio_core.messages.show import show
from bivelio_core.store.codec import Item
from bivelio_core.store.index.search import MAXIMUM_SEARCH_WORDS
from bivelio_core.store.index.words import MINIMUM_WORD, words
from bivelio_core.store.keys import CONTACT, CONVERSATION, MESSAGE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.timelines import below

EXAMINED = 500
FIELDS = ("subject", "body", "caption", "filename", "name")
LONGEST_TEXT = 20_000
"""So much of a text is searched; only mails are longer."""

_POSITION = re.compile(rf"[0-9a-z]{{{SEQUENCE_LENGTH}}}")


def search(request: SearchMessages, ctx: Context) -> MessageMatches:
    """The messages with all words of a search, newest first.

    Raises ValidationError for a search without words or with too many, and for a cursor that is not ours; Unprocessable
    for the id of no contact.
    """
    beginnings = _beginnings(request.search)
    contact = None if request.contact_id is None else _contact_sk(ctx.store, request.contact_id)
    high = None if request.before is None else below(_position(request.before))
    places = ctx.store.query(MESSAGE, high=high, descending=True, limit=EXAMINED, consistent=True)
    candidates = [
        place for place in places if contact in (None, place["contact"]) and request.channel in (None, place["channel"])
    ]
    keys = {place["SK"]: ctx.store.key(CONVERSATION, place["slot"], place["contact"]) for place in candidates}
    items = ctx.store.table.get_many(list(keys.values()), consistent=True)
    matching = [sk for sk, key in keys.items() if key in items and has_words(items[key], beginnings)]
    page = matching[: request.limit]
    examined = [place["SK"] for place in places]
    if len(matching) > request.limit:
        examined = examined[: examined.index(page[-1]) + 1]
    is_last = len(places) < EXAMINED and len(matching) <= request.limit
    return MessageMatches(
        messages=_with_names(ctx.store, [items[keys[sk]] for sk in page]),
        searched=len(examined),
        next_before=None if is_last else cursors.encode_cursor(examined[-1]),
    )


def has_words(message: Item, beginnings: Sequence[str]) -> bool:
    """Whether each of these is the beginning of a word of a message."""
    content = message["content"]
    transcripts = [file["transcript"] for file in message.get("attachments") or () if "transcript" in file]
    texts = [str(text)[:LONGEST_TEXT] for text in (*(content.get(name) for name in FIELDS), *transcripts) if text]
    message_words = words(" ".join(texts))
    return all(any(word.startswith(beginning) for word in message_words) for beginning in beginnings)


def _beginnings(text: str) -> list[str]:
    beginnings = sorted(words(text))
    if not beginnings:
        raise ValidationError.of("search", "min_length", limit=MINIMUM_WORD)
    if len(beginnings) > MAXIMUM_SEARCH_WORDS:
        raise ValidationError.of("search", "max_words", limit=MAXIMUM_SEARCH_WORDS)
    return beginnings


def _position(cursor: str) -> str:
    try:
        position = cursors.decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of("before", "format", expected="cursor") from error
    if not _POSITION.fullmatch(position):
        raise ValidationError.of("before", "format", expected="cursor")
    return position


def _contact_sk(store: TenantStore, contact_id: str) -> str:
    try:
        return store.sort_key(CONTACT, contact_id)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("contact_id", "not_found") from error


def _with_names(store: TenantStore, messages: Sequence[Item]) -> list[MatchingMessage]:
    contacts = [store.key(CONTACT, contact) for contact in sorted({message["contact"] for message in messages})]
    names = {key: item["name"] for key, item in store.table.get_many(contacts).items()} if contacts else {}
    return [
        MatchingMessage(
            **{"from" if name == "sender" else name: value for name, value in show(message)},
            contact_name=names.get(store.key(CONTACT, message["contact"])),
        )
        for message in messages
    ]
