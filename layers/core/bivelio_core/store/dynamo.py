"""The DynamoDB adapter of the `Table` port. It works with our own client or with one of boto3."""

import os
import time
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Unpack

from bivelio_core.aws_calls import LONGEST_PAUSE_SECONDS, POLICIES, RetryBudget, ServiceBusy, pause_seconds

from . import expiry, resend
from .codec import Item, decode_item, encode, encode_item
from .dynamo_requests import each_as_if_absent, is_over, key_range, typed_key
from .table import (
    BATCH_GET_LIMIT,
    BATCH_WRITE_LIMIT,
    ConditionFailed,
    IndexOptions,
    QueryOptions,
    TableBusy,
    TransactionFailed,
)
from .writes import Condition, ConditionCheck, Delete, ExpressionBuilder, Key, Put, Update, UpdateWrite, Write

AGAIN_WITHIN_SECONDS = 2.5
"""After this time, no further try begins for a batch accepted in part or a transaction refused for a conflict."""

LONGEST_SECONDS = AGAIN_WITHIN_SECONDS + LONGEST_PAUSE_SECONDS + POLICIES["dynamodb"].longest
"""The maximum duration of one operation (for a batch: of one request)."""

REQUEST_TOKEN_BYTES = 18
CONFLICT = "TransactionConflict"
RETRYABLE_REASONS = frozenset({CONFLICT, "ThrottlingError", "ProvisionedThroughputExceeded"})
"""The cancellation reasons of a transaction that can succeed when it is sent again: free for a conflict."""


class LeftBehind(ConditionFailed):
    """The condition failed on a stored item, `expired_item`, that has expired and counts as absent for the caller."""

    def __init__(self, expired_item: Item) -> None:
        super().__init__(None)
        self.expired_item = expired_item


