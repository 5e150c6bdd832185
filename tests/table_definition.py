"""The table as template.yaml declares it, made in moto."""

import os
from typing import Any

from bivelio_core import clients

from tests.partiql import teach_partiql


def create_table() -> Any:
    """Make the table in the running mock and answer the client."""
    clients.client.cache_clear()
    teach_partiql()
    dynamodb = clients.client("dynamodb")
    attributes = ("PK", "SK", "GSI1PK", "GSI1SK")
    dynamodb.create_table(
        TableName=os.environ["TABLE_NAME"],
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in attributes],
        KeySchema=_schema("PK", "SK"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": "GSI1",
                "KeySchema": _schema("GSI1PK", "GSI1SK"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    return dynamodb


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
