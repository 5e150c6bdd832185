"""POST /v1/documents/upload_url keeps its promises."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from bivelio_core import clients, config, ids
from bivelio_core.context import Actor, Context
from bivelio_core.documents import storage, uploads
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, lose_answers
from tests.functions.documents.world import PDF, SANDBOX, objects, serve, work
from tests.there import there

pytestmark = pytest.mark.usefixtures("table")
ASKED = {"filename": "escriptura.pdf", "size_bytes": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest()}
LIVE = Tenant(ORGANISATION, "live")


def asked(**more):
    return call("documents.upload_url", {**ASKED, **more})


def put(answer, body=PDF, tenant=LIVE):
    """What a client puts to the URL; moto checks no signature."""
    key = urlsplit(answer["upload"]["url"]).path.removeprefix("/")
    assert key.startswith(f"{tenant.environment}/uploads/{ORGANISATION}/")
    clients.client("s3").put_object(Bucket=config.documents_bucket(), Key=key, Body=body)


def take(answer):
    """What the worker does when the address has expired, or when the document was read."""
    assert serve({"id": answer["document_id"], **LIVE._asdict(), "kind": "take"})


def item(table, document_id):
    return TenantStore(table, LIVE).get(
        keys.DOCUMENT, keys.sequence_sk(there(ids.parse_sequenced("document", document_id)).sequence)
    )


def test_the_size_and_the_digest_are_part_of_the_signature():
    upload = asked().data["upload"]
    query = parse_qs(urlsplit(upload["url"]).query)
    signed = set(query["X-Amz-SignedHeaders"][0].split(";"))
    assert signed == {"content-length", "content-type", "host", "x-amz-checksum-sha256"}
    assert query["X-Amz-Expires"] == ["900"]
    assert upload["headers"] == {
        "Content-Type": "application/octet-stream",
        "x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(PDF).digest()).decode(),
    }


def test_a_file_is_taken_at_its_first_use_and_then_listed():
    begun = asked(folder="deeds", tags=["2026"]).data
    waiting = call("documents.get", {"document_id": begun["document_id"]}).data
    assert (waiting["status"], "url" in waiting, "mime_type" in waiting) == ("awaiting_upload", False, False)
    assert call("documents.list").data["documents"] == []
    put(begun)
    seen = call("documents.get", {"document_id": begun["document_id"]}).data
    assert (seen["status"], seen["mime_type"], seen["size_bytes"]) == ("stored", "application/pdf", len(PDF))
    assert "/uploads/" in seen["url"]
    assert work() == 1
    taken = call("documents.get", {"document_id": begun["document_id"]}).data
    assert {**taken, "url": ""} == {**seen, "url": ""}
    assert "/documents/" in taken["url"]
    assert [each["document_id"] for each in call("documents.list").data["documents"]] == [begun["document_id"]]
    assert call("documents.list", {"folder": "deeds", "tags": ["2026"]}).data["pagination"]["total"] == 1


def test_what_is_put_to_the_url_afterwards_changes_nothing():
    begun = asked().data
    put(begun)
    take(begun)
    put(begun, b"%PDF-1.4 another")
    taken = call("documents.get", {"document_id": begun["document_id"]}).data
    kept = {key: body for key, body in objects().items() if "/documents/" in key}
    assert list(kept.values()) == [PDF]
    assert next(iter(kept)) in taken["url"]


def test_a_document_waits_a_day_for_its_file_and_a_taken_one_stays(table):
    begun = asked().data
    assert "ttl" in item(table, begun["document_id"])
    put(begun)
    take(begun)
    assert "ttl" not in item(table, begun["document_id"])


def test_the_same_in_the_sandbox():
    begun = call("documents.upload_url", ASKED, caller=SANDBOX).data
    put(begun, tenant=Tenant(ORGANISATION, "sandbox"))
    assert call("documents.get", {"document_id": begun["document_id"]}, caller=SANDBOX).data["status"] == "stored"
    work()
    listed = call("documents.list", caller=SANDBOX).data["documents"]
    assert begun["document_id"] in {each["document_id"] for each in listed}


@pytest.mark.parametrize(
    ("body", "field", "constraint"),
    [(b"\x7fELF" + b"\0" * (len(PDF) - 4), "document_id", "file_type"), (PDF + b" ", "size_bytes", "invalid")],
)
def test_a_file_that_is_no_document_or_not_the_announced_one_is_refused(body, field, constraint):
    begun = asked().data
    put(begun, body)
    answer = call("documents.get", {"document_id": begun["document_id"]})
    assert answer.status == 422
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)
    take(begun)
    assert not [key for key in objects() if "/documents/" in key]


def test_a_file_that_nobody_asks_for_is_taken_when_the_url_has_expired():
    begun = asked().data
    put(begun)
    sqs, url = boto3.client("sqs"), config.queue_url("documents")
    waiting = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessagesDelayed"])
    assert waiting["Attributes"] == {"ApproximateNumberOfMessagesDelayed": "1"}
    take(begun)
    assert call("documents.list").data["documents"][0]["document_id"] == begun["document_id"]
    other = asked().data
    take(other)
    call("documents.delete", {"document_id": other["document_id"]})
    take(other)
    assert call("documents.list").data["pagination"]["total"] == 1


@pytest.mark.parametrize(
    ("fields", "field", "constraint"),
    [
        ({"size_bytes": 20_000_001}, "size_bytes", "maximum"),
        ({"size_bytes": 0}, "size_bytes", "minimum"),
        ({"sha256": "A" * 64}, "sha256", "format"),
        ({"sha256": "ab"}, "sha256", "format"),
        ({"filename": "a/b"}, "filename", "file_name"),
    ],
)
def test_bad_input_names_the_field(fields, field, constraint):
    answer = asked(**fields)
    assert answer.status == 400
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_a_repeated_request_signs_another_url_of_the_same_document(table):
    headers = {"Idempotency-Key": "k"}
    first = call("documents.upload_url", ASKED, headers=headers).data
    lose_answers(table)
    second = call("documents.upload_url", ASKED, headers=headers).data
    assert second["document_id"] == first["document_id"]
    assert urlsplit(second["upload"]["url"]).path == urlsplit(first["upload"]["url"]).path


def test_two_requests_that_take_the_file_at_once_take_it_once(table):
    begun = asked().data
    put(begun)
    store = TenantStore(table, LIVE)
    ctx = Context(LIVE, Actor("api_key", "key_test"), frozenset({"write"}), "r", "ca", store)
    before = item(table, begun["document_id"])
    first, second = uploads.with_upload(before, ctx), uploads.with_upload(before, ctx)
    assert first == second
    assert first["version"] == 2
    call("documents.delete", {"document_id": begun["document_id"]})
    put(begun)
    with pytest.raises(ResourceNotFound):
        uploads.with_upload(before, ctx)
    assert not [key for key in objects() if f"/{storage.DOCUMENTS}/" in key]
