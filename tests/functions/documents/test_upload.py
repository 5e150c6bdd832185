"""POST /v1/documents/upload keeps its promises."""

import hashlib
import io
import zipfile

import pytest
from bivelio_core import ids
from bivelio_core.documents import content

from tests.api import ORGANISATION, call, event, invoke, lose_answers
from tests.functions.documents.invoices import ENCRYPTED
from tests.functions.documents.world import PDF, SANDBOX, asked, balance, encoded, objects, upload, work

pytestmark = pytest.mark.usefixtures("table")
REFERENCE = {
    "filename": "contracte_client_abc.pdf",
    "content_base64": "JVBERi0xLjQKMSAwIG9iago8PAov...",
    "folder": "contracts",
    "tags": ["client_abc", "2026"],
}


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


def test_a_file_is_kept_and_its_document_told():
    data = upload(folder="invoices/2026", tags=["abril", "abril", "client"]).data
    assert ids.is_well_formed("document", data["document_id"])
    assert (data["filename"], data["folder"], data["tags"]) == ("factura.pdf", "invoices/2026", ["abril", "client"])
    assert (data["mime_type"], data["size_bytes"], data["status"]) == ("application/pdf", len(PDF), "stored")
    assert data["sha256"] == hashlib.sha256(PDF).hexdigest()
    ((key, kept),) = objects().items()
    assert key.startswith(f"live/documents/{ORGANISATION}/")
    assert kept == PDF


def test_its_url_names_the_file_in_any_alphabet_and_expires():
    data = upload(filename='Contracte "señor" núm. 1.pdf').data
    assert "X-Amz-Expires=3600" in data["url"]
    assert "filename%2A%3DUTF-8%27%27Contracte%2520%2522se%25C3%25B1or" in data["url"]
    assert data["url_expires_at"] > data["uploaded_at"]


def test_the_abbreviated_text_of_the_reference_is_a_contract_in_the_sandbox_and_malformed_elsewhere():
    data = call("documents.upload", REFERENCE, caller=SANDBOX).data
    assert (data["size_bytes"], data["mime_type"]) == (245_780, "application/pdf")
    error = call("documents.upload", REFERENCE).error
    assert (error["details"]["field"], error["details"]["constraint"]) == ("content_base64", "base64")


