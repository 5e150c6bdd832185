"""POST /v1/contacts/import takes the files of other programs: it proposes where columns go, and takes each row."""

import os

import pytest
from bivelio_core.contacts.transfer import import_work
from bivelio_core.contacts.transfer.storage import files_of

from tests.api import call
from tests.functions.contacts import transfers
from tests.functions.contacts.foreign_files import FILES, ICLOUD, ForeignFile, people
from tests.functions.contacts.test_import import LIVE, listed, report
from tests.functions.contacts.transfers import work

pytestmark = pytest.mark.usefixtures("table")
ROWS = 12
MANY = int(os.environ.get("IMPORT_ROWS", "1000"))
"""Rows of the two large files."""

LEAST = 0.95
"""The share of columns that must be proposed right."""


def uploaded(content: bytes) -> str:
    """An import whose file is there; answers its id."""
    begun = call("contacts.import", {}).data
    files_of(LIVE).put(f"imports/{begun['id']}/contacts.csv", content, "text/csv")
    return str(begun["id"])


def preview(content: bytes, **more):
    """The import that shows the columns of a file."""
    answer = call("contacts.import", {"id": uploaded(content), "mode": "preview", **more})
    assert answer.status == 200, answer
    return answer.data


def imported(content: bytes, **more):
    """A file imported as it is proposed, or mapped; answers the import when it is done."""
    begun = call("contacts.import", {"id": uploaded(content), **more})
    assert begun.status == 202, begun
    work()
    return call("contacts.import_status", {"id": begun.data["id"]}).data


def by_email(email: str):
    return call("contacts.find", {"email": email}).data["contact"]


def is_right(column, targets) -> bool:
    """Whether a column is proposed where it must go: an empty one may go nowhere, too."""
    wanted = targets[column["name"]]
    return column.get("field") == wanted or (not column["values"] and column.get("field") is None)


def test_nearly_all_columns_of_each_program_are_proposed_right():
    right = wrong = 0
    misses = []
    for name, file in FILES.items():
        shown = preview(file.content(ROWS))
        assert shown.get("program") == file.program, name
        for column in shown["columns"]:
            is_good = is_right(column, file.targets)
            right, wrong = right + is_good, wrong + (not is_good)
            misses += [] if is_good else [(name, column["name"], column.get("field"))]
    assert right / (right + wrong) >= LEAST, misses
    assert not misses


def test_a_preview_shows_three_values_and_why_and_imports_nothing():
    shown = preview(FILES["catalan_excel"].content(ROWS))
    assert (shown["status"], shown["rows"]) == ("previewed", 0)
    columns = {column["name"]: column for column in shown["columns"]}
    assert columns["Cognoms"]["reason"] == "name"
    assert len(columns["Cognoms"]["values"]) == 3
    assert columns["Saldo"]["reason"] == "unknown"
    assert (columns["Fax"]["values"], columns["Fax"].get("field"), columns["Fax"]["reason"]) == (
        [],
        "phones.fax",
        "name",
    )
    assert listed()["pagination"]["total"] == 0
    again = call("contacts.import", {"id": shown["id"], "mode": "preview", "mapping": {"Saldo": None}}).data
    saldo = next(column for column in again["columns"] if column["name"] == "Saldo")
    assert ("field" in saldo, saldo["reason"]) == (False, "mapping")


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_each_program_is_imported(name):
    file: ForeignFile = FILES[name]
    done = imported(file.content(ROWS), mapping=file.targets)
    assert (done["status"], done["created"], done["failed"]) == ("completed", ROWS, 0), report(done)
    who = list(people(ROWS))[1]
    contact = call("contacts.find", {"phone": who.mobile}).data["contact"] or by_email(who.email)
    if "last_name" in file.targets.values():
        assert (contact["first_name"], contact["last_name"]) == (who.first, who.last)
        assert contact["name"] == f"{who.first} {who.last}"
    else:
        assert contact["name"] == who.company
    numbers = {"".join(filter(str.isdigit, each["number"])) for each in contact["phones"]}
    assert "".join(filter(str.isdigit, who.mobile)) in numbers
    if contact.get("addresses") and "street" in contact["addresses"][0]:
        address = contact["addresses"][0]
        assert (address["street"], address["postal_code"], address["country"]) == (who.street, who.code, "ES")
    if "birthday" in file.targets.values():
        assert contact["birthday"][-5:] == who.birthday.isoformat()[-5:]
    if "tags" in file.targets.values():
        assert sorted(contact["tags"]) == sorted(who.tags)


