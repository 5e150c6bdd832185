"""POST /v1/mcp/providers keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.mcp.servers import connected

pytestmark = pytest.mark.usefixtures("table")


def test_the_connected_servers_are_listed_by_name_without_their_secrets():
    for name in ("sheets", "crm", "archive"):
        connected(f"https://{name}.example.com/mcp", name)
    answer = call("mcp.providers", {"per_page": 2}).data
    assert [each["provider"] for each in answer["providers"]] == ["archive", "crm"]
    assert answer["providers"][0]["tools"] == ["append_rows", "read_range"]
    assert answer["pagination"] == {"page": 1, "per_page": 2, "total": 3, "total_pages": 2}
    assert "t0ken" not in str(answer)


def test_only_connections_to_servers_of_ones_own_are_listed():
    connected("https://sheets.example.com/mcp")
    connected("https://other.example.com", "telegram", provider="telegram", settings={})
    assert [each["provider"] for each in call("mcp.providers", {}).data["providers"]] == ["sheets"]
    assert call("mcp.providers", {}, caller={"organisation": OTHER_ORGANISATION}).data["providers"] == []
