"""Files: uploaded from a path, bytes or an open file, downloaded to memory or to a path that is whole or untouched."""

import base64
import inspect
import io
import json
from typing import Any

import anyio
import httpx
import pytest
from bivelio import APIConnectionError, ConfigurationError, _catalogue, models

from tests.sdk.scripted import Scripted

PDF = b"%PDF-1.4 " + bytes(range(256))
LARGE = bytes(4_000_001)
SIGNED = "https://storage.example.com/uploads/abc?X-Amz-Signature=secret"


def storage(*downloads: Any) -> Scripted:
    """An API with its storage; `downloads` are what the file's address answers, one after the other."""
    waiting = list(downloads)

    def reply(path: str, data: dict[str, Any]) -> Any:
        upload: dict[str, Any]
        if path == "documents/upload_url":
            upload = {
                "url": SIGNED,
                "headers": {"Content-Type": "application/octet-stream", "x-amz-checksum-sha256": "c"},
            }
            return {"document_id": "doc_1", "status": "awaiting_upload", "upload": upload}
        if path == "contacts/import":
            is_known = "csv" in data["data"] or "id" in data["data"]
            upload = {"url": SIGNED, "content_type": "text/csv", "maximum_bytes": 50_000_000}
            status = "previewed" if data["data"].get("mode") == "preview" else "running"
            return {"id": "imp_1", "status": status} if is_known else {"id": "imp_1", "upload": upload}
        if path == "contacts/import_status":
            return {"id": "imp_1", "status": "completed", "created": 2}
        if path == "uploads/abc":
            return waiting.pop(0) if waiting else httpx.Response(200, content=PDF)
        if path == "invoices/export":
            return {"content_base64": base64.b64encode(PDF).decode(), "filename": "a.pdf"}
        return {"document_id": "doc_1", "status": "stored", "url": SIGNED, "id": "exp_1"}

    return Scripted(reply)


@pytest.mark.parametrize("kind", ["path", "text", "bytes", "file", "memory"])
def test_a_document_is_uploaded_from_what_one_has(kind, tmp_path):
    path, api = tmp_path / "factura.pdf", storage()
    path.write_bytes(PDF)
    given: Any = {"path": path, "text": str(path), "bytes": PDF, "memory": io.BytesIO(PDF), "file": path.open("rb")}
    named: dict[str, Any] = {} if kind in {"path", "text", "file"} else {"filename": "factura.pdf"}
    api.client().documents.upload(given[kind], folder="invoices", **named)
    given["file"].close()
    sent = json.loads(api.sent[0].content)["data"]
    assert (sent["filename"], sent["folder"]) == ("factura.pdf", "invoices")
    assert base64.b64decode(sent["content_base64"]) == PDF


def test_base64_works_as_the_reference_has_it():
    api = storage()
    api.client().documents.upload(filename="a.pdf", content_base64="JVBERi0x")
    assert json.loads(api.sent[0].content)["data"] == {"filename": "a.pdf", "content_base64": "JVBERi0x"}


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_large_file_goes_to_its_address_without_a_credential(kind):
    api = storage(httpx.ReadError("reset"), httpx.Response(200))
    if kind == "sync":
        api.client().documents.upload(LARGE, filename="a.bin", tags=["x"])
    else:
        client = api.asynchronous()
        anyio.run(lambda: client.documents.upload(LARGE, filename="a.bin", tags=["x"]))
    assert api.paths == ["documents/upload_url", "uploads/abc", "uploads/abc", "documents/get"]
    asked, put = json.loads(api.sent[0].content)["data"], api.sent[2]
    assert (asked["size_bytes"], asked["tags"]) == (len(LARGE), ["x"])
    assert (put.method, put.content == LARGE, put.headers["x-amz-checksum-sha256"]) == ("PUT", True, "c")
    assert not {"x-api-key", "authorization", "idempotency-key"} & put.headers.keys()


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        ((), {}, "Give upload a file"),
        ((PDF,), {"content_base64": "JVBERi0x"}, "Give upload a file"),
        ((PDF,), {}, "filename="),
        (("/nowhere/a.pdf",), {}, "'/nowhere/a.pdf' cannot be read"),
        ((5,), {}, "not int"),
        ((io.StringIO("a"),), {"filename": "a"}, '"rb"'),
        ((LARGE,), {"filename": "a", "auto_extract": True}, "documents.extract"),
    ],
)
def test_what_cannot_be_uploaded_says_what_to_do(arguments, options, says):
    api = storage()
    with pytest.raises(ConfigurationError, match=says):
        api.client().documents.upload(*arguments, **options)
    assert not api.sent