def test_two_columns_of_one_field_are_entries_with_labels():
    done = imported("Nom;Telèfon;Mòbil;Correu;Correu personal\nAnna;931112233;600111222;a@x.cat;b@x.cat\n".encode())
    assert done["created"] == 1, done
    (contact,) = listed()["contacts"]
    assert [(each["number"], each.get("label")) for each in contact["phones"]] == [
        ("931112233", None),
        ("600111222", "mobile"),
    ]
    assert [(each["address"], each.get("label")) for each in contact["emails"]] == [
        ("a@x.cat", None),
        ("b@x.cat", "home"),
    ]


def test_a_cell_that_cannot_be_read_is_left_out_and_its_row_is_warned():
    text = "Nom,Correu,Mòbil,CP,Carrer,DNI\nAnna,no en té,6.0E+08,8001,C/ Nou 1,1234567L\n"
    begun = call("contacts.import", {"csv": text, "mapping": {}}).data
    work()
    done = call("contacts.import_status", {"id": begun["id"]}, headers={"Accept-Language": "en"}).data
    assert (done["created"], done["failed"], done["warned"]) == (1, 0, 1)
    (contact,) = listed()["contacts"]
    assert "email" not in contact
    assert "phone" not in contact
    assert contact["addresses"][0]["postal_code"] == "08001"
    assert contact["tax_id"]["number"] == "01234567L"
    codes = sorted((warning["code"], warning["field"]) for warning in done["warnings"])
    assert codes == [
        ("cell_left_out", "email"),
        ("digits_lost", "phones"),
        ("zero_restored", "address.postal_code"),
        ("zero_restored", "tax_id.number"),
    ]
    left_out = next(warning for warning in done["warnings"] if warning["code"] == "cell_left_out")
    assert left_out["message"].startswith("The cell 'no en té' cannot be read as 'email'")


@pytest.mark.parametrize(
    ("mapping", "field", "constraint"),
    [
        ({"Cognoms": "last_name"}, 'mapping["Cognoms"]', "choice"),
        ({"Saldo": "balance"}, 'mapping["Saldo"]', "unknown_target"),
        ({"Saldo": "addresses.home.planet"}, 'mapping["Saldo"]', "unknown_target"),
        ({"Saldo": "name"}, 'mapping["Saldo"]', "column_twice"),
        ({"Nom": None, "Correu": None}, "name", "required"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(mapping, field, constraint):
    answer = call("contacts.import", {"csv": "Nom,Correu,Saldo\nAnna,a@x.cat,12\n", "mapping": mapping})
    assert (answer.status, answer.error["details"]["field"]) == (422, field)
    assert answer.error["details"]["constraint"] == constraint


def test_who_has_no_name_is_called_by_the_company_or_an_address():
    text = "First Name,Last Name,Company,E-mail Address\n,,Forn Vila S.L.,f@x.cat\n,,,sense@x.cat\nPau,,,\n"
    assert imported(text.encode())["created"] == 3
    names = {contact["name"]: contact["type"] for contact in listed()["contacts"]}
    assert names == {"Forn Vila S.L.": "company", "sense@x.cat": "person", "Pau": "person"}


def test_the_cards_of_a_phone_are_contacts():
    done = imported(ICLOUD.content(ROWS))
    assert (done["created"], done["failed"], done["warned"]) == (ROWS, 0, 0), report(done)
    who = list(people(ROWS))[2]
    contact = by_email(who.email)
    assert (contact["first_name"], contact["last_name"], contact["job_title"]) == (who.first, who.last, who.title)
    assert [(each["address"], each["label"]) for each in contact["emails"]] == [
        (who.email, "work"),
        (who.other_email, "home"),
    ]
    assert [each["label"] for each in contact["phones"]] == ["mobile", "Magatzem"]
    assert (contact["addresses"][0]["street"], contact["birthday"]) == (who.street, who.birthday.isoformat())
    assert contact["websites"] == [who.web]


@pytest.mark.parametrize("name", ["google", "catalan_excel"])
def test_a_large_file_is_imported_whole(name, monkeypatch):
    monkeypatch.setattr(transfers, "LONGEST", 100 + MANY)
    file = FILES[name]
    done = imported(file.content(MANY))
    assert (done["status"], done["created"], done["failed"]) == ("completed", MANY, 0)


def test_a_workbook_is_read_from_its_copy_wherever_the_function_died(monkeypatch):
    monkeypatch.setattr(import_work, "SLICE_ROWS", 5)
    done = imported(FILES["holded_en"].content(ROWS))
    assert (done["created"], done["failed"], done["progress"]) == (ROWS, 0, 1.0)
    assert [int(line["row"]) for line in report(done)] == list(range(2, ROWS + 2))
