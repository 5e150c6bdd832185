"""docs/costs.md shows the code's measured costs, and these are within the limits of the design."""

import re

import pytest

from benchmarks import bill, request_costs
from tools.endpoints import operations


@pytest.fixture(scope="module")
def page() -> str:
    return request_costs.page()


def cells(page: str, request: str) -> list[str]:
    """What the table says of a request: calls, read units, write units, other calls."""
    (row,) = re.findall(rf"^\| {re.escape(request)} \| (.*) \|$", page, re.MULTILINE)
    return str(row).split(" | ")


@pytest.mark.fix("Run `make generate`, and read in docs/costs.md what has become dearer.")
def test_the_page_is_fresh(page):
    assert request_costs.PAGE.read_text(encoding="utf-8") == page, "make generate"


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
        ("deliver one event, alone", ["get_many, 2 put_each, update", "2", "5", "0"]),
        ("deliver 10 events that are taken at once", ["get_many, 2 put_each, update", "11", "41", "0"]),
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
    assert cells(page, "documents.list")[1] == cells(page, "contacts.list")[1]


@pytest.mark.fix("Run `make generate`: docs/costs.md is made from the examples in docs/examples.")
def test_every_endpoint_is_in_the_table(page):
    measured = {line.split(" | ")[0].removeprefix("| ").split(":")[0] for line in page.splitlines() if " | " in line}
    assert {operation.endpoint.operation for operation in operations()} <= measured


@pytest.mark.fix("The shares of benchmarks/bill.py must be 100 together.")
def test_the_bill_adds_up(page):
    rows = re.findall(r"^\| [^|*]+ \| [^|]+ \| (\d+\.\d\d) \|$", page.partition("What 100,000")[2], re.MULTILINE)
    (total,) = re.findall(r"\*\*together\*\* \| \| \*\*(.*)\*\*", page)
    assert abs(sum(map(float, rows)) - float(total)) <= 0.005 * (len(rows) + 1)
    assert sum(bill.MIX.values()) == 100