@pytest.mark.parametrize(
    ("body", "filename", "expected"),
    [
        (PDF, "a.xml", "application/pdf"),
        (b"junk before\n" + PDF, "a.pdf", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "a.pdf", "image/png"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "image/jpeg"),
        (b"II*\0....", "scan.tif", "image/tiff"),
        (b"RIFF\0\0\0\0WEBP", "a.webp", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "IMG_1.HEIC", "image/heic"),
        (b"{\\rtf1\\ansi Hola}", "a.rtf", "application/rtf"),
        ("Núria".encode("cp1252"), "a.txt", "text/plain"),
        (b"<?xml version='1.0'?><a/>", "a.xml", "application/xml"),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>", "a.xml", "application/xml"),
        ("<ubl:Invoice xmlns:ubl='x'/>".encode("utf-16"), "a.xml", "application/xml"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a.html", "text/plain"),
        (b"a,b\n1,2\n", "a.csv", "text/csv"),
        ("Núria".encode(), "a.txt", "text/plain"),
        (archive("[Content_Types].xml", "word/document.xml"), "a.zip", content._OPEN_XML[b"word/"]),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "a.docx", content._OPEN_XML[b"xl/"]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc", "application/msword"),
    ],
)
def test_the_type_is_that_of_the_content_whatever_the_name_says(body, filename, expected):
    assert upload(body, filename).data["mime_type"] == expected


@pytest.mark.parametrize(
    ("body", "filename"),
    [
        (b"\x7fELF\x02\x01\x01\0", "a.pdf"),
        (b"MZ\x90\0\x03\0", "setup.exe"),
        (archive("a.txt", "b.txt"), "a.docx"),
        (b"\0" * 100, "a.txt"),
        (bytes(range(1, 32)) * 4, "a.txt"),
    ],
)
def test_a_file_of_no_accepted_type_is_refused_and_not_kept(body, filename):
    answer = upload(body, filename)
    assert answer.status == 422
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == ("content_base64", "file_type")
    assert objects() == {}


@pytest.mark.parametrize(
    "text",
    [
        "JVBERi0xLjQ",
        "JVBERi0xLjQK\n",
        " JVBERi0xLjQK",
        "JVBE Ri0xLjQK",
        "JVBERi0xLjQ_",
        "JVBERi0x.",
        "QR==",
        "é===",
        "====",
    ],
)
def test_base64_is_read_strictly(text):
    answer = call("documents.upload", {"filename": "a.pdf", "content_base64": text})
    assert answer.status == 400
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == ("content_base64", "base64")


@pytest.mark.parametrize("more", [1, 3, 90_000])
def test_a_file_above_the_limit_is_told_the_limit_in_bytes(more):
    answer = upload(b"%PDF-" + b"x" * (content.MAXIMUM_INLINE_BYTES - 5 + more))
    assert answer.status == 400
    assert answer.error["details"]["field"] == "content_base64"
    assert (answer.error["details"]["constraint"], answer.error["details"]["limit"]) == ("max_bytes", 4_000_000)


def test_a_file_of_exactly_the_limit_is_kept():
    body = b"%PDF-" + b"x" * (content.MAXIMUM_INLINE_BYTES - 5)
    assert upload(body).data["size_bytes"] == 4_000_000


@pytest.mark.parametrize(
    ("fields", "field", "constraint"),
    [
        ({"filename": ""}, "filename", "min_length"),
        ({"filename": "x" * 256}, "filename", "max_length"),
        ({"filename": "a/b.pdf"}, "filename", "file_name"),
        ({"filename": "..\\b.pdf"}, "filename", "file_name"),
        ({"filename": ".."}, "filename", "file_name"),
        ({"filename": "a\nb.pdf"}, "filename", "control_characters"),
        ({"folder": "Contractes"}, "folder", "folder"),
        ({"folder": "/contracts"}, "folder", "folder"),
        ({"folder": "a//b"}, "folder", "folder"),
        ({"folder": "a/../b"}, "folder", "folder"),
        ({"folder": "x" * 201}, "folder", "max_length"),
        ({"tags": ["x"] * 21}, "tags", "max_items"),
        ({"tags": [""]}, "tags[0]", "min_length"),
        ({"content_base64": ""}, "content_base64", "min_length"),
    ],
)
def test_bad_input_names_the_field(fields, field, constraint):
    answer = call("documents.upload", {"filename": "a.pdf", "content_base64": encoded(PDF), **fields})
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_a_lone_surrogate_is_no_text():
    body = '{"data": {"filename": "\\ud800.pdf", "content_base64": "JVBERi0="}}'
    answer = invoke("documents/upload", event(body))
    assert (answer.status, answer.error["details"]["field"]) == (400, "body")


def test_a_repeated_request_keeps_the_file_once(table):
    made = [upload(headers={"Idempotency-Key": "k"}).data["document_id"]]
    lose_answers(table)
    made.append(upload(headers={"Idempotency-Key": "k"}).data["document_id"])
    assert made[0] == made[1]
    assert len(objects()) == 1
    lose_answers(table)
    assert upload(PDF + b"\n", headers={"Idempotency-Key": "k"}).error["code"] == "IDEMPOTENCY_MISMATCH"
    assert len(objects()) == 1


def test_the_document_of_a_repeated_request_may_have_been_deleted_meanwhile(table):
    made = upload(headers={"Idempotency-Key": "k"}).data["document_id"]
    call("documents.delete", {"document_id": made})
    lose_answers(table)
    assert upload(headers={"Idempotency-Key": "k"}).error["code"] == "RESOURCE_NOT_FOUND"


def test_files_of_the_sandbox_lie_where_they_expire():
    upload(caller=SANDBOX)
    assert [key.split("/")[:2] for key in objects()] == [["sandbox", "documents"]]


def test_a_document_is_classified_and_extracted_as_it_is_uploaded():
    before = balance(caller=SANDBOX)
    data = asked("documents.upload", {**REFERENCE, "auto_classify": True, "auto_extract": False}, caller=SANDBOX).data
    assert (data["classification"]["type"], data["classification"]["confidence"]) == ("contract", 0.89)
    assert (data["status"], data["pages"], data["document_type"]) == ("stored", 8, "contract")
    assert balance(caller=SANDBOX) == before - 2
    both = asked("documents.upload", {**REFERENCE, "auto_classify": True, "auto_extract": True}, caller=SANDBOX).data
    kept = call("documents.extractions_get", {"extraction_id": both["extraction_id"]}, caller=SANDBOX).data
    assert kept["document_type"] == "contract"
    assert balance(caller=SANDBOX) == before - 2 - 5


def test_an_upload_whose_processing_goes_on_is_accepted():
    answer = upload(auto_classify=True)
    assert (answer.status, answer.data["status"]) == (202, "processing")
    work()
    kept = call("documents.get", {"document_id": answer.data["document_id"]}).data
    assert (kept["status"], kept["classification"]["type"]) == ("stored", "invoice")


def test_an_upload_succeeds_though_its_processing_fails():
    body = {"filename": "a.pdf", "content_base64": encoded(ENCRYPTED), "auto_classify": True, "auto_extract": True}
    before = balance()
    data = asked("documents.upload", body).data
    assert [(one["operation"], one["code"]) for one in data["failures"]] == [
        ("classify", "VALIDATION_ERROR"),
        ("extract", "VALIDATION_ERROR"),
    ]
    assert data["failures"][0]["message"] == "El document de 'document_id' està xifrat: puja'l sense contrasenya."
    assert call("documents.get", {"document_id": data["document_id"]}).data["status"] == "stored"
    assert balance() == before


@pytest.mark.usefixtures("priced")
def test_a_repeated_upload_is_charged_once(table):
    body = {"filename": "a.pdf", "content_base64": encoded(PDF), "auto_classify": True, "auto_extract": True}
    before, headers = balance(), {"Idempotency-Key": "k"}
    first = asked("documents.upload", body, headers=headers).data
    lose_answers(table)
    second = asked("documents.upload", body, headers=headers).data
    assert (first["document_id"], first["extraction_id"]) == (second["document_id"], second["extraction_id"])
    assert balance() == before - 5
