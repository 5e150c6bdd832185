"""The table as template.yaml declares it, made in moto."""

import os
from typing import Any

import boto3
from bivelio_core import clients
from moto.dynamodb.models import dynamodb_backends

from tests.network import Network
from tests.partiql import teach_partiql
from tests.quick_moto import make_quick
from tests.services import ACCOUNT, REGION


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


DEFINITION: dict[str, Any] = {
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK", "GSI1PK", "GSI1SK")
    ],
    "KeySchema": _schema("PK", "SK"),
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "GSI1",
            "KeySchema": _schema("GSI1PK", "GSI1SK"),
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
}
"""Properties of the template's table (tests/deployment/test_data.py compares them)."""


def create_table() -> Any:
    """Make the table in the running mock, without a request for it, and answer a client."""
    clients.client.cache_clear()
    clients.hand_over_network(Network)
    teach_partiql()
    make_quick()
    dynamodb_backends[ACCOUNT][REGION].create_table(
        os.environ["TABLE_NAME"],
        schema=DEFINITION["KeySchema"],
        throughput=None,
        attr=DEFINITION["AttributeDefinitions"],
        global_indexes=DEFINITION["GlobalSecondaryIndexes"],
        indexes=[],
        streams=None,
        billing_mode=DEFINITION["BillingMode"],
        sse_specification=None,
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )
    return clients.client("dynamodb")


def stored_items() -> list[dict[str, Any]]:
    """All items of the table, in DynamoDB's format. The port has no scan, nor has our own client."""
    found: list[dict[str, Any]] = boto3.client("dynamodb").scan(TableName=os.environ["TABLE_NAME"])["Items"]
    return found
