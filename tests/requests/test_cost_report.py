"""`make cost-report`: exact to what was counted, of each organisation, and dollars by the prices of docs/costs.md."""

import csv
import sys
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import decode_item
from bivelio_core.store.sizing import item_size
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from benchmarks import monthly, prices
from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.credits import spending
from tests.functions.documents.world import PDF, upload
from tests.functions.messages.world import TEMPLATE, send, whatsapp
from tests.requests.logs import bring, line
from tests.table_definition import stored_items
from tests.webhooks.world import World
from tools.cost_report import __main__ as command
from tools.cost_report import pricing
from tools.cost_report.counting import Usage, by_organisation

NOON = datetime(2026, 4, 7, 12, 30, 0, tzinfo=UTC)
GOOD = {"status": 200, "code": None}
OTHER_MONTH = timedelta(days=20)


@pytest.fixture(autouse=True)
def _stopped():
    with clock.frozen(NOON):
        yield


def usages(table, month="2026-04"):
    return by_organisation(command.scan(boto3.client("dynamodb"), table.name), month)


def store_of(table, organisation=ORGANISATION):
    return SystemStore(table).of(Tenant.at(organisation, "live"))


def test_requests_are_those_that_usage_tells_of_both_environments(table):
    bring([line(1, **GOOD, Operation="contacts.list"), line(2, **GOOD, Operation="contacts.list", actor="usr_1")])
    bring([line(3), line(4, status=429)], at=NOON - timedelta(hours=2), first=10)
    bring([line(5, Environment="sandbox")], first=20)
    bring([line(6, organisation=OTHER_ORGANISATION)], first=30)
    bring([line(7)], at=NOON - OTHER_MONTH, first=40)
    found = usages(table)
    assert found[ORGANISATION].requests == {"contacts.list": 2, "contacts.create": 3}
    assert found[OTHER_ORGANISATION].requests == {"contacts.create": 1}
    told = call("usage.get", {"from": "2026-04-01", "to": "2026-04-30"}).data
    live = {each["operation"]: each["requests"] for each in told["by_operation"]}
    assert live == {"contacts.list": 2, "contacts.create": 2}
    assert usages(table, "2026-03")[ORGANISATION].requests == {"contacts.create": 1}


def test_events_and_attempts_to_deliver_them_are_counted(table):
    world = World(NOON, table=table)
    world.webhook()
    for _ in range(3):
        world.happen()
    world.run()
    world.close()
    with clock.frozen(NOON):
        assert (usages(table)[ORGANISATION].events, usages(table)[ORGANISATION].deliveries) == (3, 3)
        assert usages(table, "2026-03")[ORGANISATION].events == 0


def test_messages_are_those_of_live(table, monkeypatch):
    with whatsapp(monkeypatch):
        for _ in range(3):
            assert send(live=True, message=TEMPLATE).status == 200
    assert send().status == 200
    assert usages(table)[ORGANISATION].messages == 3


def test_credits_are_what_was_set_aside_without_what_came_back(table):
    store = store_of(table)
    spending.work(store, "a", 5)
    spending.work(store, "b", 7, succeeds=False)
    books = spending.audit(store)
    assert usages(table)[ORGANISATION].credits == 5 == sum(books.values())


def test_documents_and_items_are_measured(table):
    assert upload().status == 200
    found = usages(table)[ORGANISATION]
    assert found.document_bytes == len(PDF)
    items = map(decode_item, stored_items())
    own = [item for item in items if item["PK"].startswith((f"{ORGANISATION}#", f"ORG#{ORGANISATION}"))]
    assert found.table_bytes == sum(map(item_size, own)) > 0


def test_runs_have_their_steps_whatever_comes_first(table):
    store = store_of(table)
    for sk, started in (("0001", "2026-04-07T12:00:00Z"), ("0002", "2026-03-31T23:59:59Z")):
        store.put(keys.STEP, "a#0", {"asked": 1}, sk)
        store.put(keys.INSTANCE, sk, {"started_at": started})
        store.put(keys.STEP, "b#0", {"asked": 1}, sk)
    found = usages(table)[ORGANISATION]
    assert (found.runs, found.steps) == (1, 2)


def test_dollars_follow_from_the_counts_and_the_page_of_costs():
    one, many = Usage(), Usage()
    one.requests["contacts.get"] = 1
    many.requests["contacts.get"] = 1_000_000
    price = pricing.cost_of(one).requests
    assert pricing.cost_of(many).requests == pytest.approx(1_000_000 * price)
    gateway = prices.REQUEST.each + 2 * prices.INVOCATION.each
    row = pricing.rows()["contacts.get"]
    assert price > gateway + row.reads * prices.READ.each + row.writes * prices.WRITE.each
    gigabyte = Usage(table_bytes=10**9, document_bytes=10**9)
    assert pricing.cost_of(gigabyte).total == prices.STORED.each + prices.RECOVERABLE.each + prices.FILES.each
    runs = pricing.cost_of(Usage(runs=1000, steps=3000)).runs
    assert runs > 1000 * 9 * prices.STEP.each, "nine transitions for three steps, as docs/costs.md has it"


def test_a_month_of_the_usual_mix_costs_about_what_the_page_says():
    """The page's bill has each service by itself; here each request has its parts. They agree within a tenth."""
    usage, requests = Usage(), 10_000_000
    for operation, share in monthly.MIX.items():
        usage.requests[operation] = requests * share // 100
    usage.events = usage.deliveries = sum(usage.requests[name] for name in monthly.WRITES)
    tables = {name: row.as_cells() for name, row in pricing.rows().items()}
    bill = monthly.Month(requests, tables)
    assert pricing.cost_of(usage).total + pricing.shared() == pytest.approx(bill.total(), rel=0.1)


def test_every_operation_of_the_mix_has_a_row():
    assert set(monthly.MIX) <= set(pricing.rows())
    several = pricing.row_of("auth.token")
    assert several == max(
        (row for name, row in pricing.rows().items() if name.startswith("auth.token:")), key=lambda row: row.dollars
    )
    assert pricing.row_of("no.such").reads > 0


def test_the_command_writes_a_row_for_each_organisation_and_the_sums(table, monkeypatch, capsys):
    bring([line(1), line(2, organisation=OTHER_ORGANISATION)])
    monkeypatch.setattr(command, "Deployed", lambda _: OnAws(table))
    monkeypatch.setattr(sys, "argv", ["cost-report", "2026-04"])
    capsys.readouterr()
    command.main()
    *rows, shared, total = csv.DictReader(capsys.readouterr().out.splitlines())
    assert {row["organisation"]: row["requests"] for row in rows} == {ORGANISATION: "1", OTHER_ORGANISATION: "1"}
    assert (shared["organisation"], total["organisation"], total["requests"]) == ("(shared by all)", "(all)", "2")
    assert float(total["dollars"]) == pytest.approx(sum(float(row["dollars"]) for row in (*rows, shared)), abs=1e-5)


@pytest.mark.parametrize("month", ["2026", "2026-13", "2026-4", "april"])
def test_what_is_no_month_is_refused(monkeypatch, month):
    monkeypatch.setattr(sys, "argv", ["cost-report", month])
    with pytest.raises(SystemExit):
        command.main()


class OnAws:
    """A stack whose table is the test's."""

    def __init__(self, table):
        self.table = table

    def patient_client(self, service):
        return boto3.client(service)

    def resource(self, logical_id):
        assert logical_id == "Table"
        return self.table.name
