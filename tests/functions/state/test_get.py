"""POST /v1/state/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.workflows.calls import QUICK, workflow

pytestmark = pytest.mark.usefixtures("table")


def get(**named):
    return call("state.get", named)


def test_a_name_without_a_value_has_null_of_version_0():
    identifier = workflow(QUICK)
    assert get(workflow_id=identifier, name="cursor").data == {
        "workflow_id": identifier,
        "name": "cursor",
        "value": None,
        "version": 0,
    }


def test_any_json_value_comes_back_as_it_was_set():
    identifier = workflow(QUICK)
    for value in ({"page": 3, "at": None}, [1, 2.5, "x"], "", 0, False, 12345678901234567890, 0.1):
        call("state.set", {"workflow_id": identifier, "name": "v", "value": value})
        assert get(workflow_id=identifier, name="v").data["value"] == value
        assert type(get(workflow_id=identifier, name="v").data["value"]) is type(value)


def test_each_workflow_has_its_own():
    one, other = workflow(QUICK), workflow(QUICK)
    call("state.set", {"workflow_id": one, "name": "v", "value": 1})
    assert get(workflow_id=other, name="v").data["value"] is None


def test_the_workflow_is_named_and_ones_own():
    refused = get(name="v")
    assert (refused.status, refused.error["details"]["field"]) == (400, "workflow_id")
    assert get(workflow_id="wf_nobody", name="v").status == 404
    identifier = workflow(QUICK)
    elsewhere = call("state.get", {"workflow_id": identifier, "name": "v"}, caller={"organisation": OTHER_ORGANISATION})
    assert elsewhere.status == 403


def test_it_takes_the_scope_of_workflows():
    identifier = workflow(QUICK)
    for scopes, status in (("workflows:read", 200), ("read", 200), ("contacts:admin", 403)):
        assert call("state.get", {"workflow_id": identifier, "name": "v"}, caller={"scopes": scopes}).status == status
    asked = {"workflow_id": identifier, "name": "v", "value": 1}
    refused = call("state.set", asked, caller={"scopes": "workflows:read"})
    assert refused.error["details"] == {"required_scope": "write", "resource": "workflows"}
