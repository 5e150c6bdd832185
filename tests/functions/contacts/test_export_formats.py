"""Exports of contacts in other columns and formats: what is in the file, and that imports read it."""

import csv
import io
import re
import zipfile

import pytest
from bivelio_core.contacts.transfer import export_tables
from bivelio_core.contacts.transfer.export_cards import folded
from bivelio_core.contacts.transfer.storage import export_file, files_of
from bivelio_core.tenancy import Tenant
from bivelio_core.workbooks import Workbook
from hypothesis import example, given
from hypothesis import strategies as st

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.examples import examples
from tests.functions.contacts.test_import_foreign import uploaded
from tests.functions.contacts.transfers import work

LIVE = Tenant(ORGANISATION, "live")
ELSEWHERE = {"organisation": OTHER_ORGANISATION}
STYLE = re.compile(r"<xf [^>]*>")
FORMULA = '=HYPERLINK("https://example.com")'
MARIA = {
    "type": "person",
    "name": "Maria Garcia Puig",
    "first_name": "Maria",
    "last_name": "Garcia Puig",
    "job_title": "Cap de compres; i vendes, a l'engròs",
    "emails": [
        {"address": "maria@exemple.com", "label": "work", "is_primary": True},
        {"address": "maria.casa@exemple.com", "label": "segona residència"},
    ],
    "phones": [
        {"number": "+34 600 111 222", "label": "mobile", "is_primary": True},
        {"number": "+34 972 20 30 40", "label": "home"},
    ],
    "addresses": [{"label": "home", "street": "Carrer Major, 1; 2n", "postal_code": "08001", "city": "Barcelona"}],
    "websites": ["https://maria.example.com"],
    "language": "ca",
    "birthday": "1985-03-15",
    "tags": ["client", "vip"],
    "custom_fields": {"notes": "Prefereix\nles tardes, sempre", "nickname": "Mariona"},
}
ODD = {
    "type": "company",
    "name": FORMULA,
    "tags": ["a|b", "'=c"],
    "custom_fields": {
        "import": 1234.5,
        "codi": "08001",
        "actiu": True,
        "noms": ["a", "b"],
        "nota": "'=1+1",
        "gran": 10**15,
    },
}


@pytest.fixture
def contacts(table):
    return [call("contacts.create", each).data for each in (MARIA, ODD)]


def exported(status=200, **about):
    """The bytes of the file of an export."""
    answer = call("contacts.export", about)
    assert answer.status == status, answer
    work()
    done = call("contacts.export_status", {"id": answer.data["id"]}).data
    assert done["status"] == "completed"
    form = about.get("format", "csv")
    assert export_file("", form).rpartition("/")[2] in done["url"]
    return b"".join(files_of(LIVE).read(export_file(done["id"], form)))


def table_of(content, **options):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), **options))


def test_a_table_has_the_chosen_columns_in_their_order(contacts):
    rows = table_of(exported(columns=["email", "name", "custom_fields.import", "custom_fields.actiu", "email"]))
    assert rows == [
        ["email", "name", "custom_fields.import", "custom_fields.actiu"],
        ["", f"'{FORMULA}", "1234.5", "true"],
        ["maria@exemple.com", "Maria Garcia Puig", "", ""],
    ]


def test_a_csv_has_the_separator_the_decimal_comma_and_the_mark_that_are_asked_for(contacts):
    columns = ["type", "custom_fields.import", "custom_fields.noms", "custom_fields.codi"]
    content = exported(columns=columns, separator="semicolon", decimal_separator="comma", bom=False)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert table_of(content, delimiter=";")[1] == ["company", "1234,5", "a|b", "08001"]
    assert exported(columns=columns, separator="tab").startswith(b"\xef\xbb\xbftype\tcustom_fields.import\t")


def test_a_csv_with_semicolons_is_imported_without_loss(contacts):
    text = exported(separator="semicolon").decode("utf-8-sig")
    again = call("contacts.import", {"csv": text}).data
    work()
    assert call("contacts.import_status", {"id": again["id"]}).data["unchanged"] == 2


def sheets_of(content):
    book = Workbook(io.BytesIO(content))
    return [[row.cells for row in book.rows(sheet)] for sheet in book.sheets]


