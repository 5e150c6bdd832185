"""POST /v1/contacts/views/save keeps its promises, and contacts.list takes the views."""

import pytest
from bivelio_core import kept_views

from tests.api import call, lose_answers

pytestmark = pytest.mark.usefixtures("table")
COLLEAGUE: dict[str, str] = {"actor": "usr_a1b2c3d4e5f6g7h8"}
VIPS = {"field": "tags", "equals": "vip"}


def save(name="VIP", caller=None, **about):
    return call("contacts.views_save", {"name": name, **about}, caller=caller or {})


def names(caller=None):
    return [view["name"] for view in call("contacts.views_list", {}, caller=caller or {}).data["views"]]


def contact(name, **about):
    return call("contacts.create", {"type": "person", "name": name, **about}).data["id"]


def listed(view, **query):
    data = call("contacts.list", {"view": view, **query}).data
    assert len(data["contacts"]) == data["pagination"]["total"]
    return [each["name"] for each in data["contacts"]]


def test_a_view_is_kept_as_it_was_sent():
    columns = ["name", "custom_fields.sector"]
    view = save(filter=VIPS, sort="name", columns=columns).data
    assert view == {
        "id": view["id"],
        "name": "VIP",
        "filter": VIPS,
        "sort": "name",
        "columns": columns,
        "shared": False,
        "owner": {"kind": "api_key", "id": "key_test"},
        "version": 1,
        "created_at": view["created_at"],
        "updated_at": view["created_at"],
    }
    assert call("contacts.views_list", {}).data == {"views": [view]}


def test_a_repeated_request_makes_one_view(table):
    headers = {"Idempotency-Key": "view-1"}
    first = call("contacts.views_save", {"name": "VIP"}, headers=headers).data
    lose_answers(table)
    assert call("contacts.views_save", {"name": "VIP"}, headers=headers).data == first
    assert names() == ["VIP"]


def test_saving_under_an_id_replaces_the_view():
    view = save(filter=VIPS, shared=True).data
    changed = save("Tothom", id=view["id"], version=1).data
    assert (changed["name"], changed["version"], changed["shared"]) == ("Tothom", 2, False)
    assert "filter" not in changed
    assert save("Altres", id=view["id"], version=1).status == 409
    assert names() == ["Tothom"]


def test_a_list_by_a_view_has_its_conditions_and_its_order_beside_the_others():
    for name, tags in (("Òscar", ["vip"]), ("Anna", ["vip", "lead"]), ("Zoe", ["lead"]), ("Bru", ["vip"])):
        contact(name, tags=tags)
    view = save(filter=VIPS, sort="name").data["id"]
    assert listed(view) == ["Anna", "Bru", "Òscar"]
    assert listed(view, sort="-created_at") == ["Bru", "Anna", "Òscar"]
    assert listed(view, tags=["lead"]) == ["Anna"]
    assert listed(view, filter={"not": {"field": "tags", "equals": "lead"}}) == ["Bru", "Òscar"]
    assert listed(view, search="zoe") == []
    assert listed(view, search="oscarr") == ["Òscar"]
    assert listed(save("Tothom").data["id"]) == ["Bru", "Zoe", "Anna", "Òscar"]


def test_a_filter_of_a_view_may_be_as_deep_as_one_beside_it():
    deep = {"not": {"not": {"not": {"not": VIPS}}}}
    contact("Anna", tags=["vip"])
    assert listed(save(filter=deep).data["id"], filter=deep) == ["Anna"]


def test_a_private_view_is_there_for_its_owner_alone():
    mine, shared = save("Meva").data["id"], save("De tots", shared=True).data["id"]
    assert names() == ["De tots", "Meva"]
    assert names(COLLEAGUE) == ["De tots"]
    assert save("Seva", COLLEAGUE, id=mine).status == 404
    assert call("contacts.views_delete", {"id": mine}, caller=COLLEAGUE).status == 404
    assert call("contacts.list", {"view": mine}, caller=COLLEAGUE).error["details"]["field"] == "view"
    assert call("contacts.list", {"view": shared}, caller=COLLEAGUE).status == 200
    assert save("Renovada", COLLEAGUE, id=shared, shared=True).data["owner"]["id"] == "key_test"


@pytest.mark.parametrize(
    ("about", "field", "status"),
    [
        ({"name": " "}, "name", 400),
        ({"filter": {"field": "nom", "equals": "x"}}, "filter.field", 400),
        (
            {"filter": {"field": "created_at", "range": {"from": "2026-02-01", "to": "2026-01-01"}}},
            "filter.range.to",
            422,
        ),
        ({"sort": "phone"}, "sort", 400),
        ({"columns": [f"c{n}" for n in range(51)]}, "columns", 400),
        ({"id": "vw_none", "version": 0}, "version", 400),
    ],
)
def test_bad_input_names_the_field(about, field, status):
    answer = call("contacts.views_save", {"name": "VIP", **about})
    assert (answer.status, answer.error["details"]["field"]) == (status, field)


def test_no_list_is_by_a_view_that_is_not_there():
    other = {"organisation": "org_1111111111111111"}
    foreign = call("contacts.views_save", {"name": "VIP", "shared": True}, caller=other).data["id"]
    for view in ("vw_none", foreign):
        answer = call("contacts.list", {"view": view})
        assert (answer.status, answer.error["details"]["constraint"]) == (422, "not_found")
    assert save("VIP", id=foreign).status == 403


def test_one_view_too_many_is_refused(monkeypatch):
    monkeypatch.setattr(kept_views, "MAXIMUM_VIEWS", 2)
    made = [save(name).data["id"] for name in ("A", "B")]
    answer = save("C")
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "max_items")
    assert save("B2", id=made[1]).data["name"] == "B2"
