"""credits.ledger: every change of the balance, in order, found by its day and kind."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.credits import account
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.credits.spending import reserved

DAY = datetime(2026, 4, 7, 6, 0, tzinfo=UTC)


@pytest.fixture
def store(table):
    """Three operations on three days: one charged in full, one in part, one refunded."""
    store = SystemStore(table).of(Tenant.at(ORGANISATION, "live"))
    with clock.frozen(DAY):
        account.settle(store, reserved(store, 5, "age_one"))
    with clock.frozen(DAY + timedelta(days=1)):
        account.settle(store, reserved(store, 5, "age_two"), charged=2)
    with clock.frozen(DAY + timedelta(days=2)):
        account.refund(store, reserved(store, 5, "age_three"))
    return store


def entries(**asked):
    with clock.frozen(DAY + timedelta(days=3)):
        return call("credits.ledger", asked).data


@pytest.mark.usefixtures("store")
def test_the_credits_of_all_entries_add_up_to_the_balance():
    listed = entries()["entries"]
    assert [(one["kind"], one["credits"], one["balance_after"], one.get("reference")) for one in listed] == [
        ("refund", 5, 493, "age_three"),
        ("reserve", -5, 488, "age_three"),
        ("settle", 3, 493, "age_two"),
        ("reserve", -5, 490, "age_two"),
        ("settle", 0, 495, "age_one"),
        ("reserve", -5, 495, "age_one"),
        ("grant", 500, 500, "month"),
    ]
    assert {one.get("operation") for one in listed} == {"agents.invoke", None}
    with clock.frozen(DAY + timedelta(days=3)):
        assert sum(one["credits"] for one in listed) == call("credits.balance", {}).data["balance"]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "settle"}, ["age_two", "age_one"]),
        ({"from": "2026-04-09"}, ["age_three", "age_three"]),
        ({"to": "2026-04-07", "kind": "reserve"}, ["age_one"]),
        ({"from": "2026-04-08", "to": "2026-04-08"}, ["age_two", "age_two"]),
        ({"from": "2026-05-01", "to": "2026-12-31"}, []),
    ],
)
def test_entries_are_found_by_kind_and_day(asked, found):
    answer = entries(**asked)
    assert [one["reference"] for one in answer["entries"]] == found
    assert answer["pagination"]["total"] == len(found)


@pytest.mark.usefixtures("store")
def test_any_page_can_be_reached():
    answer = entries(page=3, per_page=2)
    assert [one["reference"] for one in answer["entries"]] == ["age_one", "age_one"]
    assert answer["pagination"] == {"page": 3, "per_page": 2, "total": 7, "total_pages": 4}


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"from": "2026-04-08", "to": "2026-04-07"}, 422, "to"),
        ({"from": "yesterday"}, 400, "from"),
        ({"from": "0001-01-01"}, 400, "from"),
        ({"to": "9999-12-31"}, 400, "to"),
        ({"from": 20260408}, 400, "from"),
        ({"kind": "gift"}, 400, "kind"),
    ],
)
def test_a_wrong_criterion_is_refused_by_name(asked, status, field):
    answer = call("credits.ledger", asked)
    assert (answer.status, answer.error["details"]["field"]) == (status, field)


@pytest.mark.usefixtures("table")
def test_only_admins_read_what_was_spent():
    assert call("credits.ledger", {}, caller={"scopes": "write"}).status == 403
    assert call("credits.ledger", {}, caller={"scopes": "credits:admin"}).status == 200