def test_a_workbook_has_numbers_as_numbers_and_texts_as_texts_and_no_formula(contacts):
    columns = ["name", *(f"custom_fields.{name}" for name in ODD["custom_fields"])]
    content = exported(202, format="xlsx", columns=columns)
    (rows,) = sheets_of(content)
    assert rows == [
        columns,
        [FORMULA, 1234.5, "08001", True, "a|b", "''=1+1", "1000000000000000"],
        ["Maria Garcia Puig"],
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet, styles = (archive.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    assert "<f>" not in sheet
    quoted = next(
        place for place, xf in enumerate(STYLE.findall(styles.partition("<cellXfs")[2])) if "quotePrefix" in xf
    )
    assert re.findall(rf'<c r="([A-Z]+[0-9]+)" s="{quoted}"', sheet) == ["A2", "F2"]


def test_a_workbook_is_imported_without_loss(contacts):
    content = exported(202, format="xlsx")
    begun = call("contacts.import", {"id": uploaded(content)}).data
    work()
    assert call("contacts.import_status", {"id": begun["id"]}).data["unchanged"] == 2


def test_what_does_not_fit_into_a_sheet_is_in_the_next_one(contacts, monkeypatch):
    monkeypatch.setattr(export_tables, "MOST_ROWS", 2)
    assert sheets_of(exported(202, format="xlsx", columns=["name"])) == [
        [["name"], [FORMULA]],
        [["name"], ["Maria Garcia Puig"]],
    ]


def test_a_workbook_of_nobody_has_the_names_of_its_columns(table):
    assert sheets_of(exported(202, format="xlsx", columns=["name"])) == [[["name"]]]


CARD = (
    "name", "first_name", "last_name", "job_title", "emails", "phones", "websites", "birthday", "tags", "custom_fields",
)  # fmt: skip


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_cards_are_imported_with_all_that_they_can_say(table, version):
    made = call("contacts.create", MARIA).data
    content = exported(format="vcard", vcard_version=version)
    begun = call("contacts.import", {"id": uploaded(content.replace(made["id"].encode(), b"old-1"))})
    work()
    assert call("contacts.import_status", {"id": begun.data["id"]}).data["created"] == 1
    copy = call("contacts.get", {"id": "old-1"}).data
    assert {name: copy[name] for name in CARD} == {name: made[name] for name in CARD}
    address = copy["addresses"][0]
    assert (address["street"], address["city"], address["label"]) == ("Carrer Major, 1; 2n", "Barcelona", "home")


@pytest.mark.parametrize(
    ("version", "lines"),
    [
        ("4.0", ["VERSION:4.0", "KIND:org", "BDAY:--0315", "TEL;TYPE=cell;PREF=1:+34 600 111 222", "LANG:ca"]),
        (
            "3.0",
            [
                "VERSION:3.0",
                "X-ABShowAs:COMPANY",
                "BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-15",
                "TEL;TYPE=cell;TYPE=pref:+34 600 111 222",
            ],
        ),
    ],
)
def test_each_version_says_it_in_its_own_way(table, version, lines):
    company = call("contacts.create", {"type": "company", "name": "Puig, Pons i fills"}).data["id"]
    call("contacts.create", {**MARIA, "birthday": "--03-15", "company_id": company})
    content = exported(format="vcard", vcard_version=version).decode()
    assert content.count("BEGIN:VCARD") == content.count("END:VCARD") == 2
    assert [line for line in lines if line not in content.split("\r\n")] == []
    assert content.count("ORG:Puig\\, Pons i fills\r\n") == 2
    assert ("LANG:" in content) == (version == "4.0")


@examples(200)
@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=300))
@example("é" * 200)
def test_a_long_line_is_broken_between_characters_and_joined_again(line):
    lines = folded(line).split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(each) <= 75 for each in lines)
    assert b"".join([lines[0], *(each[1:] for each in lines[1:])]).decode() == line


@pytest.mark.parametrize(
    ("fields", "field", "constraint"),
    [
        ({"format": "pdf"}, "format", "choice"),
        ({"columns": ["name", "salary"]}, "columns[1]", "format"),
        ({"columns": ["custom_fields."]}, "columns[0]", "format"),
        ({"columns": []}, "columns", "min_items"),
        ({"format": "xlsx", "separator": "semicolon"}, "separator", "invalid"),
        ({"format": "vcard", "columns": ["name"]}, "columns", "invalid"),
        ({"vcard_version": "3.0"}, "vcard_version", "invalid"),
        ({"format": "vcard", "vcard_version": "2.1"}, "vcard_version", "choice"),
    ],
)
def test_what_a_format_does_not_have_is_refused_by_field(table, fields, field, constraint):
    answer = call("contacts.export", fields)
    details = answer.error["details"]
    assert (answer.status, details["field"], details["constraint"]) == (400, field, constraint)


def test_another_format_with_the_same_key_is_another_export(contacts):
    keyed = {"headers": {"Idempotency-Key": "export-1"}}
    first = call("contacts.export", {}, **keyed).data["id"]
    assert call("contacts.export", {"separator": "tab"}, **keyed).data["id"] != first
    assert call("contacts.export", {}, **keyed).data["id"] == first
