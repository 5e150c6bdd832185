"""POST /v1/contacts/merge keeps its promises."""

from typing import Any

import pytest

from tests.api import call
from tests.functions.contacts.about import OTHER, associated, contact, note, task, texts, titles
from tests.functions.contacts.transfers import work

pytestmark = pytest.mark.usefixtures("table", "deployment")


def person(name: str, **about: Any) -> str:
    return contact(name, type="person", **about)


def merge(winner: str, *losers: str, **about: Any) -> Any:
    return call("contacts.merge", {"winner": winner, "losers": list(losers), **about})


def got(contact_id: str) -> Any:
    return call("contacts.get", {"id": contact_id}).data


def listed(**about: Any) -> list[str]:
    return [each["id"] for each in call("contacts.list", about).data["contacts"]]


def test_the_winner_has_all_and_the_losers_id_leads_to_it():
    maria = person("Maria Garcia", email="maria@exemple.com", tags=["client"])
    other = person("Maria", email="m.garcia@exemple.com", phone="600 111 222", tags=["lead"], job_title="Gerent")
    answer = merge(maria, other)
    assert answer.status == 200
    winner = answer.data["contact"]
    assert (winner["id"], winner["name"], winner["email"], winner["phone_e164"]) == (
        maria,
        "Maria Garcia",
        "maria@exemple.com",
        "+34600111222",
    )
    assert [each["address"] for each in winner["emails"]] == ["maria@exemple.com", "m.garcia@exemple.com"]
    assert (winner["tags"], winner["job_title"], winner["merged_ids"]) == (["client", "lead"], "Gerent", [other])
    assert got(other) == got(maria) == winner
    assert listed() == [maria]
    assert call("contacts.list").data["pagination"]["total"] == 1


def test_a_dry_run_shows_what_a_merge_then_does():
    maria, other = person("Maria", email="maria@exemple.com"), person("Maria G.", phone="600 111 222")
    shown = merge(maria, other, dry_run=True, fields={"name": other}).data
    assert "merge_id" not in shown
    assert (got(maria)["version"], got(other)["name"]) == (1, "Maria G.")
    done = merge(maria, other, fields={"name": other}).data["contact"]
    assert {**shown["contact"], "updated_at": done["updated_at"]} == done
    assert done["name"] == "Maria G."


def test_a_rule_says_whose_value_a_field_has():
    maria = person("Maria", email="maria@exemple.com", tags=["a"], custom_fields={"x": 1}, job_title="Gerent")
    other = person("Maria B", email="b@exemple.com", tags=["b"], custom_fields={"x": 2, "y": 3})
    rules = {"email": other, "tags": "winner", "custom_fields": other, "job_title": other}
    winner = merge(maria, other, fields=rules).data["contact"]
    assert [each["address"] for each in winner["emails"]] == ["b@exemple.com", "maria@exemple.com"]
    assert (winner["tags"], winner["custom_fields"]) == (["a"], {"x": 2, "y": 3})
    assert "job_title" not in winner


def test_the_losers_addresses_lead_to_the_winner_also_those_that_it_did_not_take_over():
    maria, other = person("Maria", email="maria@exemple.com"), person("Mimi", email="mimi@exemple.com")
    merge(maria, other, fields={"emails": "winner"})
    assert [each["address"] for each in got(maria)["emails"]] == ["maria@exemple.com"]
    upserted = call("contacts.upsert", {"email": "mimi@exemple.com", "tags": ["x"]}).data
    assert (upserted["created"], upserted["contact"]["id"]) == (False, maria)


def test_an_external_id_of_a_loser_leads_to_the_winner():
    maria, other = person("Maria", external_id="A-1"), person("Mimi", external_id="B-2")
    assert merge(maria, other).data["contact"]["external_id"] == "A-1"
    assert call("contacts.get", {"external_id": "B-2"}).data["id"] == maria
    assert call("contacts.create", {"type": "person", "name": "X", "external_id": "B-2"}).status == 409
    upserted = call("contacts.upsert", {"external_id": "B-2", "tags": ["vip"]}).data["contact"]
    assert (upserted["id"], upserted["external_id"]) == (maria, "A-1")


def test_notes_tasks_and_associations_follow():
    maria, other, company = person("Maria"), person("Mimi"), contact("ABC")
    note(other, "Trucada.")
    task("Visita", contact_id=other)
    for each in (maria, other):
        call("contacts.associations_create", {"contact_id": each, "to": company, "label": "employee_of"})
    call("contacts.associations_create", {"contact_id": other, "to": maria, "label": "partner_of"})
    assert merge(maria, other).data["status"] == "moving"
    work()
    assert merge(maria, other).data["status"] == "merged"
    assert (texts(maria), titles(contact_id=maria)) == (["Trucada."], ["Visita"])
    assert associated(maria) == [("works at", "ABC")]
    assert associated(company) == [("employs", "Maria")]


def test_a_change_by_the_losers_id_changes_the_winner():
    maria, other = person("Maria"), person("Mimi")
    merge(maria, other)
    assert call("contacts.update", {"id": other, "tags": ["x"]}).data["id"] == maria
    assert got(maria)["tags"] == ["x"]


def test_a_consent_that_was_withdrawn_later_stays_withdrawn():
    given = {"channel": "email", "basis": "consent", "at": "2026-01-01T00:00:00Z"}
    ended = {
        "channel": "email",
        "basis": "consent",
        "at": "2025-06-01T00:00:00Z",
        "withdrawn_at": "2026-02-01T00:00:00Z",
    }
    maria, other = person("Maria", consents=[given]), person("Mimi", consents=[ended])
    consents = merge(maria, other).data["contact"]["consents"]
    assert [each["withdrawn_at"] for each in consents] == ["2026-02-01T00:00:00Z"] * 2


def test_merging_again_changes_nothing():
    maria, other = person("Maria"), person("Mimi")
    first = merge(maria, other).data
    assert merge(maria, other).data == first
    headers = {"Idempotency-Key": "k"}
    third = person("M.")
    data = {"winner": maria, "losers": [third]}
    assert call("contacts.merge", data, headers=headers).data == call("contacts.merge", data, headers=headers).data


def test_what_cannot_be_merged_is_refused():
    maria, company, archived = person("Maria"), contact("ABC"), person("Antiga")
    call("contacts.archive", {"id": archived})
    foreign = call("contacts.create", {"type": "person", "name": "M"}, caller=OTHER).data["id"]
    for loser, status in ((company, 422), (maria, 422), ("ct_none", 422), (foreign, 422), (archived, 409)):
        assert merge(maria, loser).status == status, loser
    other, third = person("Mimi"), person("M.")
    assert merge(maria, other, fields={"email": third}).error["details"]["field"] == "fields.email"
    merge(maria, other)
    refused = merge(third, other)
    assert (refused.status, refused.error["details"]["reason"]) == (409, "merged")
    many = person("Molts", tags=[f"t{n}" for n in range(60)])
    more = person("Més", tags=[f"s{n}" for n in range(60)])
    assert merge(many, more).error["details"]["field"] == "tags"


def test_a_winner_can_become_part_of_another():
    one, two, three = person("U", email="u@exemple.com"), person("Dos", email="d@exemple.com"), person("Tres")
    note(one)
    merge(two, one)
    merge(three, two)
    work()
    assert got(one)["id"] == got(two)["id"] == three
    assert got(three)["merged_ids"] == [two, one]
    assert len(texts(three)) == 1
    assert call("contacts.upsert", {"email": "u@exemple.com"}).data["contact"]["id"] == three
