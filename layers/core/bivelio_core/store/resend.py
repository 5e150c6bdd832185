"""Writes that botocore sends twice, because the answer to the first was lost, though it was carried out.

Without this, such a conditional write would be reported as refused (by its own effect), and a count would be counted
twice. So each write that may not be carried out twice leaves a fresh token on its item. When the condition fails and
the item that DynamoDB sends back bears our token, the first one was carried out and nobody has written a token since:
it is a success. A delete leaves nothing to bear a token: sent again, it finds no item, and that is what it wanted.

When another such write comes between the two (within the time of a retry, a second at most), the second is reported as
refused. Transactions need none of this: DynamoDB itself recognises a `ClientRequestToken` for ten minutes.
Source: docs/adr/0012-writes-that-are-sent-twice.md; DynamoDB Developer Guide, "Condition checks" and "Error retries".
"""

import os
from collections.abc import Mapping
from typing import Any

from .codec import WRITE_MARK, Item
from .writes import Condition, Update, all_of, compare

TOKEN_BYTES = 9


def new_token() -> bytes:
    """A token that no other write carries."""
    return os.urandom(TOKEN_BYTES)


def marked_item(item: Item, token: bytes) -> Item:
    """An item that bears the token."""
    return {**item, WRITE_MARK: token}


def marked_update(update: Update, condition: Condition | None, token: bytes) -> tuple[Update, Condition | None]:
    """An update that leaves the token where it must not happen twice: under a condition, or when it counts.

    What counts is refused where the token is already there, since its own condition may well still hold.
    """
    if condition is None and not update.add:
        return update, None
    marked = update._replace(set={**update.set, WRITE_MARK: token})
    if not update.add:
        return marked, condition
    first = compare(WRITE_MARK, "<>", token)
    return marked, first if condition is None else all_of(condition, first)


def was_ours(refusal: Mapping[str, Any], token: bytes | None) -> bool:
    """Whether a refused write (botocore's parsed error) had been carried out before; a delete has no token."""
    stored = refusal.get("Item") or {}
    if token is None:
        return not stored and refusal["ResponseMetadata"].get("RetryAttempts", 0) > 0
    return bool(stored.get(WRITE_MARK) == {"B": token})


class ResendingClient:
    """A DynamoDB client for code that is not ours: its conditional puts are recognised like those of the table."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        """Everything but put_item is the client's own."""
        return getattr(self._client, name)

    def put_item(self, **request: Any) -> Any:
        """See the client's; the request asks for `ReturnValuesOnConditionCheckFailure`."""
        token = new_token()
        try:
            return self._client.put_item(**{**request, "Item": {**request["Item"], WRITE_MARK: {"B": token}}})
        except self._client.exceptions.ConditionalCheckFailedException as error:
            if was_ours(error.response, token):
                return {}
            raise
