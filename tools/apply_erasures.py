"""``make apply-erasures``: erase again what a restore has brought back (docs/data-protection.md).

Reads the list of erasures in the bucket, and compares it with one organisation, or with all that the table has. What it
finds is erased by the platform's own worker, which the sweeper of erasures calls within a minute.
"""

import argparse
from collections.abc import Iterator

from bivelio_core.erasure import applied
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.stored import StoredTable

from tools.deployed import Deployed

META = "META"


def main() -> None:
    """Say how many erasures begin again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organisation", default="", help="only this one; without it, all of the table")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    options = parser.parse_args()
    print(f"{apply(Deployed(options.stack), options.organisation)} erasures begin again")


def apply(deployed: Deployed, organisation: str = "") -> int:
    """Apply the list to one organisation, or to all; returns how many erasures begin again."""
    stored = StoredTable(deployed.patient_client("dynamodb"), deployed.resource("Table"))
    bucket = deployed.resource("DocumentsBucket")
    entries = list(applied.listed(deployed.patient_client("s3"), bucket, organisation))
    table = DynamoTable(stored.client, stored.name)
    organisations = [organisation] if organisation else organisations_in(stored)
    return sum(applied.apply_to(each, entries, table, stored) for each in organisations)


def organisations_in(stored: StoredTable) -> Iterator[str]:
    """The ids of all organisations, by a scan: for a table that was restored as a whole."""
    pages = stored.client.get_paginator("scan").paginate(
        TableName=stored.name,
        ProjectionExpression="PK",
        FilterExpression="SK = :meta AND begins_with(PK, :organisation)",
        ExpressionAttributeValues={":meta": {"S": META}, ":organisation": {"S": "ORG#"}},
    )
    for page in pages:
        yield from (item["PK"]["S"].removeprefix("ORG#") for item in page["Items"])


if __name__ == "__main__":
    main()
