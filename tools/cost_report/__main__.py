"""``make cost-report MONTH=2026-11``: what each organisation used, and about what AWS charged for it."""

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from typing import Any

from tools.deployed import Deployed

from .counting import Usage, by_organisation
from .pricing import Cost, cost_of, shared

COLUMNS = (
    "organisation",
    "requests",
    "events",
    "deliveries",
    "messages",
    "runs",
    "steps",
    "credits",
    "table_bytes",
    "document_bytes",
    *(f"{name}_dollars" for name in Cost._fields),
    "dollars",
)
DECIMALS = 6


def main() -> None:
    """Print the report as CSV, the dearest first, and the sums as its last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("month", type=_month, help="such as 2026-11")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    options = parser.parse_args()
    deployed = Deployed(options.stack)
    pages = scan(deployed.patient_client("dynamodb"), deployed.resource("Table"))
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    writer.writerows(report(by_organisation(pages, options.month)))


def _month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"{text} is no month, such as 2026-11")
    return text


def scan(client: Any, table: str) -> Iterator[Any]:
    """The pages of the whole table, eventually consistent: half a read unit for four kilobytes."""
    yield from client.get_paginator("scan").paginate(TableName=table)


def report(usages: dict[str, Usage]) -> Iterator[dict[str, Any]]:
    """A row for each organisation, then what they share, then the sums."""
    rows = sorted((row_of(name, usage) for name, usage in usages.items()), key=lambda row: -row["dollars"])
    yield from rows
    common = {"organisation": "(shared by all)", "dollars": round(shared(), DECIMALS)}
    yield common
    sums = {column: sum(row.get(column, 0) for row in (*rows, common)) for column in COLUMNS[1:]}
    yield {"organisation": "(all)", **{name: round(number, DECIMALS) for name, number in sums.items()}}


def row_of(organisation: str, usage: Usage) -> dict[str, Any]:
    """The row of an organisation."""
    cost = cost_of(usage)
    numbers = {name: getattr(usage, name) for name in COLUMNS[2:10]}
    dollars = {f"{name}_dollars": round(value, DECIMALS) for name, value in cost._asdict().items()}
    return {
        "organisation": organisation,
        "requests": usage.requests.total(),
        **numbers,
        **dollars,
        "dollars": round(cost.total, DECIMALS),
    }


if __name__ == "__main__":
    main()
