"""POST /v1/deals/move keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.deals.made import STAGES, deal, move, pipeline, sums

pytestmark = pytest.mark.usefixtures("table")


def test_a_deal_is_what_its_stage_says():
    made = deal(amount=100)
    won = move(made, "won")
    assert (won["status"], won["closed_at"]) == ("won", won["stage_changed_at"])
    open_again = move(made, "proposal")
    assert (open_again["status"], "closed_at" in open_again) == ("open", False)
    assert sums() == {"proposal": (1, {"EUR": 100})}


def test_a_lost_deal_says_why_until_it_is_open_again():
    made = deal()
    assert move(made, "lost", lost_reason="Preu")["lost_reason"] == "Preu"
    assert "lost_reason" not in move(made, "lead")


def test_moving_to_where_it_is_changes_nothing():
    made = deal()
    assert move(made, "lead") == made
    lost = move(made, "lost", lost_reason="Preu")
    assert move(made, "lost", lost_reason="Preu", version=1) == lost
    assert move(made, "lost") == lost


def test_a_deal_moves_to_another_pipeline_and_counts_there():
    made, own = deal(amount=100), pipeline()
    there = move(made, "trial", pipeline_id=own["id"])
    assert (there["pipeline_id"], there["stage_id"]) == (own["id"], "trial")
    assert (sums(pipeline_id="default"), sums(pipeline_id=own["id"])) == ({}, {"trial": (1, {"EUR": 100})})
    assert move(made, "signed")["pipeline_id"] == own["id"]


def test_no_deal_moves_to_an_archived_stage_and_those_in_it_stay():
    own = pipeline()
    made = deal(pipeline_id=own["id"], amount=100)
    rest = [{"id": "offer", "name": "Oferta"}, *STAGES[1:]]
    changed = call("deals.pipelines_define", {"id": own["id"], "stages": rest}).data
    assert [(stage["id"], stage["archived"]) for stage in changed["stages"]][-1] == ("trial", True)
    assert sums(pipeline_id=own["id"]) == {"trial": (1, {"EUR": 100})}
    move(made, "offer")
    answer = call("deals.move", {"id": made["id"], "stage_id": "trial"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "stage_id")


@pytest.mark.parametrize(
    ("fields", "field", "constraint"),
    [
        ({"stage_id": "nowhere"}, "stage_id", "not_found"),
        ({"stage_id": "lead", "pipeline_id": "pln_none"}, "pipeline_id", "not_found"),
        ({"stage_id": "won", "lost_reason": "Preu"}, "lost_reason", "not_lost"),
    ],
)
def test_what_cannot_be_is_refused_by_field(fields, field, constraint):
    answer = call("deals.move", {"id": deal()["id"], **fields})
    assert (answer.status, answer.error["details"]["field"]) == (422, field)
    assert answer.error["details"]["constraint"] == constraint


def test_a_version_guards_against_a_move_in_between():
    made = deal()
    move(made, "proposal", version=1)
    answer = call("deals.move", {"id": made["id"], "stage_id": "won", "version": 1})
    assert (answer.status, answer.error["details"]["version"]) == (409, 2)


def test_another_organisation_gets_403():
    asked = {"id": deal()["id"], "stage_id": "won"}
    assert call("deals.move", asked, caller={"organisation": OTHER_ORGANISATION}).status == 403
