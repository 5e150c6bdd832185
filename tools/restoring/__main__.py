"""``make restore ORG=org_... FROM=2026-11-30T09:00:00Z``: bring one organisation back from a point in time.

FROM is a time of the last 35 days, or the name of a table that was restored before. Without MODE what is missing comes
back; with MODE=as_it_was what people maintain is as it was then, and what they made since is removed. Call it again
after an interruption: it goes on.
"""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bivelio_core import domain
from bivelio_core.store.stored import StoredTable

from tools import apply_erasures
from tools.deployed import Deployed
from tools.reindex import rebuild

from . import tables
from .tables import Copy
from .whole import Bucket, RefusedRestoration, Request, restored

WRITERS = 16


def main() -> None:
    """Print each step; exit with 1 when the comparison finds a difference, or the request is refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("organisation")
    parser.add_argument("source", help="a time with its zone, or the name of a restored table")
    parser.add_argument("--at", type=datetime.fromisoformat, help="of which time a table is that does not say it")
    parser.add_argument("--mode", choices=["missing", "as_it_was"], default="missing")
    parser.add_argument("--access", action="store_true", help="also missing keys, members and invitations")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    options = parser.parse_args()
    deployed = Deployed(options.stack)
    dynamodb, table = deployed.patient_client("dynamodb"), deployed.resource("Table")
    copy = source_of(dynamodb, table, options.source, options.at, is_local=options.stack is None)
    if copy.is_simulated:
        print("simulated: this table is a copy, and no restored point in time")
    request = Request(
        options.organisation,
        StoredTable(dynamodb, copy.name),
        StoredTable(dynamodb, table),
        copy.at,
        options.mode,
        options.access,
        Path(tempfile.gettempdir()) / f"restore-{options.organisation}-{copy.name}-{options.mode}.json",
        WRITERS,
    )
    bucket = Bucket(deployed.patient_client("s3"), deployed.resource("DocumentsBucket"))
    try:
        rest = restored(request, bucket, print)
    except RefusedRestoration as refusal:
        sys.exit(str(refusal))
    if rest:
        sys.exit("\n".join(f"not as it should be: {kind}, {count:,} items" for kind, count in sorted(rest.items())))
    for kind in domain.lists():
        rebuild(deployed, {"organisation": options.organisation, "environment": "live", "kind": kind})
    if count := apply_erasures.apply(deployed, options.organisation):
        print(f"{count} erasures begin again: they were done since then")
    print(f"all is as it should be. The table {copy.name} is paid for until it is deleted.")


def source_of(dynamodb: object, table: str, source: str, at: datetime | None, *, is_local: bool) -> Copy:
    """The table that a text names: one that exists, or that of a time, which is made."""
    try:
        then = datetime.fromisoformat(source).astimezone(UTC)
    except ValueError:
        return tables.existing(dynamodb, source, at)
    print(f"the table as it was at {then:%Y-%m-%d %H:%M:%S} UTC: DynamoDB needs minutes to hours for it", flush=True)
    return tables.copied(dynamodb, table, then, is_simulated=is_local)


if __name__ == "__main__":
    main()
