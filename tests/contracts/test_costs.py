"""docs/costs.md shows the code's measured costs, and these are within the limits of the design."""

import os
import re
import subprocess
import sys
from datetime import date
from difflib import unified_diff
from typing import Any

import pytest

from benchmarks import bill, monthly, prices, request_costs
from tools.endpoints import operations
from tools.template import ROOT, functions, template

ROUNDING = 0.5
"""The read units of a Query come in steps of so many."""


MEASURED = """
import sys
from pathlib import Path
from benchmarks import request_costs
Path(sys.argv[1]).write_text(request_costs.page(), encoding="utf-8")
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page as `make costs` makes it: in a process of its own, since one that has answered before asks for less."""
    file = tmp_path_factory.mktemp("costs") / "costs.md"
    about = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    about["PYTHONPATH"] = str(ROOT / "layers" / "core")
    subprocess.run([sys.executable, "-c", MEASURED, file], cwd=ROOT, env=about, check=True, capture_output=True)
    return file.read_text(encoding="utf-8")


def cells(page: str, request: str) -> list[str]:
    """What the table says of a request: calls, read units, write units, other calls."""
    (row,) = re.findall(rf"^\| {re.escape(request)} \| (.*) \|$", page, re.MULTILINE)
    return str(row).split(" | ")


@pytest.mark.fix("Run `make generate`, and read in docs/costs.md what has become dearer.")
def test_the_page_is_fresh(page):
    kept = request_costs.PAGE.read_text(encoding="utf-8")
    changed = list(unified_diff(kept.splitlines(), page.splitlines(), lineterm="", n=0))
    assert not changed, "\n".join(["make generate", *changed])


@pytest.mark.fix(
    "What a process keeps between requests must be forgotten: add its `forget` to FORGET of tests/conftest.py."
)
def test_a_request_costs_the_same_in_a_process_that_has_answered_it_before():
    (search,) = (each for each in operations() if each.endpoint.operation == "knowledge.search")
    assert request_costs.of_example(search) == request_costs.of_example(search)


@pytest.mark.parametrize(
    ("request_", "promised"),
    [
        ("authorizer: a key, first in 30 s", ["get, 2 update", "1", "2", "0"]),  # one of them once an hour: last used
        ("authorizer: a key, again", ["update", "0", "1", "0"]),
        ("authorizer: a token, first in 30 s", ["get_many, update", "4", "1", "0"]),
        ("authorizer: a token, again", ["update", "0", "1", "0"]),
        ("contacts.create: refers to nothing", ["put, update", "0", "2", "0"]),
        ("contacts.get: an id of ours", ["get", "1", "0", "0"]),
        ("50 events of a feed of 30 empty days", ["query", "1", "0", "0"]),
        ("deliver one event, alone", ["get_many, 2 put_each", "2", "5", "0"]),
        ("deliver 10 events that are taken at once", ["get_many, 2 put_each", "11", "41", "0"]),
    ],
)
@pytest.mark.fix(
    "A request of the hot path makes other AWS calls than promised: see the request in benchmarks/request_costs.py."
)
def test_the_hot_path_costs_what_the_design_promises(page, request_, promised):
    assert cells(page, request_) == promised


@pytest.mark.fix(
    "A list of documents reads more than one of contacts: see layers/core/bivelio_core/documents/terms.py."
)
def test_a_list_of_documents_reads_as_much_as_one_of_contacts(page):
    """But for the rounding of one read: their examples have not equally many rows."""
    documents, contacts = cells(page, "documents.list"), cells(page, "contacts.list")
    assert documents[0] == contacts[0]
    assert abs(float(documents[1]) - float(contacts[1])) <= ROUNDING


@pytest.mark.fix("Run `make generate`: docs/costs.md is made from the examples in docs/examples.")
def test_every_endpoint_is_in_the_table(page):
    measured = {line.split(" | ")[0].removeprefix("| ").split(":")[0] for line in page.splitlines() if " | " in line}
    assert {operation.endpoint.operation for operation in operations()} <= measured


