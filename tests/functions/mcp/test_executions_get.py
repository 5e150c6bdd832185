"""POST /v1/mcp/executions/get keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.api import OTHER_ORGANISATION, call
from tests.functions.mcp.servers import APPEND, READ, connected
from tests.mcp_server import SmallServer, called, result
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")


def only(table, status):
    """The id of the only execution, which has this status."""
    (item,) = table.query("org_0000000000000000#live#MCPX")
    assert item["status"] == status
    return item["SK"]


def test_why_a_call_failed_can_be_read(table):
    with SmallServer(tools_call=lambda _, asked: result(asked, called("No such sheet", is_error=True))) as server:
        connected(server.url)
        call("mcp.execute", READ)
    execution = call("mcp.executions_get", {"execution_id": only(table, "failed")}).data
    assert execution["error"] == {"reason": "tool_error", "message": "No such sheet"}
    assert "result" not in execution
    assert execution["parameters"] == READ["parameters"]


def test_an_unknown_outcome_is_said(table):
    with SmallServer(tools_call=lambda *_: Reply(500)) as server:
        connected(server.url)
        call("mcp.execute", APPEND)
    execution = call("mcp.executions_get", {"execution_id": only(table, "unknown")}).data
    assert execution["error"] == {"reason": "unavailable"}


def test_another_organisation_gets_403_and_an_unknown_id_404():
    with SmallServer() as server:
        connected(server.url)
        made = call("mcp.execute", READ).data["execution_id"]
    foreign = call("mcp.executions_get", {"execution_id": made}, caller={"organisation": OTHER_ORGANISATION})
    assert (foreign.status, foreign.error["code"]) == (403, "RESOURCE_FORBIDDEN")
    assert call("mcp.executions_get", {"execution_id": "mcp_k4l5m6n7"}).status == 404


def test_a_call_is_kept_for_thirty_days():
    with SmallServer() as server:
        connected(server.url)
        asked = {"execution_id": call("mcp.execute", READ).data["execution_id"]}
    with clock.frozen(clock.now() + timedelta(days=29)):
        assert call("mcp.executions_get", asked).status == 200
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert call("mcp.executions_get", asked).status == 404
