"""POST /v1/invoices/series/set_next keeps its promises."""

import pytest

from tests.api import call, lose_answers
from tests.invoices.world import chain, client, draft, issued, settled

pytestmark = pytest.mark.usefixtures("table")


def set_next(next_number=251, series="FAC", year=2026, **options):
    return call("invoices.series_set_next", {"series": series, "year": year, "next_number": next_number}, **options)


def test_a_series_goes_on_where_another_program_stopped_without_a_gap(table):
    settled()
    who = client()
    assert set_next().data == {"series": "FAC", "year": 2026, "next_number": 251, "number": "FAC-2026-251"}
    assert [issued(who)["number"] for _ in range(3)] == ["FAC-2026-251", "FAC-2026-252", "FAC-2026-253"]
    first = draft(who)
    call("invoices.delete", {"id": first["id"]})
    assert (first["number"], draft(who)["number"]) == ("FAC-2026-254", "FAC-2026-254")
    assert chain(table).is_unbroken
    assert draft(who, issue_date="2025-12-30")["number"] == "FAC-2025-001"


def test_it_is_set_once_and_the_same_again_changes_nothing(table):
    first = set_next().data
    lose_answers(table)
    assert set_next().data == first
    for other in (250, 300):
        answer = set_next(other)
        assert (answer.status, answer.error["details"]) == (409, {"reason": "series_set", "next_number": 251})
    entries = call("audit.list", {}).data["entries"]
    assert [entry["details"]["next_number"] for entry in entries if entry["action"] == "invoice_series.set"] == [251]


@pytest.mark.parametrize("make", [draft, issued], ids=["draft", "issued"])
def test_a_series_with_an_invoice_or_a_draft_is_not_set(make):
    settled()
    made = make()
    reason = "series_issued" if made["status"] != "draft" else "series_has_drafts"
    answer = set_next()
    assert (answer.status, answer.error["details"]["reason"]) == (409, reason)
    assert set_next(year=2027).status == set_next(series="BOTIGA").status == 200


def test_after_the_first_invoice_it_cannot_be_set_again():
    settled()
    set_next()
    issued()
    assert set_next().error["details"]["reason"] == "series_issued"


def test_a_deleted_draft_leaves_the_series_at_its_start():
    call("invoices.delete", {"id": draft()["id"]})
    assert set_next(10).data["number"] == "FAC-2026-010"
    assert draft()["number"] == "FAC-2026-010"


@pytest.mark.parametrize(
    ("field", "value"), [("next_number", 1), ("next_number", 10**7), ("year", 1999), ("series", "a-b")]
)
def test_what_is_no_number_of_a_series_is_refused(field, value):
    answer = call("invoices.series_set_next", {"series": "FAC", "year": 2026, "next_number": 2, field: value})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)