@pytest.mark.fix("The lines of benchmarks/monthly.py must be the whole bill, and its shares 100 together.")
def test_the_bill_adds_up(page):
    table = page.partition("## What a month costs")[2].partition("**together**")[0]
    (together,) = re.findall(r"^\| \*\*together\*\* \| (\*\*[^a-z]*) \|$", page, re.MULTILINE)
    totals = [float(total.strip("* ").replace(",", "")) for total in together.split("|")]
    lines = [row.split(" | ")[1:] for row in re.findall(r"^\| ([A-Z][^|]* \| [\d.,| ]+) \|$", table, re.MULTILINE)]
    assert len(lines) >= 14
    assert [len(cells) for cells in lines] == [len(bill.SIZES)] * len(lines)
    for column, total in enumerate(totals):
        added = sum(float(cells[column].replace(",", "")) for cells in lines)
        assert abs(added - total) <= 0.005 * (len(lines) + 1)
    assert sum(monthly.MIX.values()) == 100


@pytest.fixture(scope="module")
def tables(page) -> dict[str, str]:
    """The rows of the page by name, as benchmarks/monthly.py reads them."""
    rows = re.findall(r"^\| (.*?) \| (.* \| [\d.]+ \| [\d.]+ \| \d+) \|$", page, re.MULTILINE)
    return dict(rows)


@pytest.mark.fix(
    "benchmarks/monthly.py assumes other parameters than template.yaml: make Settings equal to its defaults."
)
def test_the_bill_is_that_of_the_templates_defaults():
    parameters = {name: each.get("Default") for name, each in template()["Parameters"].items()}
    assert monthly.Settings() == monthly.Settings(
        traced_share=parameters["TracedShare"],
        traces_per_second=parameters["TracesPerSecond"],
        workers_traced=parameters["WorkerTracing"] == "Active",
        operation_metrics=parameters["OperationMetrics"] == "true",
        platform_lines=parameters["PlatformLogLevel"] != "WARN",
    )


@pytest.mark.fix("What is observed became a large part of the bill: docs/adr/0051-little-is-observed-by-default.md.")
@pytest.mark.parametrize("requests", bill.SIZES)
def test_what_is_observed_is_a_small_part_of_the_bill(tables, requests):
    month = monthly.Month(requests, tables)
    dollars = {line.service: line.dollars for line in month.lines()}
    assert dollars["X-Ray"] <= 0.01 * month.total()
    assert monthly.Month(requests, tables, monthly.OBSERVED).total() > month.total() + dollars["X-Ray"]


@pytest.mark.fix(
    "A stack costs more than promised while nothing asks for anything: see the idle month in docs/costs.md."
)
def test_an_idle_stack_costs_less_than_sixteen_dollars_a_month_and_a_million_requests_thirty(tables):
    idle = monthly.Month(0, tables)
    watched = sum(
        line.dollars for line in idle.lines() if line.service in {"CloudWatch alarms", "CloudWatch dashboard"}
    )
    assert 0 < idle.total() - watched < 10
    assert watched < 6, (
        "objectives and the dashboard are for stacks that say so: docs/adr/0111-what-a-million-requests-cost.md"
    )
    assert watched + monthly.objectives_and_dashboard() < 15
    assert monthly.Month(1_000_000, tables).total() < 30
    assert {line.service for line in idle.lines() if line.dollars > 1} == {
        "CloudWatch alarms",
        "KMS",
        "Secrets Manager",
        "SQS",
    }


@pytest.mark.fix("A function that takes part in the mix of benchmarks/monthly.py is not in the bill.")
def test_the_bill_has_every_function_that_takes_part(tables):
    called = {each.name: each for each in monthly.Month(1_000_000, tables).called}
    triggered = {each.logical_id for each in functions() if _runs_every_minute(each.properties)}
    assert triggered < called.keys()
    assert {
        "Authorizer",
        "ContactsGet",
        "IndexChanges",
        "PublishEvents",
        "DeliverWebhook",
        "RecordRequests",
    } < called.keys()
    assert all(each.milliseconds > 0 and each.gigabyte_seconds > 0 for each in called.values())


def _runs_every_minute(properties: dict[str, Any]) -> bool:
    return any(event["Type"] == "Schedule" for event in properties.get("Events", {}).values())


@pytest.mark.fix("A price of benchmarks/prices.py has no source or no date.")
def test_every_price_has_a_source_and_a_date(page):
    for price in prices.PRICES:
        assert price.dollars > 0
        assert price.source.startswith(("Price List, A", "aws.amazon.com/", "other pages, of aws.amazon.com/"))
        assert date(2026, 1, 1) < date.fromisoformat(price.read)
        assert f"| {price.of} | {price.dollars:g} |" in page
