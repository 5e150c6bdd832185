"""Documents on the running platform: the reference's examples, the worker, signed addresses, with IAM enforced."""

import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from bivelio_core.documents import pdf, sample_files

from tests.functions.documents.invoices import ENCRYPTED, ubl
from tests.functions.documents.world import encoded
from tests.receiver import Receiver, Reply
from tests.running import LONGEST_ANSWER_SECONDS, Runtime, until
from tests.shapes import assert_covers
from tools.endpoints import load_example

pytestmark = pytest.mark.e2e
VERBATIM = {
    "upload": ("filename", "size_bytes", "mime_type", "folder", "tags"),
    "extract": ("document_type", "confidence", "extracted", "credits_consumed"),
    "classify": ("classification", "confidence", "subcategory", "summary", "detected_language", "page_count"),
}
"""The examples of the reference's chapter, with the fields that are answered exactly as it shows them."""

Call = Callable[..., Any]


@pytest.fixture
def live(platform: Runtime, organisation: Callable[[str], dict[str, Any]]) -> Call:
    """Calls in live, as an organisation of the test's own."""
    key = organisation("enterprise")["keys"]["live_secret"]
    return lambda path, data, **headers: platform.call(
        f"/v1/{path}", data if isinstance(data, bytes) else {"data": data}, **{"apikey": key, **headers}
    )


def data_of(answer: Any, status: int = 200) -> Any:
    body = answer.json()
    assert (answer.status, body["success"]) == (status, True), body
    return body["data"]


@pytest.mark.parametrize("verb", VERBATIM)
def test_the_examples_of_the_reference_run_verbatim_in_the_sandbox(platform: Runtime, verb: str):
    example = load_example(f"documents.{verb}")
    key = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    body = json.dumps(example["request"]).encode()
    answer = platform.call(f"/sandbox/v1/documents/{verb}", body, X_API_Key=key)
    assert answer.status == 200
    assert_covers(example["response"], answer.json())
    told = answer.json()["data"]
    assert {name: told[name] for name in VERBATIM[verb]} == {
        name: example["response"]["data"][name] for name in VERBATIM[verb]
    }


def test_the_same_calls_work_live_without_a_model(live: Call):
    """With files of our own: the addresses and the cut off content of the reference are examples."""
    before = data_of(live("credits/balance", {}))["balance"]
    upload = {**load_example("documents.upload")["request"]["data"], "content_base64": encoded(sample_files.contract())}
    uploaded = data_of(live("documents/upload", upload))
    assert (uploaded["classification"]["type"], uploaded["size_bytes"], uploaded["pages"]) == ("contract", 245_780, 8)
    with Receiver(
        lambda got: Reply(200, {}, sample_files.invoice() if "factura" in got.path else sample_files.unclassified())
    ) as files:
        base = f"http://127.0.0.1:{files.port}/docs"
        asked = load_example("documents.extract")["request"]["data"]
        extracted = data_of(live("documents/extract", {**asked, "document_url": f"{base}/factura_2026_001.pdf"}))
        asked = load_example("documents.classify")["request"]["data"]
        classified = data_of(live("documents/classify", {**asked, "document_url": f"{base}/doc_sense_classificar.pdf"}))
    assert extracted["extracted"] == load_example("documents.extract")["response"]["data"]["extracted"]
    assert (extracted["method"], extracted["model"]) == ("rules", "offline-rules")
    assert (classified["classification"], classified["detected_language"]) == ("contract", "ca")
    assert data_of(live("credits/balance", {}))["balance"] == before, "rules cost nothing"


