"""POST /v1/contacts/unmerge keeps its promises."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock

from tests.api import call
from tests.functions.contacts.about import associated, contact, note, task, texts, titles
from tests.functions.contacts.test_merge import got, listed, merge, person
from tests.functions.contacts.transfers import work

pytestmark = pytest.mark.usefixtures("table", "deployment")


def unmerge(**data: Any) -> Any:
    return call("contacts.unmerge", data)


def without_versions(shown: Any) -> Any:
    return {name: value for name, value in shown.items() if name not in ("version", "updated_at")}


def test_all_is_as_it_was():
    maria = person("Maria", email="maria@exemple.com", tags=["a"], external_id="A-1", custom_fields={"x": 1})
    other = person("Mimi", email="mimi@exemple.com", phone="600 111 222", tags=["b"], external_id="B-2")
    company = contact("ABC")
    note(other, "D'ella.")
    note(maria, "Meva.")
    task("Visita", contact_id=other)
    for each in (maria, other):
        call("contacts.associations_create", {"contact_id": each, "to": company, "label": "employee_of"})
    call("contacts.associations_create", {"contact_id": other, "to": maria, "label": "partner_of"})
    before = [
        (without_versions(got(each)), texts(each), titles(contact_id=each), associated(each)) for each in (maria, other)
    ]
    merged = merge(maria, other).data
    work()
    undone = unmerge(merge_id=merged["merge_id"]).data
    assert (undone["status"], undone["restored_ids"], undone["kept_fields"]) == ("returning", [other], [])
    work()
    assert unmerge(merge_id=merged["merge_id"]).data["status"] == "unmerged"
    after = [
        (without_versions(got(each)), texts(each), titles(contact_id=each), associated(each)) for each in (maria, other)
    ]
    assert after == before
    assert sorted(associated(company)) == [("employs", "Maria"), ("employs", "Mimi")]
    assert listed() == [company, other, maria]
    assert call("contacts.upsert", {"email": "mimi@exemple.com"}).data["contact"]["id"] == other
    assert call("contacts.get", {"external_id": "B-2"}).data["id"] == other


def test_what_has_changed_since_stays_and_is_told():
    maria = person("Maria", tags=["a"], job_title="Gerent", custom_fields={"x": 1})
    other = person("Mimi", tags=["b"], language="ca", email="mimi@exemple.com", custom_fields={"y": 2})
    merge(maria, other)
    change = {"language": "es", "tags": ["a", "b", "c"], "custom_fields": {"y": 3}, "phone": "600 111 222"}
    call("contacts.update", {"id": maria, **change})
    undone = unmerge(contact_id=other).data
    assert undone["kept_fields"] == ["language", "custom_fields.y"]
    now = got(maria)
    assert (now["language"], now["tags"], now["custom_fields"]) == ("es", ["a", "c"], {"x": 1, "y": 3})
    assert (now["phone"], now["emails"]) == ("600 111 222", [])
    assert (got(other)["language"], got(other)["email"]) == ("ca", "mimi@exemple.com")


def test_a_note_that_was_written_after_the_merge_stays_with_the_winner():
    maria, other = person("Maria"), person("Mimi")
    merge(maria, other)
    work()
    note(maria, "Nova.")
    unmerge(contact_id=other)
    work()
    assert (texts(maria), texts(other)) == (["Nova."], [])


def test_merges_are_taken_back_the_last_one_first():
    one, two, three = person("U"), person("Dos"), person("Tres")
    note(one)
    first, last = merge(two, one).data["merge_id"], merge(three, two).data["merge_id"]
    work()
    refused = unmerge(merge_id=first)
    assert (refused.status, refused.error["details"]) == (409, {"reason": "merged", "contact_id": three})
    unmerge(merge_id=last)
    work()
    assert (got(one)["id"], texts(two), texts(three)) == (two, ["Trucada."], [])
    unmerge(merge_id=first)
    work()
    assert (texts(one), texts(two)) == (["Trucada."], [])
    assert "merged_ids" not in got(three)


def test_an_external_id_that_the_winner_was_given_stays_with_it():
    maria, other = person("Maria"), person("Mimi", external_id="B-2")
    merge(maria, other, fields={"external_id": "winner"})
    call("contacts.update", {"id": maria, "external_id": "B-2"})
    assert unmerge(contact_id=other).data["kept_fields"] == ["external_id"]
    assert "external_id" not in got(other)
    assert call("contacts.get", {"external_id": "B-2"}).data["id"] == maria


def test_after_thirty_days_a_merge_stays():
    maria, other = person("Maria"), person("Mimi")
    merge_id = merge(maria, other).data["merge_id"]
    with clock.frozen(clock.now() + timedelta(days=31)):
        refused = unmerge(merge_id=merge_id)
    assert (refused.status, refused.error["details"]["reason"]) == (409, "unmerge_expired")


def test_what_is_no_merge_is_refused():
    maria = person("Maria")
    assert unmerge().status == 400
    assert unmerge(merge_id="mrg_none", contact_id=maria).status == 400
    assert unmerge(merge_id="mrg_none").status == 404
    assert unmerge(contact_id=maria).error["details"]["reason"] == "not_merged"
