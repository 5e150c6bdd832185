"""POST /v1/contacts/notes/create keeps its promises."""

import pytest

from tests.api import call, lose_answers
from tests.functions.contacts.about import OTHER, contact, note, texts

pytestmark = pytest.mark.usefixtures("table")


def test_a_note_has_its_author_and_its_time():
    company = contact()
    created = note(company, "Volen el pla Enterprise.\nAl maig.", pinned=True)
    assert created["author"] == {"kind": "api_key", "id": "key_test"}
    assert created == {
        "id": created["id"],
        "contact_id": company,
        "text": "Volen el pla Enterprise.\nAl maig.",
        "pinned": True,
        "author": created["author"],
        "version": 1,
        "created_at": created["created_at"],
        "updated_at": created["created_at"],
    }
    assert call("contacts.notes_list", {"contact_id": company}).data == {"notes": [created], "next_before": None}


def test_a_repeated_request_writes_one_note(table):
    company = contact()
    headers = {"Idempotency-Key": "trucada-1"}
    data = {"contact_id": company, "text": "Trucada."}
    first = call("contacts.notes_create", data, headers=headers).data
    lose_answers(table)
    assert call("contacts.notes_create", data, headers=headers).data == first
    assert texts(company) == ["Trucada."]
    lose_answers(table)
    other = call("contacts.notes_create", {**data, "text": "Una altra."}, headers=headers)
    assert (other.status, other.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")


def test_a_text_may_have_twenty_thousand_characters_and_no_more():
    company = contact()
    assert note(company, "ç" * 20_000)["text"] == "ç" * 20_000
    answer = call("contacts.notes_create", {"contact_id": company, "text": "a" * 20_001})
    assert (answer.status, answer.error["details"]["field"]) == (400, "text")


@pytest.mark.parametrize("text", ["", "   ", "a\x00b"])
def test_a_text_without_a_word_is_refused(text):
    answer = call("contacts.notes_create", {"contact_id": contact(), "text": text})
    assert (answer.status, answer.error["details"]["field"]) == (400, "text")


def test_nobody_writes_about_a_contact_of_another_organisation_or_an_archived_one():
    foreign = call("contacts.create", {"type": "person", "name": "Maria"}, caller=OTHER).data["id"]
    archived = contact()
    call("contacts.archive", {"id": archived})
    for company, status, code in (
        (foreign, 403, "RESOURCE_FORBIDDEN"),
        ("ct_none", 404, "RESOURCE_NOT_FOUND"),
        (archived, 409, "CONFLICT"),
    ):
        answer = call("contacts.notes_create", {"contact_id": company, "text": "Trucada."})
        assert (answer.status, answer.error["code"]) == (status, code)
