"""POST /v1/documents/list keeps its promises."""

from datetime import UTC, datetime

import pytest
from bivelio_core import clock

from tests.api import call
from tests.functions.documents.world import SANDBOX, upload

pytestmark = pytest.mark.usefixtures("table")


def listed(**query):
    data = call("documents.list", query).data
    return [each["document_id"] for each in data["documents"]], data["pagination"]["total"]


def uploaded(**fields):
    return upload(**fields).data["document_id"]


def test_documents_are_listed_as_soon_as_they_are_uploaded_and_deleted():
    first, second = uploaded(), uploaded()
    assert listed() == ([second, first], 2)
    call("documents.delete", {"document_id": second})
    assert listed() == ([first], 1)


def test_all_criteria_must_hold():
    rent = uploaded(filename="Contracte lloguer núria.pdf", folder="contracts", tags=["2026", "signat"])
    draft = uploaded(filename="contracte_client.pdf", folder="contracts/drafts", tags=["2026"])
    assert listed(search="contracte") == ([draft, rent], 2)
    assert listed(search="NURIA lloguer") == ([rent], 1)
    assert listed(folder="contracts") == ([rent], 1)
    assert listed(tags=["2026"]) == ([draft, rent], 2)
    assert listed(tags=["2026", "signat"], search="contr") == ([rent], 1)
    assert listed(type="contract") == ([], 0)


def test_days_are_those_of_the_upload_in_utc_both_included():
    days = (
        datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2026, 4, 7, tzinfo=UTC),
        datetime(2026, 6, 1, tzinfo=UTC),
    )
    made = []
    for day in days:
        with clock.frozen(day):
            made.append(uploaded())
    march, april, june = made
    assert listed(**{"from": "2026-04-01"})[0] == [june, april]
    assert listed(to="2026-04-07")[0] == [april, march]
    assert listed(**{"from": "2026-03-31", "to": "2026-03-31"})[0] == [march]
    assert listed(**{"from": "2026-04-08", "to": "2026-05-31"})[0] == []


def test_a_list_has_no_urls():
    uploaded()
    (document,) = call("documents.list").data["documents"]
    assert "url" not in document


def test_the_short_path_of_the_sandbox_shows_the_samples():
    data = call("documents.list", caller=SANDBOX).data
    assert [each["document_id"] for each in data["documents"]] == ["doc_q5r6s7t8", "doc_d1e2f3g4"]


@pytest.mark.parametrize(
    ("query", "status", "field", "constraint"),
    [
        ({"search": "m"}, 400, "search", "min_length"),
        ({"search": " ".join(f"word{n}" for n in range(11))}, 400, "search", "max_words"),
        ({"folder": "A"}, 400, "folder", "folder"),
        ({"from": "2026-13-01"}, 400, "from", "type"),
        ({"from": 20260401}, 400, "from", "type"),
        ({"to": "0001-01-01"}, 400, "to", "time_range"),
        ({"from": "2026-04-02", "to": "2026-04-01"}, 422, "to", "range"),
        ({"type": ""}, 400, "type", "min_length"),
        ({"per_page": 101}, 400, "per_page", "maximum"),
    ],
)
def test_bad_input_names_the_field(query, status, field, constraint):
    answer = call("documents.list", query)
    assert (answer.status, answer.error["code"]) == (status, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_other_organisations_have_lists_of_their_own():
    uploaded()
    assert call("documents.list", caller={"organisation": "org_1111111111111111"}).data["documents"] == []
