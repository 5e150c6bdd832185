"""What is known of a contact goes through a file and back without loss; files of other programs stay theirs."""

import csv
import io
from typing import Any

import pytest
from bivelio_core.contacts.transfer.storage import files_of
from bivelio_core.store import keys
from bivelio_core.store.table import Table
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.functions.contacts.transfers import work

pytestmark = pytest.mark.usefixtures("table")

USER = "usr_a1b2c3d4e5f6g7h8"
WHOLE: dict[str, Any] = {
    "type": "person",
    "name": "Maria Garcia",
    "first_name": "Maria",
    "last_name": "Garcia Puig",
    "emails": [{"address": "maria@feina.example.com", "label": "feina"}, {"address": "maria@casa.example.com"}],
    "phones": [{"number": "972 20 30 40"}, {"number": "+33 6 12 34 56 78", "label": "mòbil"}],
    "job_title": "Directora",
    "websites": ["https://www.example.com/a|b", "https://example.com"],
    "language": "ca-ES",
    "birthday": "--02-29",
    "consents": [
        {"channel": "email", "basis": "consent", "source": "fira", "at": "2026-01-10T09:00:00Z"},
        {
            "channel": "sms",
            "basis": "consent",
            "at": "2026-01-10T09:00:00Z",
            "withdrawn_at": "2026-02-01T10:00:00Z",
        },
    ],
}


@pytest.fixture
def owner(table: Table) -> str:
    """A member of the organisation."""
    key = keys.organisation_member(ORGANISATION, USER)
    table.put({"PK": key.pk, "SK": key.sk, "email": "anna@example.com", "role": "member"})
    return USER


def exported() -> str:
    export = call("contacts.export", {}).data
    body = b"".join(files_of(Tenant(ORGANISATION, "live")).read(f"exports/{export['id']}/contacts.csv"))
    return body.decode("utf-8-sig")


def bring(text: str, organisation: str = ORGANISATION, **about: Any) -> dict[str, Any]:
    begun = call("contacts.import", {"csv": text, **about}, caller={"organisation": organisation}).data
    work(organisation)
    status: dict[str, Any] = call(
        "contacts.import_status", {"id": begun["id"]}, caller={"organisation": organisation}
    ).data
    return status


def changed_in(text: str, **cells: str) -> str:
    """A file with other cells in its only row."""
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    file = io.StringIO()
    writer = csv.DictWriter(file, list(row))
    writer.writeheader()
    writer.writerow({**row, **cells})
    return file.getvalue()


def test_a_file_says_all_and_importing_it_changes_nothing(owner):
    contact = call("contacts.create", {**WHOLE, "owner_id": owner}).data
    assert bring(exported())["unchanged"] == 1
    assert call("contacts.get", {"id": contact["id"]}).data["version"] == 1


def test_another_organisation_has_the_same_contact_of_it(owner):
    contact = call("contacts.create", WHOLE).data
    status = bring(changed_in(exported(), id="old-1"), OTHER_ORGANISATION)
    assert (status["created"], status["failed"]) == (1, 0)
    (other,) = call("contacts.list", {}, caller={"organisation": OTHER_ORGANISATION}).data["contacts"]
    own = {"id", "created_at", "updated_at", "version"}
    assert {name: other.get(name) for name in contact if name not in own} == {
        name: value for name, value in contact.items() if name not in own
    }


def test_an_empty_cell_clears_a_field_and_the_further_addresses_but_withdraws_no_consent():
    contact = call("contacts.create", WHOLE).data
    cells = {"emails": "", "phones": "", "websites": "", "job_title": "", "birthday": "", "consents": ""}
    assert bring(changed_in(exported(), **cells))["updated"] == 1
    after = call("contacts.get", {"id": contact["id"]}).data
    assert after["emails"] == [{"address": "maria@feina.example.com", "is_primary": True}]
    assert after["phones"] == [{"number": "972 20 30 40", "e164": "+34972203040", "is_primary": True}]
    assert not {"websites", "job_title", "birthday"} & set(after)
    assert after["consents"] == contact["consents"]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"emails": "maria@feina.example.com"}, "emails"),
        ({"emails": '[{"address": "ningú"}]'}, "emails[0].address"),
        ({"email": "altra@example.com"}, "email"),
        ({"email": "ningú", "emails": ""}, "email"),
        ({"consents": '{"channel": "email"}'}, "consents"),
        ({"owner_id": "usr_nobody"}, "owner_id"),
        ({"language": "català"}, "language"),
    ],
)
def test_a_wrong_cell_is_told_by_its_column_and_changes_nothing(cells, field):
    contact = call("contacts.create", WHOLE).data
    status = bring(changed_in(exported(), **cells))
    assert (status["failed"], [error["field"] for error in status["errors"]]) == (1, [field])
    assert call("contacts.get", {"id": contact["id"]}).data["version"] == 1


def test_an_owner_who_has_left_hinders_no_import(owner, table):
    contact = call("contacts.create", {**WHOLE, "owner_id": owner}).data
    table.delete(keys.organisation_member(ORGANISATION, USER))
    assert bring(changed_in(exported(), job_title="Cap"))["updated"] == 1
    assert call("contacts.get", {"id": contact["id"]}).data["owner_id"] == owner


def test_a_file_of_another_program_with_the_same_names_is_read_as_theirs():
    text = "name,email,birthday,websites,owner_id\nPere,pere@example.com,31/12/1985,www.example.com,usr_nobody\n"
    status = bring(text)
    assert (status["created"], status["failed"]) == (1, 0)
    (contact,) = call("contacts.list", {}).data["contacts"]
    assert (contact["birthday"], contact["websites"]) == ("1985-12-31", ["https://www.example.com"])
    assert "owner_id" not in contact
    assert [(one["code"], one["field"]) for one in status["warnings"]] == [("cell_left_out", "owner_id")]


def test_columns_named_as_our_lists_may_have_plain_texts():
    bring("name,emails,phones\nPere,pere@example.com,600 111 222 ::: 972 20 30 40\n")
    (contact,) = call("contacts.list", {}).data["contacts"]
    assert contact["email"] == "pere@example.com"
    assert [each["e164"] for each in contact["phones"]] == ["+34600111222", "+34972203040"]


def test_rows_that_are_matched_by_an_address_add_what_they_have(owner):
    contact = call("contacts.create", WHOLE).data
    text = changed_in(exported(), id="", emails="", phones="", job_title="", language="es", owner_id=owner)
    assert bring(text, on_existing="update")["updated"] == 1
    after = call("contacts.get", {"id": contact["id"]}).data
    assert (after["emails"], after["job_title"]) == (contact["emails"], "Directora")
    assert (after["language"], after["owner_id"]) == ("es", owner)
