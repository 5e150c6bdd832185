"""POST /v1/workflows/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call

STEPS = [{"id": "s", "type": "set", "input": {"x": 1}}]
pytestmark = pytest.mark.usefixtures("table")


def test_an_earlier_version_can_be_read():
    made = call("workflows.create", {"name": "One", "steps": STEPS}).data
    call("workflows.update", {"id": made["id"], "name": "Two"})
    assert call("workflows.get", {"id": made["id"]}).data["name"] == "Two"
    assert call("workflows.get", {"id": made["id"], "version": 1}).data["name"] == "One"
    assert call("workflows.get", {"id": made["id"], "version": 3}).status == 404


def test_another_organisations_id_is_forbidden_and_an_unknown_one_not_found():
    other = call("workflows.create", {"name": "One", "steps": STEPS}, caller={"organisation": OTHER_ORGANISATION}).data
    assert call("workflows.get", {"id": other["id"]}).error["code"] == "RESOURCE_FORBIDDEN"
    assert call("workflows.get", {"id": "wf_a1b2c3d4"}).error["code"] == "RESOURCE_NOT_FOUND"
