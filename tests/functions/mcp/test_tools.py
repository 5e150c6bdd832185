"""POST /v1/mcp/tools keeps its promises."""

import pytest

from tests.api import call
from tests.functions.mcp.servers import connected
from tests.mcp_server import SmallServer
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")


def test_the_connections_names_come_before_the_servers():
    with SmallServer() as server:
        connected(server.url)
        answer = call("mcp.tools", {"provider": "sheets"}).data
    assert [(each["name"], each.get("calls")) for each in answer["tools"]] == [
        ("append_rows", "write"),
        ("read_range", "read"),
        ("read", None),
        ("write", None),
        ("set", None),
    ]
    assert [(each["read_only"], each["idempotent"]) for each in answer["tools"][1:3]] == [(True, False)] * 2
    assert answer["tools"][2]["title"] == "Read a range"
    assert answer["pagination"]["total"] == 5


def test_a_name_for_a_tool_that_the_server_lacks_is_not_listed():
    with SmallServer() as server:
        tools = {"read": {"tool": "read"}, "gone": {"tool": "nothing"}}
        connected(server.url, settings={"url": server.url, "tools": tools})
        answer = call("mcp.tools", {"provider": "sheets"}).data
    assert [each["name"] for each in answer["tools"]] == ["read", "write", "set"]


def test_a_server_that_fails_is_told_from_one_that_is_not_connected():
    with SmallServer(tools_list=lambda *_: Reply(503)) as server:
        connected(server.url)
        assert call("mcp.tools", {"provider": "sheets"}).status == 503
    answer = call("mcp.tools", {"provider": "nobody"})
    assert (answer.status, answer.error["details"]["reason"]) == (422, "not_connected")
