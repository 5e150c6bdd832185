"""POST /v1/deals/create keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.functions.cases.made import contact, member
from tests.functions.deals.made import deal, listed, pipeline, sums

pytestmark = pytest.mark.usefixtures("table")


def test_a_deal_is_in_the_first_open_stage_of_the_default_pipeline():
    made = deal(amount=4800)
    assert (made["pipeline_id"], made["stage_id"], made["status"]) == ("default", "lead", "open")
    assert (made["amount"], made["currency"], made["version"]) == (4800, "EUR", 1)
    assert call("deals.get", {"id": made["id"]}).data == made
    assert listed()["deals"] == [made]


def test_a_deal_has_all_that_was_sent(table):
    company, person = contact(), call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    about = {
        "amount": "1250.50",
        "currency": "USD",
        "contact_id": person,
        "company_id": company,
        "owner_id": member(table),
        "expected_close": "2026-12-31",
        "tags": ["web"],
        "custom_fields": {"font": "fira"},
    }
    made = deal(**about)
    assert {name: made[name] for name in about} == {**about, "amount": 1250.5}


def test_a_deal_made_in_a_stage_of_won_ones_is_won():
    made = deal(stage_id="won")
    assert (made["status"], made["closed_at"]) == ("won", made["created_at"])


def test_a_deal_goes_into_another_pipeline():
    own = pipeline()
    made = deal(pipeline_id=own["id"])
    assert (made["pipeline_id"], made["stage_id"]) == (own["id"], "trial")


def test_a_deal_is_made_and_counted_once_for_its_key(table):
    asked, headers = {"title": "Web", "amount": 100}, {"Idempotency-Key": "deal-1"}
    first = call("deals.create", asked, headers=headers).data
    lose_answers(table)
    assert call("deals.create", asked, headers=headers).data == first
    assert sums() == {"lead": (1, {"EUR": 100})}
    lose_answers(table)
    assert call("deals.create", {**asked, "amount": 5}, headers=headers).error["code"] == "IDEMPOTENCY_MISMATCH"


@pytest.mark.parametrize(
    ("fields", "status", "field", "constraint"),
    [
        ({"title": ""}, 400, "title", "min_length"),
        ({"amount": -1}, 400, "amount", "minimum"),
        ({"amount": 0.1 + 0.2}, 400, "amount", "inexact_number"),
        ({"amount": "10.001"}, 422, "amount", "max_decimals"),
        ({"amount": "10.5", "currency": "JPY"}, 422, "amount", "max_decimals"),
        ({"currency": "XXX"}, 400, "currency", "currency"),
        ({"pipeline_id": "pln_none"}, 422, "pipeline_id", "not_found"),
        ({"stage_id": "nowhere"}, 422, "stage_id", "not_found"),
        ({"contact_id": "ct_none"}, 422, "contact_id", "not_found"),
        ({"company_id": "ct_none"}, 422, "company_id", "not_found"),
        ({"owner_id": "usr_nobody"}, 422, "owner_id", "not_a_member"),
        ({"lost_reason": "Preu"}, 422, "lost_reason", "not_lost"),
        ({"expected_close": "2026-02-30"}, 400, "expected_close", "type"),
    ],
)
def test_what_a_deal_cannot_have_is_refused_by_field_and_nothing_is_written(fields, status, field, constraint):
    answer = call("deals.create", {"title": "Web", **fields})
    details = answer.error["details"]
    assert (answer.status, details["field"], details["constraint"]) == (status, field, constraint)
    assert (listed()["pagination"]["total"], sums()) == (0, {})


def test_a_company_is_no_person():
    person = call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    answer = call("deals.create", {"title": "Web", "company_id": person})
    assert (answer.status, answer.error["details"]["field"]) == (422, "company_id")


def test_a_pipeline_of_another_organisation_is_not_found():
    theirs = call(
        "deals.pipelines_define",
        {"name": "Seva", "stages": [{"id": "one", "name": "U"}]},
        caller={"organisation": OTHER_ORGANISATION},
    ).data
    answer = call("deals.create", {"title": "Web", "pipeline_id": theirs["id"]})
    assert (answer.status, answer.error["details"]["field"]) == (422, "pipeline_id")
