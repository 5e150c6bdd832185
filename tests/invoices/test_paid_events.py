"""`invoice.paid` occurs once, when somebody has paid what was left, and never for what was only credited."""

import pytest
from bivelio_core.invoices.events import derive
from bivelio_core.store.changes import Change

from tests.api import ORGANISATION, call
from tests.invoices.world import issued, line, settled
from tests.streams import record

pytestmark = pytest.mark.usefixtures("table")


class Log:
    """What each change of an invoice says, from one look to the next."""

    def __init__(self, table):
        self._table, self._known = table, {}
        self.new()

    def new(self) -> list[tuple[str, str, float]]:
        """The creations and payments since the last look: type, number and what is due."""
        found = []
        for item in self._table.query(f"{ORGANISATION}#live#INV", consistent=True):
            before = self._known.get(item["SK"])
            if before is None or before["version"] != item["version"]:
                changes = derive(Change(record(before, item)))
                about = [(each.type, each.data["number"], each.data["amount_due"]) for each in changes]
                found += [each for each in about if each[0] in ("invoice.created", "invoice.paid")]
            self._known[item["SK"]] = item
        return found


def test_an_invoice_that_is_credited_in_part_is_paid_when_the_rest_is(table):
    settled()
    made = issued(line_items=[line()])
    log = Log(table)
    credit = call("invoices.rectify", {"id": made["id"], "reason": "Error", "line_items": [line(quantity="-0.5")]}).data
    assert log.new() == [("invoice.created", credit["number"], 0.0)]
    call("invoices.mark_paid", {"id": made["id"], "amount": "10.50"})
    assert log.new() == []
    call("invoices.mark_paid", {"id": made["id"]})
    assert log.new() == [("invoice.paid", made["number"], 0.0)]
    call("invoices.mark_paid", {"id": made["id"]})
    assert log.new() == []


def test_one_that_was_paid_in_part_is_paid_when_the_rest_is_credited(table):
    settled()
    made = issued(line_items=[line()])
    call("invoices.mark_paid", {"id": made["id"], "amount": 100})
    log = Log(table)
    rest = [line(unit_price="17.36", quantity=-1)]
    credit = call("invoices.rectify", {"id": made["id"], "reason": "Error", "line_items": rest})
    assert (credit.data["total"], credit.data["amount_due"]) == (-21.01, -0.01)
    assert log.new() == [("invoice.paid", made["number"], 0.0), ("invoice.created", credit.data["number"], -0.01)]


def test_one_that_is_only_credited_is_not_paid(table):
    settled()
    made = issued(line_items=[line()])
    log = Log(table)
    credit = call("invoices.rectify", {"id": made["id"], "reason": "Error"}).data
    assert log.new() == [("invoice.created", credit["number"], 0.0)]


def test_one_that_was_paid_before_tells_nothing_when_it_is_rectified(table):
    settled()
    made = issued(line_items=[line()])
    call("invoices.mark_paid", {"id": made["id"]})
    log = Log(table)
    credit = call("invoices.rectify", {"id": made["id"], "reason": "Error"}).data
    assert log.new() == [("invoice.created", credit["number"], -121.0)]
