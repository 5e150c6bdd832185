"""A write of an invoice whose answer was lost on the way is sent again, and has one effect.

First the network loses the table's answer to each write, then the caller's own answer is lost too, and the same request
comes again under its Idempotency-Key.
"""

import pytest

from tests.api import call, lose_answers
from tests.invoices.world import LINES, chain, client, draft, issued, records, settled
from tests.lossy import losing_the_first_answer

HEADERS = {"Idempotency-Key": "lost"}


@pytest.fixture(autouse=True)
def _settings(table):
    settled()


def twice(table, operation, data):
    """What a request answers when answers are lost, and what its repetition answers."""
    with losing_the_first_answer(table._client) as network:
        first = call(operation, data, headers=HEADERS).data
    assert network.sent["TransactWriteItems"] == 2, "the one transaction, sent again with its token"
    lose_answers(table)
    again = call(operation, data, headers=HEADERS).data
    return first, again


def listed():
    return call("invoices.list", {}).data["invoices"]


def test_a_draft_is_made_once_and_takes_one_number(table):
    first, again = twice(table, "invoices.create", {"client_id": client(), "line_items": LINES})
    assert (again["id"], again["number"], again["version"]) == (first["id"], first["number"], first["version"])
    assert [each["id"] for each in listed()] == [first["id"]]
    assert first["number"].endswith("-001")
    assert draft(issue_date=first["issue_date"])["number"].endswith("-002"), "no number was lost on the way"


def test_an_invoice_is_issued_once_with_one_number_and_one_record(table):
    made = draft()
    first, again = twice(table, "invoices.issue", {"id": made["id"]})
    assert (first["number"], first["status"]) == ("FAC-2026-001", "pending")
    assert (again["number"], again["version"]) == (first["number"], first["version"])
    assert len(records(table)) == 1
    assert chain(table).is_unbroken
    assert issued()["number"] == "FAC-2026-002", "no number was lost on the way"


def test_two_drafts_exchange_their_numbers_once(table):
    before, made = draft(), draft()
    first, again = twice(table, "invoices.issue", {"id": made["id"]})
    assert (first["number"], again["number"]) == ("FAC-2026-001", "FAC-2026-001")
    moved = call("invoices.get", {"id": before["id"]}).data
    assert (moved["number"], moved["number_status"], moved["version"]) == ("FAC-2026-002", "provisional", 2)
    assert len(records(table)) == 1


def test_a_draft_is_deleted_once_and_its_number_is_free_once(table):
    made, other = draft(), draft()
    first, again = twice(table, "invoices.delete", {"id": made["id"]})
    assert again == first
    assert [each["id"] for each in listed()] == [other["id"]]
    assert [draft()["number"] for _ in range(2)] == ["FAC-2026-001", "FAC-2026-003"]


@pytest.mark.parametrize("about", [{"amount": 100}, {"amount": 100, "reference": "TRF-1"}, {}])
def test_a_payment_counts_once(table, about):
    made = issued()
    first, again = twice(table, "invoices.mark_paid", {"id": made["id"], **about})
    assert (first["amount_paid"], len(first["payments"])) == (about.get("amount", made["total"]), 1)
    assert (again["payments"], again["version"]) == (first["payments"], first["version"])
    assert call("invoices.get", {"id": made["id"]}).data["payments"] == first["payments"]
