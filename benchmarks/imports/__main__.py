"""Import many contacts on the local runtime: time, processor time and memory by function, and lists right after.

    python -m benchmarks.imports [--rows 100000] [--write]
    python -m benchmarks.imports --foreign [--rows 100000] [--write]    # files of other programs, and their undo
    python -m benchmarks.imports --baseline FOLDER [--rows 2000] [--rounds 3] [--write]    # beside an older checkout

The file goes the customer's way: `contacts/import`, an upload, `contacts/import` again, and a look every second. The
lists are asked for in the moment in which the import is completed, and must have every row.
"""

import argparse
import csv
import io
import json
import os
import platform as machine
import statistics
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import processes
from benchmarks.lists.contacts import contacts
from local.demo import make_organisation
from tests.running import Runtime, runtime, settings_for
from tools.deployed import Deployed

RESULTS = Path(__file__).parent / "results" / "results.md"
COLUMNS = ("type", "name", "email", "phone", "tags", "custom_fields")
LISTS: dict[str, dict[str, Any]] = {
    "no filter": {},
    "no filter, the last page": {"page": -1},
    "type and two tags": {"type": "company", "tags": ["client", "lead"]},
    "a search": {"search": "garcia"},
}
AGAIN = 9
Call = Callable[[str, dict[str, Any]], Any]


class Listed(NamedTuple):
    """A list: milliseconds of the first answer and in the median of the next ones, and its total."""

    first: float
    median: float
    total: int


class Measured(NamedTuple):
    """Figures of one import: seconds, processor seconds and peak megabytes by function, and the lists."""

    size: int
    seconds: float
    processor: Counter[str]
    megabytes: dict[str, int]
    lists: dict[str, Listed]


def main() -> None:
    """Start, import, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--baseline", type=Path, help="an older checkout, which takes turns with this one")
    parser.add_argument("--rounds", type=int, default=3, help="with --baseline")
    parser.add_argument("--foreign", action="store_true", help="two files of other programs, imported and taken back")
    parser.add_argument("--write", action="store_true", help="keep the figures in results/")
    options = parser.parse_args()
    if options.baseline:
        from .turns import compare  # noqa: PLC0415 - a page of its own

        keep(
            RESULTS.with_name("turns.md"),
            compare(options.baseline.resolve(), options.rows or 2_000, options.rounds),
            options,
        )
        return
    rows = options.rows or 100_000
    with tempfile.TemporaryDirectory() as folder, runtime(settings_for(Path(folder))) as running:
        if options.foreign:
            from .foreign import report  # noqa: PLC0415 - a page of its own

            keep(RESULTS.with_name("foreign.md"), report(running, rows), options)
            return
        keep(RESULTS, render(rows, measure(running, rows)), options)


def keep(page: Path, report: str, options: argparse.Namespace) -> None:
    """Print a page, and write it if that was asked."""
    report = f"{where()}\n\n{report}\n"
    print(report)
    if options.write:
        page.parent.mkdir(exist_ok=True)
        page.write_text(report, encoding="utf-8")


def measure(running: Runtime, rows: int) -> Measured:
    """Import so many rows into an organisation of its own."""
    organisation = make_organisation(Deployed(None, running.settings).operate, "imports", "enterprise")
    key = organisation["keys"]["live_secret"]

    def call(operation: str, data: dict[str, Any]) -> Any:
        answer = running.call(f"/v1/contacts/{operation}", {"data": data}, X_API_Key=key)
        assert answer.status in {200, 202}, answer.json()
        return answer.json()["data"]

    content = table(rows)
    before = processes.seconds([running.process.pid])
    began = time.perf_counter()
    contact_import = call("import", {})
    upload(contact_import["upload"], content)
    call("import", {"id": contact_import["id"]})
    completed(call, contact_import["id"])
    seconds = time.perf_counter() - began
    lists = {name: timed(call, data, rows) for name, data in LISTS.items()}
    used = processes.seconds([running.process.pid])
    used.subtract(before)
    return Measured(len(content), seconds, used, processes.peak_megabytes([running.process.pid]), lists)


def table(rows: int) -> bytes:
    """The synthetic contacts of the lists' benchmark as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    for contact in contacts(rows):
        cells = {"tags": "|".join(contact["tags"]), "custom_fields": json.dumps(contact["custom_fields"])}
        writer.writerow({**contact, **cells})
    return text.getvalue().encode()


def upload(target: dict[str, str], content: bytes) -> None:
    """Upload the file to the URL that the API returned."""
    put = urllib.request.Request(  # noqa: S310 - an address the platform gave
        target["url"], content, {"Content-Type": target["content_type"]}, method="PUT"
    )
    with urllib.request.urlopen(put, timeout=60) as answer:  # noqa: S310
        assert answer.status == HTTPStatus.OK


def completed(call: Call, import_id: str) -> None:
    """Wait for the end and print the progress."""
    while (state := call("import_status", {"id": import_id}))["status"] == "running":
        print(f"\r{state['progress']:.0%}", end="", file=sys.stderr, flush=True)
        time.sleep(1)
    print(file=sys.stderr)
    assert (state["status"], state["failed"]) == ("completed", 0), state


def timed(call: Call, data: dict[str, Any], rows: int) -> Listed:
    """Measure a list's first and next requests; without a filter, its total must be the number of rows."""
    query = {**data, "page": -(-rows // 20)} if data.get("page") else data
    times = []
    for _ in range(1 + AGAIN):
        began = time.perf_counter()
        total = call("list", query)["pagination"]["total"]
        times.append((time.perf_counter() - began) * 1000)
        assert total == rows or data.keys() - {"page"}, (total, rows)
    return Listed(times[0], statistics.median(times[1:]), total)


def where() -> str:
    """When and on what a page was made."""
    return (
        f"Made by `make bench-imports` on {datetime.now(UTC):%Y-%m-%d}: {machine.machine()}, {machine.system()}, "
        f"Python {machine.python_version()}, {os.cpu_count()} processors, on which {os.getloadavg()[2]:.1f} processes "
        "ran or waited in the last quarter of an hour."
    )


def render(rows: int, result: Measured) -> str:
    """The figures as a page."""
    shares = result.processor.most_common(4)
    return "\n".join(
        [
            (
                f"{rows:,} contacts, {result.size / 1e6:.1f} MB, from the first call to `completed`, index included: "
                f"**{result.seconds:.0f} s**, {rows / result.seconds:.0f} rows a second."
            ),
            "",
            "| | processor, s | memory at most, MB |",
            "|---|---:|---:|",
            *(f"| {name} | {seconds:.0f} | {result.megabytes.get(name, 0)} |" for name, seconds in shares),
            "",
            "| list right after it | first, ms | then, ms | total |",
            "|---|---:|---:|---:|",
            *(f"| {name} | {one.first:.0f} | {one.median:.0f} | {one.total:,} |" for name, one in result.lists.items()),
        ]
    )


if __name__ == "__main__":
    main()
