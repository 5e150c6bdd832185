"""The table as it was at a point in time: a new table, which DynamoDB makes in minutes to hours."""

import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

WAIT_SECONDS = 15.0


class Copy(NamedTuple):
    """A table of a point in time."""

    name: str
    at: datetime
    is_simulated: bool
    """An emulator copies the table as it is when it is asked."""


def copied(dynamodb: Any, table: str, at: datetime, *, is_simulated: bool, wait_seconds: float = WAIT_SECONDS) -> Copy:
    """The table as it was at a time; asked for again, the same copy. Returns when it can be read.

    It has no index: who brings items back reads their partitions. It costs its storage until it is deleted.
    """
    name = f"{table}-at-{at.astimezone(UTC):%Y%m%dT%H%M%S}"
    if _state(dynamodb, name) is None:
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=table,
            TargetTableName=name,
            RestoreDateTime=at,
            **({} if is_simulated else {"GlobalSecondaryIndexOverride": [], "BillingModeOverride": "PAY_PER_REQUEST"}),
        )
    while _state(dynamodb, name) != "ACTIVE":
        time.sleep(wait_seconds)
    return Copy(name, at, is_simulated)


def existing(dynamodb: Any, name: str, at: datetime | None) -> Copy:
    """A table that was restored before, with the time that it is of: DynamoDB's, unless one is said.

    Raises LookupError when neither says the time.
    """
    about = dynamodb.describe_table(TableName=name)["Table"]
    summary = about.get("RestoreSummary", {})
    then = at or summary.get("RestoreDateTime")
    if then is None:
        raise LookupError(f"{name} does not say of which time it is: say it with AT=")
    return Copy(name, then.astimezone(UTC), "RestoreSummary" not in about)


def _state(dynamodb: Any, name: str) -> str | None:
    try:
        return str(dynamodb.describe_table(TableName=name)["Table"]["TableStatus"])
    except dynamodb.exceptions.ResourceNotFoundException:
        return None
