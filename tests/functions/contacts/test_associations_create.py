"""POST /v1/contacts/associations/create keeps its promises."""

import pytest

from tests.api import call
from tests.functions.contacts.about import OTHER, associated, contact

pytestmark = pytest.mark.usefixtures("table")


def associate(one, other, label="employee_of", **about):
    return call("contacts.associations_create", {"contact_id": one, "to": other, "label": label, **about})


def test_both_contacts_show_it_each_in_its_words():
    maria, company = contact("Maria", type="person"), contact("ABC")
    created = associate(maria, company).data
    assert created == {
        "contact_id": company,
        "name": "ABC",
        "type": "company",
        "direction": "outgoing",
        "label": "employee_of",
        "reads_as": "treballa a",
        "author": {"kind": "api_key", "id": "key_test"},
        "created_at": created["created_at"],
    }
    assert associated(maria) == [("works at", "ABC")]
    assert associated(company) == [("employs", "Maria")]


def test_words_of_ones_own_have_an_inverse():
    maria, company = contact("Maria", type="person"), contact("ABC")
    associate(maria, company, "advocada de", inverse_label="representada per")
    associate(maria, company, "veïna de")
    assert associated(maria) == [("advocada de", "ABC"), ("veïna de", "ABC")]
    assert associated(company) == [("representada per", "Maria"), ("veïna de", "Maria")]


def test_what_is_there_already_stays():
    maria, company = contact("Maria", type="person"), contact("ABC")
    assert associate(maria, company).data == associate(maria, company).data
    assert associated(company) == [("employs", "Maria")]


def test_a_repetition_under_a_key_makes_nothing_anew_that_was_removed():
    maria, company = contact("Maria", type="person"), contact("ABC")
    data = {"contact_id": maria, "to": company, "label": "partner_of"}
    first = call("contacts.associations_create", data, headers={"Idempotency-Key": "k"}).data
    call("contacts.associations_delete", data)
    assert call("contacts.associations_create", data, headers={"Idempotency-Key": "k"}).data == first
    assert associated(maria) == []


def test_a_contact_has_none_with_itself_with_nobody_or_with_an_archived_one():
    company, archived = contact("ABC"), contact("Antiga")
    call("contacts.archive", {"id": archived})
    foreign = call("contacts.create", {"type": "person", "name": "Maria"}, caller=OTHER).data["id"]
    for other, status in ((company, 422), ("ct_none", 422), (foreign, 422), (archived, 409)):
        answer = associate(company, other)
        assert answer.status == status
        assert status == 409 or answer.error["details"]["field"] == "to"
    assert associate(archived, company).status == 409
    assert associated(company) == []
