"""POST /v1/invoices/books_create keeps its promises.

The spreadsheet is read by a program of others, in an environment of its own, and compared with what the API answers.
`BOOKS_INVOICES=5000` makes as many invoices; the suite makes a sample.
"""

import csv
import io
import json
import os
import random
import subprocess

import pytest
from bivelio_core.invoices.books import columns, storage
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, ROOT, call, rows
from tests.invoices.books import random_invoices
from tests.invoices.books.documents import ubl
from tests.invoices.books.serving import serve
from tests.invoices.world import issued, line, settled
from tests.judges.programs import PYTHON, present
from tests.samples import FOLDER, needs_samples
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
LIVE = Tenant(ORGANISATION, "live")
COMPUTED = {"27", "45", "46", "-"}
COUNT = int(os.environ.get("BOOKS_INVOICES", "40"))


HEADINGS = """
import json, re, sys, openpyxl
def plain(cell):
    return re.sub(r"(\\s*\\(\\d+\\))+", "", cell or "").replace("\\n", " ").strip()
book = openpyxl.load_workbook(sys.argv[1])
def pairs(sheet):
    rows = list(sheet.iter_rows(min_row=7, max_row=9, values_only=True))
    return [[plain(group), plain(own)] for group, own, kind in zip(*rows) if kind]
print(json.dumps({sheet.title: pairs(sheet) for sheet in book}))
"""
"""AEAT's own headings: without the numbers of its notes, one of a group before those in it."""


def created(year=2026, **about):
    """Books of a period that are written at once or by the worker."""
    books = call("invoices.books_create", {"year": year, **about}).data
    if books["status"] == "running":
        (message,) = received("books")
        assert serve(message)
        books = call("invoices.books_get", {"id": books["id"]}).data
    assert books["status"] == "completed"
    return books


def every_invoice():
    """All invoices as the API shows them, whole."""
    return [call("invoices.get", {"id": each["id"]}).data for each in rows("invoices.list", "invoices")]


def content_of(books, file, tenant=LIVE):
    """What a file of books has."""
    return b"".join(storage.files_of(tenant).read(storage.path_of(books["id"], file["name"])))


def judged(tmp_path, books, invoices):
    """What the second reading says."""
    file = tmp_path / "books.xlsx"
    file.write_bytes(content_of(books, books["files"][0]))
    request = {"xlsx": str(file), "invoices": invoices, "aeat": str(FOLDER / "aeat-books")}
    command = [present(PYTHON), str(ROOT / "tests/invoices/books/judge.py")]
    run = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@needs_samples
def test_the_books_are_the_invoices_to_the_cent_and_fill_303_as_aeats_table_does(tmp_path):
    settled()
    random_invoices.make(random.Random(20260401), COUNT)
    books = created(2026)
    verdict = judged(tmp_path, books, every_invoice())
    assert verdict["differences"] == []
    assert {*verdict["kinds"]} <= {"datetime", "float", "int"}, "openpyxl reads 100.00 as an int"
    for quarter in (1, 2, 3, 4):
        boxes = call("invoices.figures", {"form": "303", "year": 2026, "quarter": quarter}).data["boxes"]
        ours = {
            each["box"]: f"{each['amount']:.2f}" for each in boxes if each["amount"] and each["box"] not in COMPUTED
        }
        assert ours == verdict["by_hand"].get(str(quarter), {}), f"quarter {quarter}, by hand"
        assert ours == verdict["by_aeat"].get(str(quarter), {}), f"quarter {quarter}, by AEAT's table"


