"""POST /v1/cases/update keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.functions.cases.made import SANDBOX, case, contact, member

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def plan(table):
    return case(description="Vol canviar.", priority="high", tags=["comercial"])


def update(made, **fields):
    return call("cases.update", {"id": made["id"], **fields})


def test_only_what_is_sent_changes(plan):
    changed = update(plan, title="Canvi de pla").data
    assert changed == {**plan, "title": "Canvi de pla", "version": 2, "updated_at": changed["updated_at"]}
    assert call("cases.get", {"id": plan["id"]}).data == changed


def test_closing_says_when_and_reopening_forgets_it(plan):
    closed = update(plan, status="closed").data
    assert closed["closed_at"] == closed["updated_at"]
    assert "closed_at" not in update(plan, status="in_progress").data


def test_links_and_tags_replace_and_null_clears(plan, table):
    changed = update(plan, contact_id=contact(), assignee=member(table), tags=["suport"]).data
    assert changed["tags"] == ["suport"]
    cleared = update(plan, contact_id=None, assignee=None, description=None, tags=[]).data
    assert not {"contact_id", "assignee", "description"} & cleared.keys()
    assert cleared["tags"] == []


@pytest.mark.parametrize("field", ["title", "status", "priority", "tags", "invoice_ids", "note"])
def test_null_is_refused_where_a_value_must_be(plan, field):
    answer = update(plan, **{field: None})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)


def test_a_version_guards_against_a_change_in_between(plan):
    assert update(plan, status="waiting", version=1).status == 200
    answer = update(plan, status="closed", note="Tancat", version=1)
    assert (answer.status, answer.error["code"], answer.error["details"]["version"]) == (409, "CONFLICT", 2)
    assert call("cases.get", {"id": plan["id"]}).data["notes"] == []


def test_what_is_there_already_changes_nothing(plan):
    assert update(plan, title=plan["title"], tags=["comercial"], version=1).data == plan


def test_notes_are_only_added(plan):
    update(plan, note="Primera")
    changed = update(plan, note="Segona", status="closed").data
    assert [note["text"] for note in changed["notes"]] == ["Primera", "Segona"]
    assert (changed["note_count"], changed["version"]) == (2, 3)


def test_a_note_is_added_once_for_its_key(plan, table):
    headers = {"Idempotency-Key": "nota-1"}
    asked = {"id": plan["id"], "note": "Trucat"}
    assert call("cases.update", asked, headers=headers).data["note_count"] == 1
    update(plan, note="Una altra")
    lose_answers(table)
    assert call("cases.update", asked, headers=headers).data["note_count"] == 2
    lose_answers(table)
    assert call("cases.update", {**asked, "note": "Diferent"}, headers=headers).error["code"] == "IDEMPOTENCY_MISMATCH"


def test_a_case_has_two_hundred_notes_at_most(plan, table):
    from bivelio_core.store.writes import Key, Update

    (item,) = table.query("org_0000000000000000#live#CASE")
    table.update(Key(item["PK"], item["SK"]), Update(set={"note_count": 199}))
    assert update(plan, note="L'última").status == 200
    answer = update(plan, note="Una de massa", status="closed")
    assert (answer.status, answer.error["details"]["field"], answer.error["details"]["limit"]) == (422, "note", 200)
    assert call("cases.get", {"id": plan["id"]}).data["status"] == "open"


@pytest.mark.parametrize(
    ("change", "status", "field", "constraint"),
    [
        ({}, 400, "data", "nothing_to_change"),
        ({"version": 1}, 400, "data", "nothing_to_change"),
        ({"number": "CAS-1"}, 400, "number", "unknown_field"),
        ({"notes": []}, 400, "notes", "unknown_field"),
        ({"status": "done"}, 400, "status", "choice"),
        ({"version": 0, "title": "X"}, 400, "version", "minimum"),
        ({"assignee": "usr_unknown"}, 422, "assignee", "not_a_member"),
        ({"contact_id": "ct_unknown"}, 422, "contact_id", "not_found"),
        ({"invoice_ids": ["inv_unknown"]}, 422, "invoice_ids[0]", "not_found"),
    ],
)
def test_bad_input_names_the_field_and_changes_nothing(plan, change, status, field, constraint):
    answer = update(plan, **change)
    assert (answer.status, answer.error["code"]) == (status, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)
    assert call("cases.get", {"id": plan["id"]}).data == plan


def test_what_was_deleted_since_stays_linked_and_cannot_be_linked_anew():
    asked = {"title": "Contracte", "document_ids": ["doc_d1e2f3g4"]}
    made = call("cases.create", asked, caller=SANDBOX).data
    call("documents.delete", {"document_id": "doc_d1e2f3g4"}, caller=SANDBOX)
    kept = {"id": made["id"], "document_ids": ["doc_d1e2f3g4", "doc_q5r6s7t8"]}
    assert call("cases.update", kept, caller=SANDBOX).data["document_ids"] == kept["document_ids"]
    assert call("cases.create", asked, caller=SANDBOX).error["details"]["field"] == "document_ids[0]"


def test_another_organisations_case_is_403(plan):
    caller = {"organisation": OTHER_ORGANISATION}
    assert call("cases.update", {"id": plan["id"], "title": "X"}, caller=caller).status == 403
