"""POST /v1/documents/classify keeps its promises."""

import pytest
from bivelio_core.documents import pdf, sample_files

from tests.api import OTHER_ORGANISATION, call
from tests.functions.documents.invoices import ENCRYPTED, UBL
from tests.functions.documents.world import SANDBOX, asked, balance, upload, work

pytestmark = pytest.mark.usefixtures("table")
REFERENCE = {
    "document_url": "https://storage.example.com/docs/doc_sense_classificar.pdf",
    "categories": ["invoice", "contract", "deed", "receipt", "report", "other"],
}


def classified(body, **fields):
    return asked("documents.classify", {"document_id": upload(body).data["document_id"], **fields})


def test_the_reference_example_runs_verbatim_in_the_sandbox():
    before = balance(caller=SANDBOX)
    data = asked("documents.classify", REFERENCE, caller=SANDBOX).data
    assert (data["classification"], data["confidence"], data["subcategory"]) == ("contract", 0.91, "service_agreement")
    assert data["summary"] == "Contracte de prestacio de serveis entre dues parts per 12 mesos."
    assert (data["detected_language"], data["page_count"], data["credits_consumed"]) == ("ca", 8, 2)
    assert balance(caller=SANDBOX) == before - 2


def test_rules_classify_without_a_model_and_cost_nothing():
    before = balance()
    data = classified(sample_files.unclassified()).data
    assert (data["classification"], data["method"], data["model"]) == ("contract", "rules", "offline-rules")
    assert (data["page_count"], data["detected_language"], data["credits_consumed"]) == (8, "ca", 0)
    assert balance() == before


def test_an_invoice_with_structured_data_costs_nothing():
    before = balance()
    data = classified(UBL).data
    assert (data["classification"], data["confidence"], data["method"]) == ("invoice", 1.0, "structured")
    assert data["credits_consumed"] == 0
    assert balance() == before


def test_other_is_the_answer_when_nothing_fits():
    body = pdf.written([["Llista de la compra", "pa, llet, ous i tomàquets per al dissabte"]])
    assert classified(body, categories=["deed"]).data["classification"] == "other"


def test_the_document_is_found_by_its_class():
    document_id = upload(sample_files.unclassified()).data["document_id"]
    found = asked("documents.classify", {"document_id": document_id}).data
    kept = call("documents.get", {"document_id": document_id}).data
    assert (kept["document_type"], kept["classification"]["type"]) == ("contract", "contract")
    assert kept["classification"]["extraction_id"] == found["extraction_id"]
    assert call("documents.list", {"type": "contract"}).data["pagination"]["total"] == 1
    asked("documents.extract", {"document_id": document_id, "document_type": "deed"})
    assert call("documents.get", {"document_id": document_id}).data["document_type"] == "contract"


def test_it_answers_202_when_it_takes_longer():
    document_id = upload(sample_files.unclassified()).data["document_id"]
    answer = call("documents.classify", {"document_id": document_id})
    assert (answer.status, answer.data["status"]) == (202, "processing")
    work()
    read = call("documents.extractions_get", {"extraction_id": answer.data["extraction_id"]}).data
    assert (read["operation"], read["status"], read["classification"]) == ("classify", "completed", "contract")
    assert read["page_count"] == 8


def test_what_cannot_be_read_is_422_and_costs_nothing():
    before = balance()
    answer = classified(ENCRYPTED)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "encrypted")
    assert balance() == before


def test_a_failure_of_the_provider_is_refunded():
    before = balance(caller=SANDBOX)
    body = pdf.written([["Contracte", "simulate:blocked"]])
    document_id = upload(body, caller=SANDBOX).data["document_id"]
    answer = asked("documents.classify", {"document_id": document_id}, caller=SANDBOX)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "blocked")
    assert balance(caller=SANDBOX) == before


@pytest.mark.parametrize(
    ("fields", "field", "constraint"),
    [
        ({"categories": []}, "categories", "min_items"),
        ({"categories": [f"c{n}" for n in range(51)]}, "categories", "max_items"),
        ({"categories": ["x" * 61]}, "categories[0]", "max_length"),
        ({"categories": ["a\nb"]}, "categories[0]", "control_characters"),
    ],
)
def test_bad_input_names_the_field(fields, field, constraint):
    answer = call("documents.classify", {**REFERENCE, **fields})
    assert answer.status == 400
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_another_organisations_document_is_forbidden():
    foreign = upload(caller={"organisation": OTHER_ORGANISATION}).data["document_id"]
    assert call("documents.classify", {"document_id": foreign}).error["code"] == "RESOURCE_FORBIDDEN"
