"""POST /v1/deals/update keeps its promises."""

import pytest

from tests.api import call
from tests.functions.cases.made import contact, member
from tests.functions.deals.made import deal, listed, move, sums

pytestmark = pytest.mark.usefixtures("table")


def update(made, **fields):
    return call("deals.update", {"id": made["id"], **fields})


def test_only_what_is_sent_changes():
    made = deal(amount=100, tags=["web"])
    changed = update(made, title="Botiga").data
    assert changed == {**made, "title": "Botiga", "version": 2, "updated_at": changed["updated_at"]}


def test_null_clears_and_lists_replace(table):
    made = deal(amount=100, contact_id=contact(), owner_id=member(table), tags=["web"], custom_fields={"a": 1})
    cleared = update(made, amount=None, contact_id=None, owner_id=None, tags=[], custom_fields={}).data
    assert not {"amount", "contact_id", "owner_id"} & cleared.keys()
    assert (cleared["tags"], cleared["custom_fields"]) == ([], {})


@pytest.mark.parametrize("field", ["title", "currency", "tags", "custom_fields", "archived"])
def test_null_is_refused_where_a_value_must_be(field):
    answer = update(deal(), **{field: None})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)


def test_sums_follow_amount_currency_and_owner(table):
    user, made = member(table), deal(amount=100)
    deal(amount="0.10")
    update(made, amount="100.20")
    assert sums() == {"lead": (2, {"EUR": 100.3})}
    update(made, owner_id=user)
    assert (sums(), sums(owner_id=user)) == ({"lead": (2, {"EUR": 100.3})}, {"lead": (1, {"EUR": 100.2})})
    update(made, currency="USD")
    assert sums() == {"lead": (2, {"EUR": 0.1, "USD": 100.2})}
    update(made, owner_id=None, amount=None)
    assert (sums(), sums(owner_id=user)) == ({"lead": (2, {"EUR": 0.1, "USD": 0})}, {})


def test_an_archived_deal_comes_back_with_its_sum():
    made = deal(amount=100)
    call("deals.archive", {"id": made["id"]})
    assert update(made, archived=False).data["archived"] is False
    assert (listed()["pagination"]["total"], sums()) == (1, {"lead": (1, {"EUR": 100})})


def test_the_decimals_are_those_of_the_currency_that_is_then():
    made = deal(amount="10.50")
    answer = update(made, currency="JPY")
    assert (answer.status, answer.error["details"]["field"]) == (422, "amount")
    assert update(made, currency="JPY", amount=10).status == 200


def test_a_version_guards_against_a_change_in_between():
    made = deal()
    assert update(made, title="B", version=1).status == 200
    answer = update(made, title="C", version=1)
    assert (answer.status, answer.error["details"]["version"]) == (409, 2)


def test_what_is_there_already_changes_nothing():
    made = deal(amount=100)
    assert update(made, amount="100.00", version=1).data == made


def test_a_reason_is_of_a_lost_deal_alone():
    made = deal()
    assert update(made, lost_reason="Preu").error["details"]["constraint"] == "not_lost"
    move(made, "lost")
    assert update(made, lost_reason="Preu").data["lost_reason"] == "Preu"


@pytest.mark.parametrize("fields", [{}, {"version": 1}])
def test_a_change_of_nothing_is_refused(fields):
    answer = update(deal(), **fields)
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "nothing_to_change")


def test_a_stage_is_not_changed_here():
    answer = update(deal(), stage_id="won")
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "unknown_field")
