"""POST /v1/cases/create keeps its promises."""

from datetime import UTC, datetime

import pytest
from bivelio_core import clients, clock

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, lose_answers
from tests.functions.cases.made import PLAN, SANDBOX, case, contact, member
from tests.lossy import losing_the_first_answer
from tests.operated import PASSWORD, new_organisation, operated

pytestmark = pytest.mark.usefixtures("table")


def test_what_is_sent_comes_back_with_an_id_and_a_number(table):
    about = {
        "description": "Vol passar de Pro a Enterprise.\nA partir del maig.",
        "status": "in_progress",
        "priority": "urgent",
        "assignee": member(table),
        "contact_id": contact(),
        "tags": ["comercial", "comercial"],
    }
    made = case(**about)
    assert made["id"].startswith("cs_")
    assert made | {**about, "tags": ["comercial"]} == made
    assert (made["tags"], made["note_count"], made["notes"], made["version"]) == (["comercial"], 0, [], 1)
    assert call("cases.get", {"id": made["id"]}).data == made


def test_numbers_follow_each_other_in_each_year(monkeypatch):
    moment = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert [case()["number"] for _ in range(3)] == ["CAS-2026-001", "CAS-2026-002", "CAS-2026-003"]
    moment = datetime(2026, 12, 31, 23, 1, tzinfo=UTC)
    assert case()["number"] == "CAS-2027-001", "the year begins at midnight in Madrid"


def test_a_refused_case_takes_no_number():
    first = case()["number"]
    assert call("cases.create", {**PLAN, "contact_id": "ct_unknown"}).status == 422
    assert int(case()["number"][9:]) == int(first[9:]) + 1


def test_an_answer_lost_on_the_way_makes_no_second_case():
    with losing_the_first_answer(clients.client("dynamodb")) as lossy:
        made = case()
    assert lossy.sent["TransactWriteItems"] > 1
    assert made["number"].endswith("-001")
    assert call("cases.list", {}).data["pagination"]["total"] == 1


def test_the_same_idempotency_key_makes_one_case(table):
    headers = {"Idempotency-Key": "cas-1"}
    first = call("cases.create", {**PLAN, "note": "Primera"}, headers=headers).data
    lose_answers(table)
    again = call("cases.create", {**PLAN, "note": "Primera"}, headers=headers).data
    assert again == first
    assert again["note_count"] == 1
    lose_answers(table)
    other = call("cases.create", {**PLAN, "note": "Segona"}, headers=headers)
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")


def test_a_user_can_be_in_charge_until_removed_from_the_organisation(deployment):
    organisation = new_organisation(id=ORGANISATION)
    about = {"email": "ana@exemple.cat", "password": PASSWORD, "role": "member"}
    user = operated("create_user", organisation=organisation, **about)["id"]
    assert case(assignee=user)["assignee"] == user
    operated("remove_user", organisation=organisation, email="ana@exemple.cat")
    answer = call("cases.create", {**PLAN, "assignee": user})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "not_a_member")


@pytest.mark.parametrize(
    ("change", "status", "field", "constraint"),
    [
        ({"title": ""}, 400, "title", "min_length"),
        ({"title": "Dues\nlínies"}, 400, "title", "control_characters"),
        ({"title": "x" * 301}, 400, "title", "max_length"),
        ({"title": None}, 400, "title", "type"),
        ({"description": "x" * 5_001}, 400, "description", "max_length"),
        ({"description": "a\x00b"}, 400, "description", "format"),
        ({"status": "done"}, 400, "status", "choice"),
        ({"priority": "highest"}, 400, "priority", "choice"),
        ({"tags": ["x"] * 51}, 400, "tags", "max_items"),
        ({"note": ""}, 400, "note", "min_length"),
        ({"note": "x" * 4_001}, 400, "note", "max_length"),
        ({"invoice_ids": ["inv_1"] * 51}, 400, "invoice_ids", "max_items"),
        ({"message_ids": "msg_1"}, 400, "message_ids", "type"),
        ({"number": "CAS-2026-001"}, 400, "number", "unknown_field"),
        ({"assignee": "usr_unknown"}, 422, "assignee", "not_a_member"),
        ({"contact_id": "ct_unknown"}, 422, "contact_id", "not_found"),
        ({"invoice_ids": ["inv_unknown"]}, 422, "invoice_ids[0]", "not_found"),
        ({"message_ids": ["msg_unknown"]}, 422, "message_ids[0]", "not_found"),
        ({"document_ids": ["doc_unknown"]}, 422, "document_ids[0]", "not_found"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(change, status, field, constraint):
    answer = call("cases.create", {**PLAN, **change})
    assert (answer.status, answer.error["code"]) == (status, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)
    assert call("cases.list", {}).data["cases"] == []


def test_a_fault_in_a_list_of_links_is_named_by_its_place():
    good = "doc_q5r6s7t8"
    answer = call("cases.create", {**PLAN, "document_ids": [good, "doc_unknown"]}, caller=SANDBOX)
    assert answer.error["details"]["field"] == "document_ids[1]"
    ids = {"message_ids": ["msg_v1w2x3y4", "msg_a2b3c4d5"], "document_ids": [good]}
    assert call("cases.create", {**PLAN, **ids}, caller=SANDBOX).data | ids == call("cases.list", caller=SANDBOX).data[
        "cases"
    ][0] | {"notes": []}


@pytest.mark.parametrize("place", ["contact_id", "document_ids"])
def test_what_is_another_organisations_is_refused_as_what_does_not_exist(place):
    foreign = call("contacts.create", {"type": "person", "name": "Pere"}, caller={"organisation": OTHER_ORGANISATION})
    named = foreign.data["id"] if place == "contact_id" else [foreign.data["id"]]
    answer = call("cases.create", {**PLAN, place: named})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "not_found")


def test_another_organisations_member_cannot_be_in_charge(table):
    answer = call("cases.create", {**PLAN, "assignee": member(table)}, caller={"organisation": OTHER_ORGANISATION})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "not_a_member")


def test_messages_speak_the_callers_language():
    data = {**PLAN, "assignee": "usr_unknown"}
    assert call("cases.create", data).error["message"] == (
        "El camp 'assignee' ha de ser l'id d'un membre de l'organització."
    )
    assert call("cases.create", data, headers={"Accept-Language": "es"}).error["message"].startswith("El campo")
