"""``make new-installations RESTORED=2027-03-01T10:00:00Z``: say that the data are a restored copy.

Each issuer under VERI*FACTU gets a new installation, since its former one may have gone on from the same record. What
got one after that time is left alone, so the command may be repeated until it has gone through.
"""

import argparse
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bivelio_core import clock
from bivelio_core.invoices import issuers
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.keys import INVOICE_ISSUER
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant, parse_partition

from tools.deployed import Deployed


def main() -> None:
    """Print each new installation with the former one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("restored", type=datetime.fromisoformat, help="when the copy was restored")
    parser.add_argument("--organisation", help="only this one")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    options = parser.parse_args()
    deployed = Deployed(options.stack)
    client, name = deployed.client("dynamodb"), deployed.resource("Table")
    store = SystemStore(DynamoTable(client, name))
    organisations = [options.organisation] if options.organisation else sorted(organisations_in(client, name))
    for organisation in organisations:
        for line in renewed(store, organisation, options.restored):
            print(line)


def renewed(store: SystemStore, organisation: str, restored: datetime) -> Iterator[str]:
    """Give the issuers of an organisation new installations, unless they got theirs after the copy was restored."""
    own = store.of(Tenant(organisation, "live"))
    for item in own.query(INVOICE_ISSUER, consistent=True):
        former = item.get("former", ())
        if former and clock.parse(former[-1]["until"]) >= restored:
            continue
        issuer = issuers.renew(own, item["SK"], item["installation"])
        yield f"{organisation} {issuer.nif}: {item['installation']} -> {issuer.installation}"


def organisations_in(client: Any, table: str) -> set[str]:
    """Return the organisations with an issuer under VERI*FACTU, by a scan of the whole table."""
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        ProjectionExpression="PK",
        FilterExpression="contains(PK, :issuers)",
        ExpressionAttributeValues={":issuers": {"S": f"#live#{INVOICE_ISSUER.partition}"}},
    )
    partitions = (parse_partition(item["PK"]["S"]) for page in pages for item in page["Items"])
    return {each.tenant.organisation for each in partitions if each and each.kind == INVOICE_ISSUER.partition}


if __name__ == "__main__":
    main()
