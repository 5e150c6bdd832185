"""POST /v1/invoices/records/export keeps its promises."""

import base64
import csv
import hashlib
import io
import zipfile
import zlib

import pytest
from bivelio_core.invoices.chains import files
from bivelio_core.invoices.chains.actions import records_export
from bivelio_core.invoices.verifactu import chain, soap
from bivelio_core.invoices.verifactu.reading import read

from tests.api import call
from tests.invoices.schemas import faults, verifactu
from tests.invoices.world import issued, records, settled


@pytest.fixture
def made(table):
    """Three records: two invoices, one of them void."""
    settled()
    first, _ = issued(), issued()
    call("invoices.void", {"id": first["id"], "reason": "Error"})
    return records(table)


def exported(**about):
    answer = call("invoices.records_export", about).data
    content = base64.b64decode(answer["content_base64"])
    assert hashlib.sha256(content).hexdigest() == answer["sha256"]
    assert len(content) == answer["size_bytes"]
    return answer, content


def test_xml_is_as_aeats_schema_says_and_has_each_record_as_it_was_made(made):
    answer, content = exported()
    assert (answer["records"], answer["mime_type"]) == (3, "application/xml")
    assert faults(verifactu(), content) == []
    assert chain.verify(read(content)) == chain.Verdict(3, None)
    for item in made:
        assert zlib.decompress(item["xml"]) in content


def test_more_records_than_a_document_may_have_are_a_zip_of_documents(made, monkeypatch):
    for module in (files, soap, records_export):
        monkeypatch.setattr(module, "MOST_RECORDS", 2)
    answer, content = exported()
    assert answer["filename"].endswith(".zip")
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.namelist() == ["records-0000000001-0000000002.xml", "records-0000000003-0000000003.xml"]
    found = [record for name in archive.namelist() for record in read(archive.read(name))]
    assert chain.verify(found) == chain.Verdict(len(made), None)
    assert exported()[1] == content


def test_csv_has_a_line_for_each_record_with_its_state(made):
    answer, content = exported(format="csv")
    assert answer["mime_type"] == "text/csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert [row["hash"] for row in rows] == [item["hash"] for item in made]
    assert [row["kind"] for row in rows] == ["registration", "registration", "cancellation"]
    assert [row["previous_hash"] for row in rows] == ["", *(item["hash"] for item in made[:-1])]
    assert (rows[0]["total"], rows[0]["tax_total"], rows[0]["state"]) == ("4235.00", "735.00", "not_submitted")


def test_no_cell_is_a_formula():
    row = {"number": "=1+1", "total": "-12.50", "tax_total": "+3", "error_text": "@x"}
    (cells,) = list(csv.DictReader(io.StringIO(files.table([row]).decode("utf-8-sig")), delimiter=";"))
    assert (cells["number"], cells["total"], cells["error_text"]) == ("'=1+1", "-12.50", "'@x")


@pytest.mark.usefixtures("made")
def test_a_large_file_has_a_url(monkeypatch):
    monkeypatch.setattr(records_export, "LARGEST_IN_ANSWER", 100)
    answer = call("invoices.records_export", {}).data
    assert "content_base64" not in answer
    assert answer["url"].startswith("https://")
    assert answer["url_expires_at"]


@pytest.mark.usefixtures("made")
def test_a_period_without_records_is_no_document_and_an_empty_table():
    refused = call("invoices.records_export", {"to_date": "2020-01-01"})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "no_records")
    assert exported(to_date="2020-01-01", format="csv")[0]["records"] == 0


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_too_many_records_are_refused_before_they_are_read(monkeypatch, language):
    monkeypatch.setattr(records_export, "MOST", 2)
    refused = call("invoices.records_export", {}, headers={"Accept-Language": language})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "records_maximum")
    assert "2" in refused.error["message"]
