"""The table this process works on, through one client."""

from functools import cache

from bivelio_core import clients, config

from .dynamo import DynamoTable


@cache
def table() -> DynamoTable:
    """The table, through one client a process."""
    return DynamoTable(clients.client("dynamodb"), config.table_name())
