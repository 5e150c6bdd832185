"""POST /v1/documents/review keeps its promises."""

import pytest
from bivelio_core import ids

from tests.api import OTHER_ORGANISATION, call
from tests.functions.documents.invoices import ENCRYPTED, ubl
from tests.functions.documents.test_extract import extracted, uploaded
from tests.functions.documents.world import asked, balance, objects, work

pytestmark = pytest.mark.usefixtures("table")


def review(extraction_id, **extracted_fields):
    return call("documents.review", {"extraction_id": extraction_id, "extracted": extracted_fields})


def test_corrections_replace_values_and_are_checked_again():
    made = extracted(fields=["invoice_number", "total", "subtotal", "tax", "issuer"]).data
    before = balance()
    wrong = review(made["extraction_id"], total=999).data
    assert (wrong["extracted"]["total"], wrong["extracted"]["currency"]) == (999, "EUR")
    assert {"name": "totals", "passed": False, "expected": 121, "found": 999} in wrong["checks"]
    right = review(made["extraction_id"], total=121.0, issuer={"name": "Fusteria Vila S.L.", "nif": "B12345674"}).data
    assert next(one for one in right["checks"] if one["name"] == "totals")["passed"] is True
    assert {"name": "duplicate_number", "passed": True} in right["checks"]
    assert right["fields_meta"]["total"] == {"confidence": 1.0, "reviewed": True}
    assert "evidence" in right["fields_meta"]["invoice_number"]
    assert (right["needs_review"], right["reviewed_by"]) == (False, "api_key:key_test")
    assert call("documents.extractions_get", {"extraction_id": made["extraction_id"]}).data == right
    assert balance() == before


def test_a_review_without_corrections_marks_it_as_reviewed():
    made = extracted().data
    data = call("documents.review", {"extraction_id": made["extraction_id"]}).data
    assert data["extracted"] == made["extracted"]
    assert data["needs_review"] is False
    assert "reviewed_at" in data


def test_null_says_that_the_document_does_not_have_it():
    made = extracted().data
    assert review(made["extraction_id"], date=None).data["extracted"]["date"] is None


def test_a_large_result_is_reviewed_where_it_lies():
    made = extracted(ubl(lines=1_200), "gran.xml", document_type="invoice").data
    data = review(made["extraction_id"], invoice_number="F-1").data
    assert data["extracted"]["invoice_number"] == "F-1"
    assert len(data["extracted"]["line_items"]) == 1_200
    shrunk = review(made["extraction_id"], line_items=[]).data
    assert shrunk["extracted"]["line_items"] == []
    assert len([key for key in objects() if "results/" in key]) == 1


@pytest.mark.parametrize(
    ("value", "field", "constraint"),
    [
        ({"total": "121"}, "extracted.total", "type"),
        ({"total": 1e20}, "extracted.total", "type"),
        ({"date": "01/04/2026"}, "extracted.date", "type"),
        ({"issuer": "Vila"}, "extracted.issuer", "type"),
        ({"issuer": {"name": 7}}, "extracted.issuer.name", "type"),
        ({"line_items": [{"total": 1}, {"total": "x"}]}, "extracted.line_items[1].total", "type"),
        ({"line_items": [{"colour": "red"}]}, "extracted.line_items[0]", "type"),
        ({"invoice_number": "x" * 4_001}, "extracted.invoice_number", "type"),
        ({"colour": "red"}, "extracted.colour", "unknown_field"),
    ],
)
def test_bad_corrections_name_the_place(value, field, constraint):
    made = extracted().data
    answer = call("documents.review", {"extraction_id": made["extraction_id"], "extracted": value})
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_corrections_have_a_limit_in_bytes():
    made = extracted().data
    lines = [{"description": "x" * 2_000}] * 40
    answer = review(made["extraction_id"], line_items=lines)
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "max_bytes")


def test_only_completed_extractions_are_reviewed():
    document_id = uploaded(ENCRYPTED)
    begun = call("documents.extract", {"document_id": document_id}).data
    for status in ("processing", "failed"):
        answer = review(begun["extraction_id"])
        assert (answer.status, answer.error["details"]["status"]) == (409, status)
        work()
    classified = asked("documents.classify", {"document_id": uploaded()}).data
    assert review(classified["extraction_id"]).status == 422


def test_another_organisations_extraction_is_forbidden():
    assert review(ids.new_id("extraction", OTHER_ORGANISATION)).error["code"] == "RESOURCE_FORBIDDEN"
