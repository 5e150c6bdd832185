"""POST /v1/workflows/list keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.api import call

SANDBOX = {"environment": "sandbox"}
STEPS = [{"id": "s", "type": "set", "input": {"x": 1}}]
pytestmark = pytest.mark.usefixtures("table")


def create(name):
    return call("workflows.create", {"name": name, "steps": STEPS}).data["id"]


def test_the_reference_example_is_answered_verbatim():
    page = call("workflows.list", {"status": "active", "page": 1, "per_page": 20}, caller=SANDBOX).data
    assert page == {
        "workflows": [
            {
                "id": "wf_a1b2c3d4",
                "name": "Onboarding de client",
                "description": "Workflow automatic de benvinguda i configuracio",
                "status": "active",
                "trigger_type": "manual",
                "steps_count": 7,
                "created_at": "2026-03-15T10:30:00Z",
                "updated_at": "2026-04-01T14:22:00Z",
            },
            {
                "id": "wf_e5f6g7h8",
                "name": "Facturacio mensual",
                "description": "Genera i envia factures el dia 1 de cada mes",
                "status": "active",
                "trigger_type": "cron",
                "steps_count": 4,
                "created_at": "2026-02-20T09:00:00Z",
                "updated_at": "2026-03-28T16:45:00Z",
            },
        ],
        "pagination": {"page": 1, "per_page": 20, "total": 2, "total_pages": 1},
    }


def test_pages_are_exact_and_archived_ones_are_shown_when_asked_for():
    made = [create(f"Workflow {number}") for number in range(5)]
    call("workflows.archive", {"id": made[0]})
    page = call("workflows.list", {"per_page": 3, "page": 2}).data
    assert (len(page["workflows"]), page["pagination"]["total"], page["pagination"]["total_pages"]) == (1, 4, 2)
    archived = call("workflows.list", {"status": "archived"}).data
    assert [shown["id"] for shown in archived["workflows"]] == [made[0]]
    assert call("workflows.list", {"status": "inactive"}).data["workflows"] == []


def test_the_examples_stay_as_they_were_left_when_the_next_day_begins():

    call("workflows.update", {"id": "wf_a1b2c3d4", "name": "Ours"}, caller=SANDBOX)
    with clock.frozen(clock.now() + timedelta(days=1)):
        names = [shown["name"] for shown in call("workflows.list", {}, caller=SANDBOX).data["workflows"]]
        assert "Ours" in names
        assert call("workflows.update", {"id": "wf_a1b2c3d4", "name": "Ours 2"}, caller=SANDBOX).data["version"] == 3