class DynamoTable:
    """One DynamoDB table. Its methods raise TableBusy when DynamoDB still refuses after all retries."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self.name = client, name
        self._retries: RetryBudget = getattr(client, "retries", None) or RetryBudget()  # operators' have none

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """See Table.get."""
        answer = self._call("get_item", TableName=self.name, Key=typed_key(key), ConsistentRead=consistent)
        return expiry.alive(decode_item(answer["Item"])) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Item]:
        """See Table.get_many."""
        items_by_key: dict[Key, Item] = {}
        typed_keys = [typed_key(key) for key in dict.fromkeys(keys)]
        for start in range(0, len(typed_keys), BATCH_GET_LIMIT):
            batch = {"Keys": typed_keys[start : start + BATCH_GET_LIMIT], "ConsistentRead": consistent}
            for _ in _tries():
                answer = self._call("batch_get_item", RequestItems={self.name: batch})
                for typed in answer["Responses"].get(self.name, []):
                    item = decode_item(typed)
                    if not expiry.is_over(item):
                        items_by_key[Key(item["PK"], item["SK"])] = item
                if self.name not in (rest := answer.get("UnprocessedKeys") or {}):
                    break
                batch = rest[self.name]
            else:
                raise TableBusy("reads stayed unprocessed")
        return items_by_key

    def put(self, item: Item, condition: Condition | None = None) -> None:
        """See Table.put."""
        token = resend.new_token()
        marked = item if condition is None else resend.marked_item(item, token)
        self._write("put_item", self._put(Put(marked, condition)), token)

    def update(self, key: Key, update: Update, condition: Condition | None = None) -> Item:
        """See Table.update."""
        token = resend.new_token()
        return self._updated(UpdateWrite(key, *resend.marked_update(update, condition, token)), token)

    def _updated(self, change: UpdateWrite, token: bytes) -> Item:
        """Carry out an update, which may carry a write token, and return the new item."""
        first = request = self._change(change)
        for _ in _tries():
            try:
                answer = self._write("update_item", {**request, "ReturnValues": "ALL_NEW"}, token)
            except LeftBehind as over:
                if (instead := expiry.as_if_absent(change, over.expired_item)) is None:
                    raise
                request = self._replacing(instead)
            except ConditionFailed:
                if request is first:
                    raise
                request = first  # another writer has replaced the expired item first
            else:
                return decode_item(answer["Attributes"])
        raise TableBusy("an expired item kept changing")

    def delete(self, key: Key, condition: Condition | None = None) -> None:
        """See Table.delete."""
        self._write("delete_item", self._delete(Delete(key, condition)), None)

    def query(self, pk: str, **options: Unpack[QueryOptions]) -> list[Item]:
        """See Table.query."""
        request = {
            "ConsistentRead": options.get("consistent", False),
            **key_range("PK", "SK", pk, options, options.get("prefix")),
        }
        return [decode_item(typed) for typed in self._pages(request, options)]

    def query_index(self, pk: str, **options: Unpack[IndexOptions]) -> list[Key]:
        """See Table.query_index."""
        request = {"IndexName": "GSI1", **key_range("GSI1PK", "GSI1SK", pk, options)}
        items = (decode_item(typed) for typed in self._pages(request, options))
        return [Key(item["PK"], item["SK"]) for item in items]

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """See Table.transact. Conflicts with concurrent transactions are retried with jitter."""
        self._transact(writes, token, waits=True)

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """See Table.transact_at_once."""
        self._transact(writes, None, waits=False)

    def _transact(self, writes: Sequence[Write], token: str | None, *, waits: bool) -> None:
        """Send a transaction. Every try carries the same token, so DynamoDB recognises a try whose answer was lost."""
        known_as = token or os.urandom(REQUEST_TOKEN_BYTES).hex()
        items = [self._transact_item(write) for write in writes]
        for _ in _tries():
            try:
                self._call("transact_write_items", TransactItems=items, ClientRequestToken=known_as)
            except self._client.exceptions.TransactionCanceledException as error:
                reasons = error.response.get("CancellationReasons", [])
                failed = {
                    position: decode_item(reason["Item"]) if reason.get("Item") else None
                    for position, reason in enumerate(reasons)
                    if reason.get("Code") == "ConditionalCheckFailed"
                }
                if failed:
                    if not (instead := each_as_if_absent(writes, failed)):
                        alive_items = {position: expiry.alive(item) for position, item in failed.items()}
                        raise TransactionFailed(alive_items) from error
                    items = [self._transact_item(write) for write in writes]
                    for position, change in instead.items():
                        items[position] = {"Update": self._replacing(change)}
                    known_as = os.urandom(REQUEST_TOKEN_BYTES).hex()  # a different request needs a different token
                    continue
                retryable = RETRYABLE_REASONS.intersection(reason.get("Code") for reason in reasons)
                if not retryable:
                    raise
                if not waits or (retryable != {CONFLICT} and not self._retries.pay()):
                    break
            except self._client.exceptions.TransactionInProgressException:
                pass  # a request with this token is in progress: send it again until its outcome is known
            else:
                return
        raise TableBusy("the transaction kept conflicting")

    def put_many(self, items: Sequence[Item]) -> None:
        """See Table.put_many."""
        self._batch_write([{"PutRequest": {"Item": encode_item(item)}} for item in items])

    def put_each(self, writes: Sequence[Put | UpdateWrite]) -> list[bool]:
        """See Table.put_each. An update has a request of its own where its statement is refused: first of an item."""
        from .statements import BATCH_STATEMENT_LIMIT, outcome, statement  # noqa: PLC0415 - few functions write batches

        results: dict[int, bool] = {}
        token = resend.new_token()
        writes = [
            write
            if isinstance(write, Put)
            else UpdateWrite(write.key, *resend.marked_update(write.update, write.condition, token))
            for write in writes
        ]
        for start in range(0, len(writes), BATCH_STATEMENT_LIMIT):
            positions = list(range(start, min(start + BATCH_STATEMENT_LIMIT, len(writes))))
            for _ in _tries():
                statements = [statement(self.name, writes[position]) for position in positions]
                answer = self._call("batch_execute_statement", Statements=statements)
                responses = zip(positions, answer["Responses"], strict=True)
                outcomes = {position: outcome(response, writes[position]) for position, response in responses}
                results |= {position: done for position, done in outcomes.items() if done is not None}
                if not (positions := [position for position, done in outcomes.items() if done is None]):
                    break
                if len(positions) == len(outcomes) and not self._retries.pay():  # nothing was taken
                    raise TableBusy("no budget is left for retries of statements")
            else:
                raise TableBusy("statements stayed unprocessed")
        for position, write in enumerate(writes):
            if isinstance(write, UpdateWrite) and not results[position]:
                self._updated(write, token)
                results[position] = True
        return [results[position] for position in range(len(writes))]

    def delete_many(self, keys: Sequence[Key]) -> None:
        """See Table.delete_many."""
        self._batch_write([{"DeleteRequest": {"Key": typed_key(key)}} for key in dict.fromkeys(keys)])

    def _batch_write(self, requests: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(requests), BATCH_WRITE_LIMIT):
            batch = list(requests[start : start + BATCH_WRITE_LIMIT])
            for _ in _tries():
                answer = self._call("batch_write_item", RequestItems={self.name: batch})
                if not (batch := (answer.get("UnprocessedItems") or {}).get(self.name, [])):
                    break
            else:
                raise TableBusy("writes stayed unprocessed")

    def _call(self, operation: str, **request: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**request)
        except ServiceBusy as error:
            raise TableBusy(str(error)) from error
        return answer

    def _write(self, operation: str, request: dict[str, Any], token: bytes | None) -> dict[str, Any]:
        try:
            answer = self._call(operation, **request)
        except self._client.exceptions.ConditionalCheckFailedException as error:
            stored = error.response.get("Item")
            if resend.was_ours(error.response, token):
                return {"Attributes": stored}
            item = decode_item(stored) if stored else None
            if item is not None and expiry.is_over(item):
                raise LeftBehind(item) from error
            raise ConditionFailed(item) from error
        return answer

    def _pages(self, request: dict[str, Any], options: IndexOptions) -> Iterator[dict[str, Any]]:
        request = {"TableName": self.name, "ScanIndexForward": not options.get("descending", False), **request}
        remaining_count = options.get("limit")
        while True:
            answer = self._call(
                "query", **request, **({"Limit": remaining_count} if remaining_count is not None else {})
            )
            page_items = [item for item in answer["Items"] if not is_over(item)]
            yield from page_items
            remaining_count = None if remaining_count is None else remaining_count - len(page_items)
            if "LastEvaluatedKey" not in answer or remaining_count == 0:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _conditional(self, expression: ExpressionBuilder, condition: Condition | None) -> dict[str, Any]:
        rendered = {"ConditionExpression": expression.condition(condition)} if condition else {}
        returned = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if condition else {}
        return {"TableName": self.name, **rendered, **returned, **expression.parameters()}

    def _put(self, write: Put) -> dict[str, Any]:
        item = {"Item": encode_item(write.item)}
        if write.condition is None:
            return {**item, "TableName": self.name}
        return {**item, **self._conditional(ExpressionBuilder(encode), expiry.guarded(write.condition))}

    def _change(self, write: UpdateWrite) -> dict[str, Any]:
        return self._updating(write.key, write.update, expiry.updatable(write.condition))

    def _replacing(self, write: UpdateWrite) -> dict[str, Any]:
        """See expiry.as_if_absent: the condition concerns the expired item."""
        return self._updating(write.key, write.update, write.condition)

    def _updating(self, key: Key, update: Update, condition: Condition | None) -> dict[str, Any]:
        expression = ExpressionBuilder(encode)
        changes = expression.update(update)
        return {"Key": typed_key(key), "UpdateExpression": changes, **self._conditional(expression, condition)}

    def _delete(self, write: Delete) -> dict[str, Any]:
        condition = expiry.guarded(write.condition)
        return {"Key": typed_key(write.key), **self._conditional(ExpressionBuilder(encode), condition)}

    def _transact_item(self, write: Write) -> dict[str, Any]:
        match write:
            case Put():
                return {"Put": self._put(write)}
            case UpdateWrite():
                return {"Update": self._change(write)}
            case Delete():
                return {"Delete": self._delete(write)}
            case ConditionCheck(key, condition):
                rendered = self._conditional(ExpressionBuilder(encode), expiry.guarded(condition))
                return {"ConditionCheck": {"Key": typed_key(key), **rendered}}


def _tries() -> Iterator[None]:
    """Tries of one operation, with pauses between them, until AGAIN_WITHIN_SECONDS have passed."""
    end = time.monotonic() + AGAIN_WITHIN_SECONDS
    for tries in count():
        yield
        if time.monotonic() > end:
            return
        time.sleep(pause_seconds(tries))
