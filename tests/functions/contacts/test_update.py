"""POST /v1/contacts/update keeps its promises."""

import pytest
from bivelio_core import clients

from tests.api import ORGANISATION, call
from tests.functions.contacts.transfers import deliver

pytestmark = pytest.mark.usefixtures("table")

MARIA = {
    "type": "person",
    "name": "Maria Garcia",
    "email": "maria@exemple.com",
    "phone": "+34 600 111 222",
    "tags": ["lead"],
    "custom_fields": {"source": "website", "score": 3},
}


@pytest.fixture
def maria(table):
    return call("contacts.create", MARIA).data


def update(contact, **fields):
    return call("contacts.update", {"id": contact["id"], **fields})


def test_only_what_is_sent_changes(maria):
    changed = update(maria, name="Maria Garcia Puig").data
    assert changed == {
        **maria,
        "name": "Maria Garcia Puig",
        "version": 2,
        "updated_at": changed["updated_at"],
        **({"warnings": changed["warnings"]} if "warnings" in changed else {}),
    }
    assert call("contacts.get", {"id": maria["id"]}).data["name"] == "Maria Garcia Puig"


def test_a_contact_is_not_warned_of_itself_nor_read_again_for_that(maria):
    deliver(ORGANISATION)
    before = clients.calls_made()
    assert "warnings" not in update(maria, name="Maria Puig").data
    assert clients.calls_made() - before == len(
        ("the contact", "the mark", "the write", "who has the address", "the phone")
    )
    other = call("contacts.create", {**MARIA, "email": "maria.puig@exemple.com"}).data
    (warning,) = update(other, email=MARIA["email"]).data["warnings"]
    assert (warning["code"], warning["contact_id"]) == ("same_email", maria["id"])


def test_custom_fields_merge_and_null_deletes_one(maria):
    changed = update(maria, custom_fields={"source": None, "converted": True}).data
    assert changed["custom_fields"] == {"score": 3, "converted": True}


def test_tags_replace(maria):
    assert update(maria, tags=["client", "actiu", "client"]).data["tags"] == ["client", "actiu"]
    assert update(maria, tags=[]).data["tags"] == []


def test_null_clears_what_can_be_absent(maria):
    changed = update(maria, email=None, phone=None).data
    assert not {"email", "phone", "phone_e164"} & changed.keys()


@pytest.mark.parametrize("field", ["name", "tags", "custom_fields"])
def test_null_is_refused_where_a_value_must_be(maria, field):
    answer = update(maria, **{field: None})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)


def test_the_type_cannot_change(maria):
    assert update(maria, type="company").error["details"] | {"errors": None} == {
        "field": "type",
        "constraint": "unknown_field",
        "errors": None,
    }


def test_nothing_to_change_is_refused(maria):
    assert update(maria).error["details"]["constraint"] == "nothing_to_change"


def test_a_version_guards_against_a_change_in_between(maria):
    assert update(maria, name="A", version=1).status == 200
    answer = update(maria, name="B", version=1)
    assert (answer.status, answer.error["code"], answer.error["details"]["version"]) == (409, "CONFLICT", 2)
    assert call("contacts.get", {"id": maria["id"]}).data["name"] == "A"


def test_an_archived_contact_does_not_change(maria):
    call("contacts.archive", {"id": maria["id"]})
    answer = update(maria, name="X")
    assert (answer.status, answer.error["details"]["reason"]) == (409, "archived")


def test_writing_what_is_there_already_changes_no_version(maria):
    assert update(maria, name=MARIA["name"]).data["version"] == 1


def test_merged_custom_fields_stay_within_their_limits(maria):
    for part in range(4):
        fields = {f"f{part}_{number}": "x" * 190 for number in range(24)}
        answer = update(maria, custom_fields=fields)
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "max_bytes")
    many = call("contacts.create", {**MARIA, "custom_fields": {f"n{n}": n for n in range(99)}}).data
    answer = update(many, custom_fields={"a": 1, "b": 2})
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "max_items")


def test_a_company_that_does_not_exist_is_refused_and_nothing_is_written(maria):
    answer = update(maria, name="X", company_id="ct_unknown")
    assert (answer.status, answer.error["details"]["field"]) == (422, "company_id")
    assert call("contacts.get", {"id": maria["id"]}).data == maria


NUMBERS = [0.1, 591.4, 1.5, 0.5, 5, 5.0, -0.25, 1e-7, 123456789.123]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_there_already_changes_nothing(maria, number):
    """Also a version that is no longer the contact's is no conflict then."""
    numbered = update(maria, custom_fields={"f": number, "deep": {"list": [number]}}).data
    again = update(maria, custom_fields={"f": number, "deep": {"list": [number]}}, version=1)
    assert again.status == 200, again.body
    assert (again.data["version"], again.data["updated_at"]) == (numbered["version"], numbered["updated_at"])


def test_true_is_another_value_than_one(maria):
    update(maria, custom_fields={"f": 1})
    assert update(maria, custom_fields={"f": True}).data["custom_fields"]["f"] is True
    assert call("contacts.get", {"id": maria["id"]}).data["custom_fields"]["f"] is True
