"""POST /v1/workflows/instances/get keeps its promises; what steps show is in tests/workflows."""

import pytest

from tests.api import OTHER_ORGANISATION, call

SANDBOX = {"environment": "sandbox"}
pytestmark = pytest.mark.usefixtures("table")


def test_an_instance_shows_each_of_its_steps():
    shown = call("workflows.instances_get", {"instance_id": "wfi_x9y8z7w6"}, caller=SANDBOX).data
    assert [step["status"] for step in shown["steps"]] == ["pending", "pending", "waiting", *["pending"] * 4]
    assert shown["steps"][2]["message"] == "Vols donar d'alta Empresa ABC al pla Enterprise?"


def test_another_organisations_id_is_forbidden_and_an_unknown_one_not_found():
    other = {"organisation": OTHER_ORGANISATION}
    made = call("workflows.create", {"name": "x", "steps": [{"id": "s", "type": "set"}]}, caller=other).data
    started = call("workflows.execute", {"workflow_id": made["id"]}, caller=other).data
    assert call("workflows.instances_get", {"instance_id": started["instance_id"]}).status == 403
    assert call("workflows.instances_get", {"instance_id": "wfi_nobody"}).status == 404
