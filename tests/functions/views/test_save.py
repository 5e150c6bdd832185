"""POST /v1/views/save keeps its promises."""

import pytest
from bivelio_core import kept_views

from tests.api import call, lose_answers

pytestmark = pytest.mark.usefixtures("table")
COLLEAGUE: dict[str, str] = {"actor": "usr_a1b2c3d4e5f6g7h8"}
FILTERS = {"status": ["overdue"], "unpaid": ["true"], "tags": ["vip", "nou"]}


def save(name="Vençudes", caller=None, of="invoices", **about):
    return call("views.save", {"name": name, "list": of, **about}, caller=caller or {})


def names(caller=None, **asked):
    return [view["name"] for view in call("views.list", asked, caller=caller or {}).data["views"]]


def test_a_view_is_kept_as_it_was_sent():
    about = {"filters": FILTERS, "sort": "-due_date", "columns": ["number", "total"], "shared": True}
    view = save(**about).data
    assert view == {
        "id": view["id"],
        "list": "invoices",
        "name": "Vençudes",
        **about,
        "owner": {"kind": "api_key", "id": "key_test"},
        "version": 1,
        "created_at": view["created_at"],
        "updated_at": view["created_at"],
    }
    assert call("views.list", {"list": "invoices"}).data == {"views": [view]}


def test_a_repeated_request_makes_one_view(table):
    headers, data = {"Idempotency-Key": "view-1"}, {"name": "Vençudes", "list": "invoices"}
    first = call("views.save", data, headers=headers).data
    lose_answers(table)
    assert call("views.save", data, headers=headers).data == first
    assert names() == ["Vençudes"]


def test_saving_under_an_id_replaces_the_view():
    view = save(filters=FILTERS, sort="due_date", columns=["number"], shared=True).data
    changed = save("Totes", id=view["id"], version=1).data
    assert (changed["name"], changed["version"], changed["filters"], changed["columns"]) == ("Totes", 2, {}, [])
    assert "sort" not in changed
    assert save("Altres", id=view["id"], version=1).status == 409
    assert names() == ["Totes"]


def test_a_private_view_is_there_for_its_owner_alone():
    mine, shared = save("Meva").data["id"], save("De tots", shared=True).data["id"]
    assert (names(), names(COLLEAGUE)) == (["De tots", "Meva"], ["De tots"])
    assert save("Seva", COLLEAGUE, id=mine).status == 404
    assert call("views.delete", {"id": mine}, caller=COLLEAGUE).status == 404
    assert save("Renovada", COLLEAGUE, id=shared, shared=True).data["owner"]["id"] == "key_test"


def test_another_organisation_has_views_of_its_own():
    foreign = call("views.save", {"name": "A", "list": "cases", "shared": True}, caller={"organisation": OTHER}).data
    assert names() == []
    assert save("B", id=foreign["id"]).status == 403
    assert call("views.delete", {"id": foreign["id"]}).status == 403


OTHER = "org_1111111111111111"


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"list": "a\nb"}, "list"),
        ({"list": "x" * 61}, "list"),
        ({"filters": {f"f{n}": ["x"] for n in range(31)}}, "filters"),
        ({"filters": {"": ["x"]}}, 'filters[""]'),
        ({"filters": {"status": {"not": "paid"}}}, "filters.status"),
        ({"filters": {"q": ["x" * 301]}}, "filters.q[0]"),
        ({"filters": {"q": []}}, "filters.q"),
        ({"filters": {"tags": ["x"] * 51}}, "filters.tags"),
        ({"filters": {"status": None}}, "filters.status"),
        ({"columns": [f"c{n}" for n in range(51)]}, "columns"),
        ({"sort": "x" * 121}, "sort"),
        ({"id": "lv_none", "version": 0}, "version"),
    ],
)
def test_bad_input_names_the_field(about, field):
    answer = call("views.save", {"name": "V", "list": "invoices", **about})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)


def test_one_view_too_many_is_refused(monkeypatch):
    monkeypatch.setattr(kept_views, "MAXIMUM_VIEWS", 2)
    made = [save(name).data["id"] for name in ("A", "B")]
    answer = save("C")
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "max_items")
    assert save("B2", id=made[1]).data["name"] == "B2"
    call("views.delete", {"id": made[0]})
    assert save("C").status == 200
