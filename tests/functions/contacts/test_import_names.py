"""POST /v1/contacts/import finds the company and the owner that rows of other programs name."""

import pytest
from bivelio_core.store import keys
from bivelio_core.store.table import Table

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.functions.contacts.test_import_foreign import by_email, imported
from tests.functions.contacts.transfers import deliver

pytestmark = pytest.mark.usefixtures("table")
HEADER = "First Name,Last Name,E-mail 1 - Value,Organization Name,Contact owner\n"


def file_of(*rows: str) -> bytes:
    return (HEADER + "\n".join(rows) + "\n").encode()


def company(name: str, organisation: str = ORGANISATION) -> str:
    caller = {"organisation": organisation}
    contact = call("contacts.create", {"type": "company", "name": name}, caller=caller).data
    deliver(organisation)
    return str(contact["id"])


@pytest.fixture
def anna(table: Table) -> str:
    """A member of the organisation."""
    key = keys.organisation_member(ORGANISATION, "usr_a1b2c3d4e5f6g7h8")
    table.put({"PK": key.pk, "SK": key.sk, "email": "anna@example.com", "role": "member"})
    return key.sk


def test_a_row_belongs_to_the_company_that_it_names():
    company("Fusteria Roca i Fills")
    roca = company("Fusteria Roca")
    done = imported(file_of("Maria,Garcia,maria@x.example,FUSTERÍA  ROCA,", "Pau,Vila,pau@x.example,Forn Nou,"))
    assert (done["created"], done["failed"]) == (2, 0)
    assert by_email("maria@x.example")["company_id"] == roca
    assert "company" not in by_email("maria@x.example")["custom_fields"]
    assert "company_id" not in by_email("pau@x.example")
    assert by_email("pau@x.example")["custom_fields"]["company"] == "Forn Nou"


def test_of_several_companies_of_a_name_none_is_taken():
    company("Fusteria Roca"), company("Fusteria Roca")
    imported(file_of("Maria,Garcia,maria@x.example,Fusteria Roca,"))
    contact = by_email("maria@x.example")
    assert ("company_id" in contact, contact["custom_fields"]["company"]) == (False, "Fusteria Roca")


def test_an_archived_company_and_one_of_others_is_none():
    call("contacts.archive", {"id": company("Fusteria Roca")})
    company("Fusteria Roca", OTHER_ORGANISATION)
    imported(file_of("Maria,Garcia,maria@x.example,Fusteria Roca,"))
    assert by_email("maria@x.example")["custom_fields"]["company"] == "Fusteria Roca"


def test_a_row_that_is_only_a_company_stays_one():
    company("Fusteria Roca")
    imported(file_of(",,info@x.example,Fusteria Roca,"))
    contact = by_email("info@x.example")
    assert (contact["type"], contact["name"], "company_id" in contact) == ("company", "Fusteria Roca", False)


def test_the_owner_is_the_member_whose_address_is_in_the_cell(anna):
    rows = (
        "Maria,Garcia,maria@x.example,,Anna Puig (ANNA@example.com)",
        "Pau,Vila,pau@x.example,,Anna Puig",
        "Jordi,Mas,jordi@x.example,,anna@example.com <other@example.com>",
    )
    assert imported(file_of(*rows))["failed"] == 0
    assert by_email("maria@x.example")["owner_id"] == anna
    assert "owner" not in by_email("maria@x.example")["custom_fields"]
    assert by_email("pau@x.example")["custom_fields"]["owner"] == "Anna Puig"
    assert "owner_id" not in by_email("jordi@x.example")


def test_rows_that_find_their_contact_are_linked_too(anna):
    roca = company("Fusteria Roca")
    call("contacts.create", {"type": "person", "name": "Maria", "email": "maria@x.example"})
    deliver(ORGANISATION)
    done = imported(file_of("Maria,Garcia,maria@x.example,Fusteria Roca,anna@example.com"), match_on=["email"])
    contact = by_email("maria@x.example")
    assert (done["updated"], contact["company_id"], contact["owner_id"]) == (1, roca, anna)