def test_a_file_is_put_to_its_signed_address_read_and_deleted(live: Call, other: Call):
    content = ubl("E-2026-1")
    about = {"filename": "factura.xml", "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    begun = data_of(live("documents/upload_url", about))
    put(begun["upload"], content)
    document = {"document_id": begun["document_id"]}
    seen = data_of(live("documents/get", document))
    assert (seen["status"], seen["mime_type"]) == ("stored", "application/xml")
    assert fetch(seen["url"]) == content
    listed = until(lambda: data_of(live("documents/list", {"search": "factura"}))["documents"])
    assert [each["document_id"] for each in listed] == [begun["document_id"]]
    assert fetch(data_of(live("documents/get", document))["url"]) == content
    extracted = data_of(live("documents/extract", {**document, "document_type": "invoice"}))
    assert (extracted["method"], extracted["credits_consumed"]) == ("structured", 0)
    reviewed = data_of(
        live("documents/review", {"extraction_id": extracted["extraction_id"], "extracted": {"total": 1}})
    )
    assert reviewed["extracted"]["total"] == 1
    event = until(lambda: events(live))[0]
    assert (event["event"], event["data"]["extraction_id"]) == ("document.processed", extracted["extraction_id"])
    for path, named in (
        ("documents/get", document),
        ("documents/delete", document),
        ("documents/extract", document),
        ("documents/extractions/get", {"extraction_id": extracted["extraction_id"]}),
        ("documents/review", {"extraction_id": extracted["extraction_id"]}),
    ):
        assert other(path, named).status == 403, path
    assert data_of(live("documents/delete", document))["deleted"] is True
    with pytest.raises(urllib.error.HTTPError):
        fetch(seen["url"])


def test_a_step_of_a_workflow_reads_a_document(live: Call):
    content = encoded(sample_files.invoice())
    uploaded = data_of(live("documents/upload", {"filename": "factura.pdf", "content_base64": content}))
    step = {"id": "llegeix", "type": "document.extract", "input": {"document_id": "{{ input.document }}"}}
    made = data_of(live("workflows/create", {"name": "Llegeix", "steps": [{**step, "timeout_seconds": 60}]}))
    given = {"workflow_id": made["id"], "input": {"document": uploaded["document_id"]}, "async": False}
    run = data_of(live("workflows/execute", given))
    done = data_of(live("workflows/instances/get", {"instance_id": run["instance_id"]}))
    assert (done["status"], done["steps"][0]["output"]["extracted"]["total"]) == ("completed", 1210)


def test_what_cannot_be_read_is_told_and_costs_nothing(live: Call):
    before = data_of(live("credits/balance", {}))["balance"]
    for name, content, reason in (
        ("xifrat.pdf", ENCRYPTED, "encrypted"),
        ("tallat.pdf", sample_files.invoice()[:400], "truncated"),
        ("foto.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "no_text"),
        ("mil.pdf", pdf.written([["x"]] * 1_000), "too_many_pages"),
    ):
        made = data_of(live("documents/upload", {"filename": name, "content_base64": encoded(content)}))
        answer = live("documents/extract", {"document_id": made["document_id"]})
        assert (answer.status, answer.json()["error"]["details"]["reason"]) == (422, reason), name
    assert data_of(live("credits/balance", {}))["balance"] == before


@pytest.fixture
def other(platform: Runtime, organisation: Callable[[str], dict[str, Any]]) -> Call:
    """Calls as another organisation."""
    key = organisation("enterprise")["keys"]["live_secret"]
    return lambda path, data: platform.call(f"/v1/{path}", {"data": data}, apikey=key)


def events(live: Call) -> list[Any]:
    return list(data_of(live("events/list", {"types": ["document.processed"]}))["events"])


def put(upload: dict[str, Any], content: bytes) -> None:
    request = urllib.request.Request(upload["url"], content, upload["headers"], method=upload["method"])  # noqa: S310
    with urllib.request.urlopen(request, timeout=LONGEST_ANSWER_SECONDS) as answer:  # noqa: S310 - an address the platform gave
        assert answer.status == 200


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=LONGEST_ANSWER_SECONDS) as answer:  # noqa: S310 - an address the platform gave
        return bytes(answer.read())
