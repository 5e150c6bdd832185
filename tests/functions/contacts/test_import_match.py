"""contacts.import with `match_on` and `on_match`: rows find their contact by one of four keys."""

import pytest

from tests.api import ORGANISATION, call
from tests.functions.contacts.test_import_undo import imported, shown, undone
from tests.functions.contacts.transfers import deliver, work

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def maria():
    """A contact that is there before."""
    about = {
        "email": "maria@x.cat",
        "phone": "600111222",
        "external_id": "crm-7",
        "tax_id": {"number": "12345678Z"},
        "job_title": "Gerent",
        "custom_fields": {"sector": "fusta"},
    }
    contact = call("contacts.create", {"type": "person", "name": "Maria", **about}).data["id"]
    deliver(ORGANISATION)
    return contact


ROWS = {
    "external_id": ("external_id", "crm-7"),
    "email": ("email", "MARIA@x.cat"),
    "phone": ("phone", "+34 600 11 12 22"),
    "tax_number": ("NIF", "12.345.678-Z"),
}


def contacts():
    return call("contacts.list", {"per_page": 100}).data["contacts"]


@pytest.mark.parametrize("key", ROWS)
def test_a_row_finds_its_contact_by_a_key(key, maria):
    column, value = ROWS[key]
    done = imported(f"name,{column},language\nMaria Puig,{value},es\nNou,,\n", match_on=[key])
    assert (done["created"], done["updated"]) == (1, 1)
    contact = call("contacts.get", {"id": maria}).data
    assert (contact["name"], contact["language"], contact["job_title"]) == ("Maria Puig", "es", "Gerent")


@pytest.mark.parametrize("key", ROWS)
def test_two_rows_of_one_key_are_one_contact(key):
    column, value = ROWS[key]
    done = imported(f"name,{column}\nA,{value}\nB,{value}\n", match_on=[key])
    assert (done["created"], done["updated"]) == (1, 1)
    assert [contact["name"] for contact in contacts()] == ["B"]


def test_fill_empty_sets_only_what_a_contact_lacks(maria):
    text = "name,email,language,job_title,custom_fields.sector,custom_fields.zona\nX,maria@x.cat,es,Cap,metall,nord\n"
    done = imported(text, match_on=["email"], on_match="fill_empty")
    assert done["updated"] == 1
    contact = call("contacts.get", {"id": maria}).data
    assert (contact["name"], contact["job_title"], contact["language"]) == ("Maria", "Gerent", "es")
    assert contact["custom_fields"] == {"sector": "fusta", "zona": "nord"}
    assert imported(text, match_on=["email"], on_match="fill_empty")["unchanged"] == 1


def test_skip_leaves_who_is_found(maria):
    done = imported("name,email\nX,maria@x.cat\nNou,n@x.cat\n", match_on=["email"], on_match="skip")
    assert (done["created"], done["unchanged"]) == (1, 1)
    assert call("contacts.get", {"id": maria}).data["version"] == 1


def test_an_external_id_is_of_one_contact_without_being_asked(maria):
    done = imported("name,external_id\nMaria Vila,crm-7\nAltre,crm-8\n")
    assert (done["created"], done["updated"]) == (1, 1)
    assert call("contacts.find", {"external_id": "crm-8"}).data["contact"]["name"] == "Altre"


def test_several_contacts_that_match_fail_the_row_and_are_named(maria):
    other = call("contacts.create", {"type": "person", "name": "Altra", "email": "maria@x.cat"}).data["id"]
    deliver(ORGANISATION)
    begun = call("contacts.import", {"csv": "name,email\nX,maria@x.cat\n", "match_on": ["email"]}).data
    work()
    (error,) = call("contacts.import_status", {"id": begun["id"]}).data["errors"]
    assert error["constraint"] == "several_match"
    assert maria in error["message"]
    assert other in error["message"]


@pytest.mark.parametrize("on_match", ["update", "fill_empty"])
def test_rows_that_found_their_contact_are_undone(on_match, maria):
    before = shown()
    text = (
        "name,email,phone,external_id,language\nM,maria@x.cat,,crm-7,es\nN,n@x.cat,600777888,crm-9,\nN2,n@x.cat,,,ca\n"
    )
    done = imported(text, match_on=["external_id", "email"], on_match=on_match)
    assert done["created"] == 1
    assert undone(done["id"])["unchanged"] == 0
    deliver(ORGANISATION)
    assert shown() == before
    assert call("contacts.find", {"external_id": "crm-9"}).data["contact"] is None
    assert imported(text, match_on=["external_id", "email"])["created"] == 1


def test_what_was_made_at_once_and_changed_by_a_later_row_is_removed():
    before = shown()
    text = "id,name,email\nP-1,Pau,pau@x.cat\n,Pau Roca,pau@x.cat\n"
    done = imported(text, on_existing="update")
    assert done["failed"] == 0
    undo = undone(done["id"])
    assert undo["unchanged"] == 0, undo
    deliver(ORGANISATION)
    assert shown() == before
