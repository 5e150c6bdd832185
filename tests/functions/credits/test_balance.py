"""credits.balance: what the organisation can spend, and when it gets more."""

from datetime import UTC, datetime

import pytest
from bivelio_core import clock
from bivelio_core.credits.plans import Plan, copied
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.credits.spending import reserved

SANDBOX = {"environment": "sandbox"}
APRIL = datetime(2026, 4, 7, 6, 0, tzinfo=UTC)


def balance(**caller):
    return call("credits.balance", {}, caller=caller).data


def test_the_first_to_ask_in_a_month_gets_the_plans_credits(table):
    with clock.frozen(APRIL):
        assert balance() == {
            "balance": 500,
            "reserved": 0,
            "plan": "starter",
            "granted": 500,
            "granted_at": "2026-04-07T06:00:00Z",
            "next_grant_at": "2026-04-30T22:00:00Z",  # midnight in Madrid
        }


@pytest.mark.parametrize(
    ("time_zone", "next_grant_at"),
    [
        ("Atlantic/Canary", "2026-04-30T23:00:00Z"),
        ("America/Lima", "2026-05-01T05:00:00Z"),
        ("Nowhere/Land", "2026-05-01T00:00:00Z"),
    ],
)
def test_a_month_begins_at_midnight_of_the_organisation(table, time_zone, next_grant_at):
    table.transact([copied(ORGANISATION, Plan("pro", time_zone))])
    with clock.frozen(APRIL):
        answer = balance()
    assert (answer["plan"], answer["granted"], answer["next_grant_at"]) == ("pro", 5_000, next_grant_at)


def test_what_is_left_of_a_month_expires_with_it(table):
    store = SystemStore(table).of(Tenant.at(ORGANISATION, "live"))
    with clock.frozen(APRIL):
        reserved(store, 200)
    with clock.frozen(datetime(2026, 4, 30, 21, 59, 59, tzinfo=UTC)):
        assert balance()["balance"] == 300
    with clock.frozen(datetime(2026, 4, 30, 22, 0, 0, tzinfo=UTC)):
        assert (balance()["balance"], balance()["reserved"]) == (500, 200)
        entries = call("credits.ledger", {}).data["entries"]
    assert [(one["kind"], one["credits"], one["balance_after"]) for one in entries] == [
        ("grant", 500, 500),
        ("expire", -300, 0),
        ("reserve", -200, 300),
        ("grant", 500, 500),
    ]


def test_each_sandbox_day_has_a_thousand_of_its_own(table):
    with clock.frozen(APRIL):
        store = SystemStore(table).of(Tenant.at(ORGANISATION, "sandbox"))
        reserved(store, 999)
        answer = balance(**SANDBOX)
        assert (answer["balance"], answer["reserved"], answer["granted"]) == (1, 999, 1_000)
        assert answer["next_grant_at"] == "2026-04-08T00:00:00Z"
        assert balance()["balance"] == 500, "live has its own"
    with clock.frozen(datetime(2026, 4, 8, tzinfo=UTC)):
        assert balance(**SANDBOX)["balance"] == 1_000
