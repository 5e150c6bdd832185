"""The `sort` of cases.list: by urgency and by the last change, in both directions, over pages and beside filters."""

import pytest
from bivelio_core import clock
from bivelio_core.store.index import sorting

from tests.api import call
from tests.functions.cases.made import case
from tests.sorted_lists import AFTERWARDS, BY, FEW, assert_orders, assert_refused, ids_by, made_a_day_apart

pytestmark = pytest.mark.usefixtures("table")

PRIORITIES = ["high", "low", "urgent", "normal", "high"]


@pytest.fixture
def made(table):
    """The ids of cases, made a day apart, of which the second one was changed last."""
    case_ids = made_a_day_apart(case, ({"priority": priority} for priority in PRIORITIES))
    with clock.frozen(AFTERWARDS):
        call("cases.update", {"id": case_ids[1], "note": "Parlat."})
    return case_ids


@pytest.fixture(params=FEW, ids=BY)
def few(request, monkeypatch):
    monkeypatch.setattr(sorting, "FEW_ROWS", request.param)


@pytest.mark.usefixtures("few")
def test_cases_are_in_each_order_in_both_directions(made):
    orders = {
        "priority": [1, 3, 4, 0, 2],
        "-priority": [2, 4, 0, 3, 1],
        "updated_at": [0, 2, 3, 4, 1],
        "-updated_at": [1, 4, 3, 2, 0],
    }
    assert_orders("cases", made, orders)


@pytest.mark.usefixtures("few")
def test_an_order_is_beside_filters_and_a_change_is_in_its_new_place_at_once(made):
    first, second, _, _, fifth = made
    assert ids_by("cases", "updated_at", priority="high") == [first, fifth]
    call("cases.update", {"id": second, "priority": "urgent"})
    assert ids_by("cases", "-priority")[0:1] == ids_by("cases", "-priority", priority="urgent")[0:1]
    assert ids_by("cases", "-priority").index(second) < 2


def test_a_day_with_too_many_changes_is_refused_in_the_callers_language(made, monkeypatch):
    monkeypatch.setattr(sorting, "FEW_ROWS", 0)
    monkeypatch.setattr(sorting, "MAXIMUM_ROWS", 0)
    answer = call("cases.list", {"sort": "updated_at"}, headers={"Accept-Language": "es"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "sort")
    assert answer.error["details"]["constraint"] == "too_many_of_a_day"
    assert "resultados" in answer.error["message"]
    assert len(ids_by("cases", "-priority")) == len(made)


@pytest.mark.parametrize("sort", ["title", "priority ", "--priority", "", 1])
def test_another_order_is_refused(sort):
    assert_refused("cases", sort)
