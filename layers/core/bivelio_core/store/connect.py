"""The table of this process."""

from functools import cache

from bivelio_core import clients, config

from .dynamo import DynamoTable


@cache
def table() -> DynamoTable:
    """The deployed table, through the one client of this process."""
    return DynamoTable(clients.client("dynamodb"), config.table_name())