@needs_samples
def test_the_headings_are_aeats(tmp_path):
    settled()
    headings = judged(tmp_path, created(), [])["headings"]
    assert [*headings] == [sheet.name for sheet in columns.SHEETS]
    aeat = json.loads(
        subprocess.run(
            [present(PYTHON), "-c", HEADINGS, str(FOLDER / "aeat-books" / "LSIJ.xlsx")],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    for name, (groups, own) in headings.items():
        assert [[group or "", heading or ""] for group, heading in zip(groups, own, strict=True)] == aeat[name], name
    assert [len(groups) for groups, _ in headings.values()] == [36, 42, 40]


def test_csv_has_a_file_for_each_book_with_commas_and_days_as_aeat_asks():
    settled(legal_name="=Empresa S.L.")
    issued(line_items=[line(unit_price="1234.5", recargo_rate=5.2)], issue_date="2026-04-07")
    books = created(format="csv")
    assert [each["name"] for each in books["files"]] == [f"2026B12345674{letter}=Empresa S.L..csv" for letter in "ERS"]
    text = content_of(books, books["files"][0]).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[2]
    assert [row[place] for place in (0, 1, 5, 8)] == ["2026", "2T", "F1", "07/04/2026"]
    assert row[20:26] == ["1557,94", "1234,50", "21,00", "259,25", "5,20", "64,19"]


def test_a_companys_books_leave_the_columns_of_income_tax_empty_and_say_so():
    settled()
    issued(line_items=[line()])
    assert {"Concepto de Ingreso", "Ingreso Computable"} <= {*created()["sheets"][0]["empty_columns"]}


def test_a_persons_books_have_the_columns_of_income_tax_and_what_is_withheld_once():
    settled(nif="12345678Z", activity={"code": "A", "type": "05", "iae_group": "763"})
    issued(line_items=[line(), line(tax_rate=10)], irpf_rate=15)
    books = created(format="csv")
    assert [each["name"][13] for each in books["files"]] == ["U", "V", "W"]
    text = content_of(books, books["files"][0]).decode("utf-8-sig")
    first, second = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[2:]
    assert first[2:8] == ["A", "05", "763", "F1", "I01", "100,00"]
    assert (first[30:32], second[30:32]) == (["15,00", "30,00"], ["", ""])
    assert "Concepto de Ingreso" not in books["sheets"][0]["empty_columns"]


def test_a_simplified_invoice_is_a_sale_to_a_final_consumer():
    settled()
    draft = call(
        "invoices.create", {"document_type": "simplified", "issue_date": "2026-04-07", "line_items": [line()]}
    ).data
    call("invoices.issue", {"id": draft["id"]})
    books = created(format="csv")
    row = list(
        csv.reader(io.StringIO(content_of(books, books["files"][0]).decode("utf-8-sig"), newline=""), delimiter=";")
    )[2]
    assert (row[5], row[15], row[16]) == ("F2", "", "VENTAS A CONSUMIDOR FINAL")


def test_an_invoice_that_is_not_in_euros_is_left_out_and_counted():
    settled()
    xml = ubl("C-1", "2026-04-07", [("standard", "21", "100.00")]).replace("EUR", "USD")
    call("invoices.receive", {"xml": xml})
    books = created()
    assert (books["invoices"], books["left_out"], books["sheets"][1]["rows"]) == (0, 1, 0)


def test_many_are_written_by_the_worker_however_often_its_message_comes(monkeypatch):
    settled()
    issued(line_items=[line()])
    monkeypatch.setattr("bivelio_core.invoices.books.writing.AT_ONCE", 0)
    keyed = {"headers": {"Idempotency-Key": "books-1"}}
    answer = call("invoices.books_create", {"year": 2026}, **keyed)
    assert (answer.status, answer.data["status"]) == (202, "running")
    assert "files" not in answer.data
    assert call("invoices.books_create", {"year": 2026}, **keyed).data["id"] == answer.data["id"]
    messages = received("books")
    assert len(messages) == 2
    assert all(map(serve, messages))
    books = call("invoices.books_get", {"id": answer.data["id"]}).data
    assert (books["status"], books["sheets"][0]["rows"]) == ("completed", 1)
    assert content_of(books, books["files"][0]).startswith(b"PK")


def test_the_audit_log_has_who_asked_for_books():
    settled()
    books = created()
    assert call("audit.list", {"actions": ["books.started"]}).data["entries"][0]["details"]["books"] == books["id"]


def test_a_quarter_and_a_month_are_refused():
    answer = call("invoices.books_create", {"year": 2026, "quarter": 1, "month": 2})
    assert (answer.status, answer.error["details"]["field"]) == (422, "month")


def rows_of_issued(books):
    """The rows of the book of issued invoices, from its CSV."""
    text = content_of(books, books["files"][0]).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[2:]


def test_regimes_and_what_is_outside_the_tax_have_the_keys_of_the_records():
    settled()
    issued(line_items=[line()], regime="cash_basis")
    issued(line_items=[line(tax_category="not_subject", tax_rate=0), line(recargo_rate=5.2)])
    rows = [(row[17], row[18], row[22]) for row in rows_of_issued(created(format="csv"))]
    assert rows == [("07", "S1", "21,00"), ("01", "N1", ""), ("01", "S1", "21,00")]
