"""POST /v1/contacts/import takes the files that people's spreadsheets write, and says where one cannot be read."""

import csv
import io

import pytest
from bivelio_core.contacts.transfer import import_work
from bivelio_core.contacts.transfer.storage import files_of

from tests.api import call
from tests.functions.contacts.test_import import LIVE, imported, listed, report, results
from tests.functions.contacts.transfers import work

pytestmark = pytest.mark.usefixtures("table")
ROWS = [
    ["Nom", "Correu electrònic", "Telèfon", "Tipus", "Etiquetes", "NIF"],
    ["Núria Çò", "n@x.cat", "600 111 222", "Empresa", "a|b", "B12345674"],
]


def upload(content: bytes, **more):
    """Import a file; answers the import when it is done, or the refusal."""
    begun = call("contacts.import", more).data
    files_of(LIVE).put(f"imports/{begun['id']}/contacts.csv", content, "text/csv")
    started = call("contacts.import", {"id": begun["id"], **more})
    if started.status != 202:
        return started
    work()
    return call("contacts.import_status", {"id": begun["id"]}).data


def written(delimiter: str, line_break: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_break).writerows(ROWS)
    return text.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(("delimiter", "line_break"), [(",", "\n"), (";", "\r\n"), ("\t", "\n")])
def test_a_file_of_any_spreadsheet_is_read(encoding, delimiter, line_break):
    assert upload(written(delimiter, line_break).encode(encoding))["created"] == 1
    (contact,) = listed(search="b12345674")["contacts"]
    assert (contact["name"], contact["email"], contact["type"]) == ("Núria Çò", "n@x.cat", "company")
    assert (contact["phone"], contact["phone_e164"], contact["tags"]) == ("600 111 222", "+34600111222", ["a", "b"])
    assert contact["tax_id"] == {"type": "nif", "country": "ES", "number": "B12345674"}


def test_a_separator_line_empty_lines_and_empty_columns_at_the_end_do_no_harm():
    done = upload(b"sep=;\r\n;;;\r\nnombre;correo;;\r\nAnna;anna@x.cat;;\r\n;;;\r\nPere;;;\r\n")
    assert (done["rows"], done["created"], done["failed"]) == (2, 2, 0)
    assert [line["row"] for line in report(done)] == ["4", "6"]


def test_a_row_with_too_many_cells_is_named_and_its_neighbours_are_taken():
    done = imported("name,email\nAnna,a@x.cat\nPere,p@x.cat,600111222\nNúria,n@x.cat\n")
    assert (done["created"], done["failed"]) == (2, 1)
    assert results(done)[1] == ("3", "failed", "row", "max_items")


@pytest.mark.parametrize(
    ("language", "message"),
    [("ca", "El camp 'email' ha de"), ("es", "El campo 'email' debe"), ("en", "The field 'email'")],
)
def test_an_error_names_row_and_column_in_the_callers_language(language, message):
    headers = {"Accept-Language": language}
    begun = call("contacts.import", {"csv": "nom;correu\nAnna;a@x.cat\nPere;nothing\n"}, headers=headers).data
    work()
    done = call("contacts.import_status", {"id": begun["id"]}, headers=headers).data
    (error,) = done["errors"]
    assert (error["row"], error["field"]) == (3, "email")
    assert error["message"].startswith(message)
    assert report(done)[1]["message"].startswith(message)


@pytest.mark.parametrize(
    ("content", "constraint"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_csv"),
        (b"PK\x03\x04\x00\x00\n", "not_csv"),
        (b"name\rAnna\rPere\r", "format"),
        (b"\n \n", "format"),
    ],
)
def test_what_is_no_csv_is_refused_at_once(content, constraint):
    refused = upload(content)
    assert (refused.status, refused.error["details"]["constraint"]) == (422, constraint)


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("bivelio_core.contacts.transfer.actions.import_.MAXIMUM_BYTES", 10)
    refused = upload(b"name\nAnna Roca\n")
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "max_bytes")


def test_a_cell_or_an_id_that_is_too_long_fails_its_row_alone():
    done = imported(f'id,name\n{"x" * 2000},Anna\n,{"y" * 140_000}\nP-1,"broken"x\rPere\nP-2,Núria\n')
    assert [line[1:] for line in results(done)] == [
        ("failed", "id", "max_length"),
        ("failed", "name", "max_length"),
        ("failed", "row", "format"),
        ("created", "", ""),
    ]


def test_the_report_holds_no_formula():
    done = imported("id,name\n\"=cmd|'/c calc'!A1\",\n")
    assert report(done)[0]["id"] == "'=cmd|'/c calc'!A1"


@pytest.mark.parametrize("dry_run", [True, False])
def test_ids_and_companies_of_earlier_slices_are_remembered(monkeypatch, dry_run):
    monkeypatch.setattr(import_work, "SLICE_ROWS", 2)
    rows = [
        "C-1,company,Vila,",
        "P-1,person,Anna,C-1",
        "C-1,company,Again,",
        "P-2,person,Pere,C-1",
        "P-3,person,Núria,P-1",
    ]
    done = imported("\n".join(["id,type,name,company_id", *rows]), dry_run=dry_run)
    assert [line[1:] for line in results(done)] == [
        ("created", "", ""),
        ("created", "", ""),
        ("failed", "id", "duplicate"),
        ("created", "", ""),
        ("failed", "company_id", "not_a_company"),
    ]
    assert listed()["pagination"]["total"] == (0 if dry_run else 3)


@pytest.mark.parametrize("text", ['{"a":' + "[" * 100_000 + "}", '{"a":' * 20_000 + "1" + "}" * 20_000, '{"a":NaN}'])
def test_custom_fields_that_are_no_json_fail_their_row_alone(text):
    cell = text.replace('"', '""')
    done = imported(f'name,custom_fields\nAnna,"{cell}"\nPere,\n')
    assert (done["status"], done["created"]) == ("completed", 1)
    assert results(done)[0] == ("2", "failed", "custom_fields", "object")


@pytest.mark.parametrize("content", [b"name", b"name\n", b"name\n\n\n", b"name,email\n,\n,\n", b'name\n"'])
def test_a_file_without_contacts_is_done_at_once_and_has_a_report(content):
    done = upload(content)
    assert (done["status"], done["created"], done["progress"]) == ("completed", 0, 1.0)
    assert {line["result"] for line in report(done)} <= {"failed"}


def test_an_empty_file_is_refused():
    answer = upload(b"")
    assert (answer.status, answer.error["details"]["field"]) == (422, "csv")
