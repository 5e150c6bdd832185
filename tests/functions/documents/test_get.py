"""POST /v1/documents/get keeps its promises."""

import pytest
from bivelio_core import ids

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.functions.documents.world import SANDBOX, objects, upload

pytestmark = pytest.mark.usefixtures("table")


def test_an_id_reads_back_what_was_uploaded():
    made = upload().data
    read = call("documents.get", {"document_id": made["document_id"]}).data
    signed = {"url", "url_expires_at"}
    assert {name: value for name, value in read.items() if name not in signed} == {
        name: value for name, value in made.items() if name not in signed
    }


def test_the_sample_of_the_sandbox_has_a_file():
    data = call("documents.get", {"document_id": "doc_q5r6s7t8"}, caller=SANDBOX).data
    (kept,) = objects().values()
    assert (len(kept), data["size_bytes"]) == (245_780, 245_780)


def test_a_foreign_id_is_forbidden_whether_or_not_it_exists():
    existing = upload(caller={"organisation": OTHER_ORGANISATION}).data["document_id"]
    for document_id in (existing, ids.sequenced_id("document", OTHER_ORGANISATION, 77)):
        answer = call("documents.get", {"document_id": document_id})
        assert (answer.status, answer.error["code"]) == (403, "RESOURCE_FORBIDDEN")


def test_live_and_sandbox_do_not_see_each_other():
    made = upload().data["document_id"]
    assert call("documents.get", {"document_id": made}, caller=SANDBOX).status == 404


def test_an_id_cannot_be_guessed_from_its_sequence_number():
    upload()
    guessed = ids.sequenced_id("document", ORGANISATION, 1, "00000")
    assert call("documents.get", {"document_id": guessed}).error["code"] == "RESOURCE_NOT_FOUND"
