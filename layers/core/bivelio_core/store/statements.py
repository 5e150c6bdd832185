"""Conditional writes as PartiQL statements: 25 in one request, each written or refused on its own.

BatchWriteItem has no conditions, and in a transaction each write costs twice as much. Source: DynamoDB API Reference,
BatchExecuteStatement and BatchStatementError; Developer Guide, "PartiQL insert statements", "PartiQL update
statements", "PartiQL operators". A put under `absent()` is an INSERT, one under `equals`, or several of them, an UPDATE
of every attribute. An increment is an UPDATE too. It is refused while the item or the attribute does not exist, because
a statement neither creates an item nor adds to an absent attribute.
"""

from collections.abc import Iterator
from typing import Any

from bivelio_core import clock

from .codec import WRITE_MARK, encode, encode_item
from .writes import AllOf, AttributeComparison, Condition, Put, UpdateWrite

BATCH_STATEMENT_LIMIT = 25
REFUSED = frozenset({"ConditionalCheckFailed", "DuplicateItem"})
BUSY = frozenset(
    {
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
        "RequestLimitExceeded",
        "TransactionConflict",
        "InternalServerError",
    }
)


class StatementFailed(Exception):
    """DynamoDB could not parse a statement, or was not permitted to carry it out."""


def statement(table: str, write: Put | UpdateWrite) -> dict[str, Any]:
    """The statement of a write. Raises ValueError for a condition that is neither `absent()` nor of `equals`."""
    return _of_put(table, write) if isinstance(write, Put) else _of_update(table, write)


def _of_put(table: str, put: Put) -> dict[str, Any]:
    if put.condition == AttributeComparison("absent", "PK"):
        names = ", ".join(f"'{name}': ?" for name in put.item)
        return {
            "Statement": f'INSERT INTO "{table}" VALUE {{{names}}}',
            "Parameters": list(encode_item(put.item).values()),
        }
    expected = list(_equalities(put.condition))
    changed = {name: part for name, part in put.item.items() if name not in ("PK", "SK")}
    sets = "".join(f' SET "{attribute}" = ?' for attribute in changed)
    holds = "".join(f' AND "{name}" = ?' for name, _ in expected)
    parameters = [*changed.values(), put.item["PK"], put.item["SK"], *(value for _, value in expected)]
    return {
        "Statement": f'UPDATE "{table}"{sets} WHERE "PK" = ? AND "SK" = ?{holds}',
        "Parameters": [encode(part) for part in parameters],
    }


def _of_update(table: str, write: UpdateWrite) -> dict[str, Any]:
    """Return the statement of an update with a token (`resend.marked_update`); refused if the item has the token.

    It is refused for an expired item too, since that counts as absent.
    """
    changes, added = write.update.set, write.update.add
    sets = "".join(f' SET "{name}" = ?' for name in changes)
    sets += "".join(f' SET "{name}" = "{name}" + ?' for name in added)
    holds = ' AND "ttl" > ?' + "".join(f' AND "{name}" IS NOT MISSING' for name in added)
    parameters = [*changes.values(), *added.values(), write.key.pk, write.key.sk, int(clock.epoch())]
    if WRITE_MARK in changes:
        holds += f' AND "{WRITE_MARK}" <> ?'
        parameters.append(changes[WRITE_MARK])
    return {
        "Statement": f'UPDATE "{table}"{sets} WHERE "PK" = ? AND "SK" = ?{holds}',
        "Parameters": [encode(part) for part in parameters],
    }


def _equalities(condition: Condition | None) -> Iterator[tuple[str, Any]]:
    match condition:
        case AttributeComparison("=", name, value):
            yield name, value
        case AllOf(parts):
            for part in parts:
                yield from _equalities(part)
        case _:
            raise ValueError("a batch of puts knows absent() and equals()")


def outcome(response: dict[str, Any], write: Put | UpdateWrite) -> bool | None:
    """Whether a statement was carried out; None when it must be tried again. Raises StatementFailed.

    The caller repeats a refused update as a request of its own, whatever the reason.
    """
    code = response.get("Error", {}).get("Code")
    if code is None:
        return True
    if code in REFUSED:
        return False
    if code in BUSY:
        return None
    if isinstance(write, UpdateWrite):
        return False
    raise StatementFailed(response["Error"])
