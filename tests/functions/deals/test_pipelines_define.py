"""POST /v1/deals/pipelines/define keeps its promises."""

import pytest
from bivelio_core.deals.pipelines.actions import pipelines_define

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.functions.deals.made import STAGES, deal, pipeline

pytestmark = pytest.mark.usefixtures("table")


def define(**data):
    return call("deals.pipelines_define", data)


def pipelines():
    return call("deals.pipelines_list", {}).data["pipelines"]


def test_a_pipeline_has_its_stages_in_order_with_probabilities_by_outcome():
    made = pipeline()
    assert [(each["id"], each["probability"], each["outcome"]) for each in made["stages"]] == [
        ("trial", 20, "open"),
        ("signed", 100, "won"),
        ("gone", 0, "lost"),
    ]
    assert (made["name"], made["version"], made["archived"]) == ("Subscripcions", 1, False)
    assert pipelines()[1] == made


def test_the_default_pipeline_is_kept_once_somebody_changes_it():
    changed = define(id="default", name="Clients").data
    assert (changed["name"], changed["version"], len(changed["stages"])) == ("Clients", 1, 6)
    assert pipelines() == [changed]
    assert define(id="default", name="Altres").data["version"] == 2
    assert deal()["pipeline_id"] == "default"


def test_what_the_default_pipeline_says_already_is_no_change():
    assert define(id="default", name="Vendes").data["version"] == 0


def test_only_what_is_sent_changes_and_a_version_guards_it():
    made = pipeline()
    changed = define(id=made["id"], name="Altres", version=1).data
    assert changed == {**made, "name": "Altres", "version": 2, "updated_at": changed["updated_at"]}
    answer = define(id=made["id"], name="Més", version=1)
    assert (answer.status, answer.error["details"]["version"]) == (409, 2)


def test_no_deal_goes_into_an_archived_pipeline_and_those_in_it_still_move():
    made = pipeline()
    own = deal(pipeline_id=made["id"])
    define(id=made["id"], archived=True)
    answer = call("deals.create", {"title": "Web", "pipeline_id": made["id"]})
    assert (answer.status, answer.error["details"]["field"]) == (422, "pipeline_id")
    assert call("deals.move", {"id": own["id"], "stage_id": "signed"}).data["status"] == "won"


def test_a_pipeline_is_made_once_for_its_key(table):
    asked, headers = {"name": "Subscripcions", "stages": STAGES}, {"Idempotency-Key": "pipeline-1"}
    first = call("deals.pipelines_define", asked, headers=headers).data
    lose_answers(table)
    assert call("deals.pipelines_define", asked, headers=headers).data == first
    assert len(pipelines()) == 2


def test_an_archived_stage_comes_back_when_it_is_sent_again():
    made = pipeline()
    define(id=made["id"], stages=[*STAGES[1:], {"id": "offer", "name": "Oferta"}])
    again = define(id=made["id"], stages=STAGES).data["stages"]
    assert [(each["id"], each["archived"]) for each in again] == [
        ("trial", False),
        ("signed", False),
        ("gone", False),
        ("offer", True),
    ]


@pytest.mark.parametrize(
    ("fields", "status", "field", "constraint"),
    [
        ({"name": "A"}, 400, "stages", "required"),
        ({"stages": STAGES}, 400, "name", "required"),
        ({"name": "A", "stages": []}, 400, "stages", "min_items"),
        ({"name": "A", "stages": [STAGES[1]]}, 400, "stages", "no_open_stage"),
        ({"name": "A", "stages": [STAGES[0], STAGES[0]]}, 400, "stages", "stage_twice"),
        ({"name": "A", "stages": [{**STAGES[0], "probability": 101}]}, 400, "stages[0].probability", "maximum"),
        ({"name": "A", "stages": [{**STAGES[0], "id": "Té espais"}]}, 400, "stages[0].id", "format"),
        ({"id": "default"}, 400, "data", "nothing_to_change"),
        (
            {"id": "default", "stages": [{"id": "won", "name": "Guanyada"}]},
            422,
            "stages[0].outcome",
            "outcome_stays",
        ),
    ],
)
def test_what_a_pipeline_cannot_have_is_refused_by_field(fields, status, field, constraint):
    answer = define(**fields)
    details = answer.error["details"]
    assert (answer.status, details["field"], details["constraint"]) == (status, field, constraint)
    assert len(pipelines()) == 1


def test_there_are_so_many_pipelines_at_most(monkeypatch):
    monkeypatch.setattr(pipelines_define, "MAXIMUM_PIPELINES", 2)
    pipeline()
    answer = define(name="Una de massa", stages=STAGES)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "max_items")


def test_another_organisation_gets_403_and_an_unknown_id_404():
    made = pipeline()
    theirs = call(
        "deals.pipelines_define", {"id": made["id"], "name": "A"}, caller={"organisation": OTHER_ORGANISATION}
    )
    assert (theirs.status, define(id="pln_none", name="A").status) == (403, 404)
