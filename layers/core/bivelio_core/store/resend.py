"""Recognise a repeated write whose first attempt succeeded although its answer was lost.

Without this, such a conditional write would be reported as refused (because of its own effect), and an increment would
count twice. So each write that must not be carried out twice leaves a new token on its item. When the condition fails
and the item that DynamoDB returns holds our token, the first write was carried out and no other token was written
since: it is a success. A delete needs no token: when it is repeated it finds no item, which is its goal.

When another such write comes between the two (during the retry, a second at most), the second is reported as
refused. Transactions need none of this: DynamoDB itself recognises a `ClientRequestToken` for ten minutes.
Source: docs/adr/0012-recognise-repeated-writes.md; DynamoDB Developer Guide, "Condition checks" and "Error retries".
"""

import os
from collections.abc import Mapping
from typing import Any

from .codec import WRITE_MARK, Item
from .writes import Condition, Update, all_of, compare

TOKEN_BYTES = 9


def new_token() -> bytes:
    """Return a token that is unique to one write."""
    return os.urandom(TOKEN_BYTES)


def marked_item(item: Item, token: bytes) -> Item:
    """Return the item with the token added."""
    return {**item, WRITE_MARK: token}


def marked_update(update: Update, condition: Condition | None, token: bytes) -> tuple[Update, Condition | None]:
    """Return an update that also writes the token if it must not happen twice: if it has a condition or increments.

    An increment is refused where the token is already present, since its own condition may still hold.
    """
    if condition is None and not update.add:
        return update, None
    marked = update._replace(set={**update.set, WRITE_MARK: token})
    if not update.add:
        return marked, condition
    first = compare(WRITE_MARK, "<>", token)
    return marked, first if condition is None else all_of(condition, first)


def was_ours(refusal: Mapping[str, Any], token: bytes | None) -> bool:
    """Whether a refused write (the `response` of its error) had already been carried out; a delete has no token."""
    stored = refusal.get("Item") or {}
    if token is None:
        return not stored and refusal["ResponseMetadata"].get("RetryAttempts", 0) > 0
    return bool(stored.get(WRITE_MARK) == {"B": token})
