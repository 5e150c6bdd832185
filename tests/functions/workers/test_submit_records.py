"""The worker that submits records keeps its promises: in the sandbox to a simulated AEAT, woken by the sweeper."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.invoices.submission import lanes
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, load
from tests.invoices.papers import invoice, line
from tests.invoices.submitted import Chain
from tests.services import waiting

pytestmark = pytest.mark.usefixtures("table")
NOW = datetime(2026, 4, 7, 13, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day():
    """The sandbox's day, after which its items are gone."""
    with clock.frozen(NOW):
        yield


@pytest.fixture
def chain(table):
    return Chain(SystemStore(table).of(Tenant(ORGANISATION, "sandbox", "2026-04-07")))


def sweep(at=NOW):
    with clock.frozen(at):
        return load("workers/sweep_invoices").handler({}, None)


def work(at=NOW):
    """Serve what is queued; return the turns that are queued next."""
    bodies = waiting("records")
    records = [{"messageId": str(number), "body": json.dumps(body)} for number, body in enumerate(bodies)]
    with clock.frozen(at):
        assert load("workers/submit_records").handler({"Records": records}, None) == {"batchItemFailures": []}
    return len(bodies)


def test_a_record_is_submitted_within_a_minute_and_the_answer_says_that_it_is_simulated(chain):
    with clock.frozen(NOW):
        chain.issue()
    assert sweep() == {"taken_up": 1, "failed": 0}
    assert work() == 1
    (state,) = chain.states().values()
    assert (state["state"], state["is_simulated"]) == ("registered", True)
    assert state["csv"].startswith("SIMULAT-")
    assert state["registered_at"] == "2026-04-07T13:00:00Z"
    assert waiting("records") == []
    assert sweep(NOW + timedelta(hours=1)) == {"taken_up": 0, "failed": 0}


def test_what_comes_before_its_time_waits_for_it_by_one_message(chain):
    for _ in range(2):
        with clock.frozen(NOW):
            chain.issue()
        sweep()
        work()
    assert chain.outcomes() == ["registered", "pending"]
    assert work(NOW + timedelta(seconds=60)) == 1
    assert chain.outcomes() == ["registered", "registered"]


def test_a_turn_that_was_replaced_ends_without_a_successor(chain):
    for _ in range(2):
        with clock.frozen(NOW):
            chain.issue()
        sweep()
        work()
    first = waiting("records")
    with clock.frozen(NOW + timedelta(seconds=1)):
        lanes.arm(chain.store, lanes.load(chain.store), NOW + timedelta(seconds=60))
        event = {"Records": [{"messageId": "1", "body": json.dumps(first[0])}]}
        load("workers/submit_records").handler(event, None)
    assert waiting("records") == []


def test_a_lane_whose_message_was_lost_is_woken_again(chain):
    with clock.frozen(NOW):
        chain.issue()
    sweep()
    waiting("records")
    assert sweep(NOW + timedelta(minutes=1)) == {"taken_up": 0, "failed": 0}
    assert sweep(NOW + timedelta(minutes=6)) == {"taken_up": 1, "failed": 0}
    work(NOW + timedelta(minutes=6))
    assert chain.outcomes() == ["registered"]


@pytest.mark.parametrize(("code", "outcome"), [(1110, "rejected"), (2001, "accepted_with_errors")])
def test_the_simulated_service_answers_the_code_that_a_description_asks_for(chain, code, outcome):
    with clock.frozen(NOW):
        chain.issue(invoice([line(f"Prova AEAT-{code}")]))
        chain.issue()
    sweep()
    work()
    first, second = (chain.states()[number] for number in (1, 2))
    assert (first["state"], first["code"]) == (outcome, code)
    assert second["state"] == "registered"


def test_live_records_wait_where_the_deployment_submits_nothing(table):
    chain = Chain(SystemStore(table).of(Tenant(ORGANISATION, "live")))
    with clock.frozen(NOW):
        chain.issue()
    sweep()
    work()
    lane = lanes.load(chain.store)
    assert (lane.problem, lane.failures) == ("unreachable", 1)
    assert chain.outcomes() == ["pending"]


def test_live_records_wait_for_a_certificate(table, monkeypatch):
    monkeypatch.setenv("AEAT_SERVICE", "test")
    chain = Chain(SystemStore(table).of(Tenant(ORGANISATION, "live")))
    with clock.frozen(NOW):
        chain.issue()
    sweep()
    work()
    assert lanes.load(chain.store).problem == "certificate"