@pytest.mark.parametrize("what", ["documents", "invoices", "contacts"])
def test_a_file_is_downloaded_to_memory_or_to_a_path(what, tmp_path):
    client = storage().client()
    method: Any = {
        "documents": client.documents.download,
        "invoices": client.invoices.download,
        "contacts": client.contacts.download_export,
    }[what]
    assert method("id_1") == PDF
    path = tmp_path / "a.pdf"
    assert method("id_1", str(path)) == path
    assert path.read_bytes() == PDF
    assert list(tmp_path.iterdir()) == [path]


class Broken(httpx.SyncByteStream):
    """A body that breaks off."""

    def __iter__(self) -> Any:
        yield PDF[:10]
        raise httpx.ReadError("reset")


def test_a_download_that_breaks_off_begins_again_and_leaves_no_half_file(tmp_path):
    path = tmp_path / "a.pdf"
    api = storage(httpx.Response(200, stream=Broken()), httpx.Response(200, content=PDF))
    api.client().documents.download("doc_1", path)
    assert path.read_bytes() == PDF
    assert "authorization" not in api.sent[-1].headers
    assert "x-api-key" not in api.sent[-1].headers
    path.write_bytes(b"before")
    with pytest.raises(APIConnectionError):
        storage(*(httpx.Response(200, stream=Broken()) for _ in range(3))).client().documents.download("doc_1", path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_download_to_a_folder_that_is_not_there_asks_for_nothing():
    api = storage()
    with pytest.raises(ConfigurationError, match="make it first"):
        api.client().documents.download("doc_1", "/nowhere/at/all.pdf")
    assert not api.sent


@pytest.mark.parametrize(("size", "way"), [(10, 1), (1_000_001, 3)])
def test_contacts_are_imported_from_a_file_and_the_end_is_waited_for(size, way):
    progress: list[models.Import] = []
    api = storage()
    done = api.client().contacts.import_file(b"n" * size, on_progress=progress.append)
    assert (done.status, done.created) == ("completed", 2)
    assert [one.status for one in progress] == ["running", "completed"]
    assert api.paths.index("contacts/import_status") == way


@pytest.mark.parametrize("size", [10, 1_000_001])
def test_an_import_takes_the_fields_of_its_operation_beside_the_file(size):
    api = storage()
    fields: dict[str, Any] = {"match_on": ["email"], "on_match": "skip", "mapping": {"Saldo": None}}
    api.client().contacts.import_file(b"n" * size, **fields)
    bodies = [json.loads(one.content)["data"] for one in api.sent if one.url.path.endswith("contacts/import")]
    assert [{name: body[name] for name in fields} for body in bodies] == [fields] * len(bodies)
    method = inspect.signature(api.client().contacts.import_file)
    described = {parameter.keyword for parameter in _catalogue.described("contacts.import").parameters}
    assert described - {"csv", "id"} <= method.parameters.keys()


@pytest.mark.parametrize("size", [10, 1_000_001])
def test_a_preview_of_a_file_ends_with_its_columns(size):
    api = storage()
    assert api.client().contacts.import_file(b"n" * size, mode="preview").status == "previewed"
    assert "contacts/import_status" not in api.paths
