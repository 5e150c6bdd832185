"""The `sort` of cases.list: by urgency and by the last change, in both directions, over pages and beside filters."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.store.index import sorting

from tests.api import call, rows
from tests.functions.cases.made import case

pytestmark = pytest.mark.usefixtures("table")

MADE = datetime(2026, 4, 7, 12, tzinfo=UTC)
PRIORITIES = ["high", "low", "urgent", "normal", "high"]


@pytest.fixture
def made(table):
    """The ids of cases, made a day apart, of which the second one was changed last."""
    case_ids = []
    for number, priority in enumerate(PRIORITIES):
        with clock.frozen(MADE + timedelta(days=number)):
            case_ids.append(case(priority=priority)["id"])
    with clock.frozen(MADE + timedelta(days=9)):
        call("cases.update", {"id": case_ids[1], "note": "Parlat."})
    return case_ids


def listed(sort, **query):
    """The ids of all pages of two."""
    return [each["id"] for each in rows("cases.list", "cases", per_page=2, sort=sort, **query)]


@pytest.fixture(params=[0, 50], ids=["by the index", "by the rows"])
def few(request, monkeypatch):
    monkeypatch.setattr(sorting, "FEW_ROWS", request.param)


@pytest.mark.usefixtures("few")
def test_cases_are_in_each_order_in_both_directions(made):
    first, second, third, fourth, fifth = made
    assert listed("priority") == [second, fourth, fifth, first, third]
    assert listed("-priority") == [third, fifth, first, fourth, second]
    assert listed("updated_at") == [first, third, fourth, fifth, second]
    assert listed("-updated_at") == [second, fifth, fourth, third, first]
    assert listed("created_at") == made
    assert listed("-created_at") == listed(None) == made[::-1]


@pytest.mark.usefixtures("few")
def test_an_order_is_beside_filters_and_a_change_is_in_its_new_place_at_once(made):
    first, second, _, _, fifth = made
    assert listed("updated_at", priority="high") == [first, fifth]
    call("cases.update", {"id": second, "priority": "urgent"})
    assert listed("-priority")[0:1] == listed("-priority", priority="urgent")[0:1]
    assert listed("-priority").index(second) < 2


def test_a_day_with_too_many_changes_is_refused_in_the_callers_language(made, monkeypatch):
    monkeypatch.setattr(sorting, "FEW_ROWS", 0)
    monkeypatch.setattr(sorting, "MAXIMUM_ROWS", 0)
    answer = call("cases.list", {"sort": "updated_at"}, headers={"Accept-Language": "es"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "sort")
    assert answer.error["details"]["constraint"] == "too_many_of_a_day"
    assert "resultados" in answer.error["message"]
    assert len(listed("-priority")) == len(made)


@pytest.mark.parametrize("sort", ["title", "priority ", "--priority", "", 1])
def test_another_order_is_refused(sort):
    answer = call("cases.list", {"sort": sort})
    assert (answer.status, answer.error["details"]["field"]) == (400, "sort")
    assert answer.error["details"]["constraint"] == "choice"
