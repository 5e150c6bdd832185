"""docs/assistant-key.md does what it says: the key reads contacts, and an assistant with it is offered nothing else."""

import json
import re
from typing import Any

import pytest

from tests import gateway, guides
from tests.api import Answer
from tests.functions.keys.conftest import Administrator
from tests.mcp_engine import platform
from tests.mcp_engine.platform import names, used
from tools.template import ROOT

SAMPLE = "ct_def456"
PAGE = "assistant-key"
PAGE_TEXT = (ROOT / "docs" / f"{PAGE}.md").read_text(encoding="utf-8")


@pytest.fixture
def key(administrator: Administrator) -> dict[str, Any]:
    """The key that an administrator has made as the guide says."""
    made: dict[str, Any] = administrator.ask("create", **asked("keys.create")).data
    return made


def asked(operation: str) -> dict[str, Any]:
    """The data of a request of the guide."""
    data: dict[str, Any] = dict(guides.requests(PAGE))[operation]["data"]
    return data


def sent(key: dict[str, Any], operation: str) -> Answer:
    """The answer to a request of the guide with the key."""
    path = f"/{operation.replace('.', '/')}"
    return gateway.request(path, {"data": asked(operation)}, headers={"X-API-Key": key["key"]}, stage="sandbox")


def test_the_key_reads_contacts_and_nothing_else(key):
    found = sent(key, "contacts.list").data["contacts"]
    assert SAMPLE in [contact["id"] for contact in found]
    refused = sent(key, "invoices.list")
    assert (refused.status, refused.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
    assert refused.error["details"]["required_scope"] == "read"


def test_an_assistant_with_the_key_is_offered_what_the_guide_lists(key):
    listed = re.findall(r"`([a-z_]+)`", PAGE_TEXT.partition("What is left is ")[2].partition(". Revoke")[0])
    caller = {"environment": "sandbox", "scopes": " ".join(key["scopes"])}
    assert sorted(names(path="/mcp/readonly", **caller)) == sorted(listed)
    assert SAMPLE in str(used("find_contact", {"query": "maria"}, path="/mcp/readonly", **caller))


def test_the_calls_from_a_terminal_list_search_and_are_refused(key):
    caller: dict[str, Any] = {"environment": "sandbox", "scopes": " ".join(key["scopes"])}
    bodies = [json.loads(body) for body in re.findall(r"-d '(\{.*\})'", PAGE_TEXT)]
    tools, found, refused = (
        platform.asked(body["method"], body.get("params"), path="/mcp/readonly", **caller) for body in bodies
    )
    assert "find_contact" in [tool["name"] for tool in tools.body["result"]["tools"]]
    assert SAMPLE in str(found.body["result"]["structuredContent"])
    assert refused.body["error"]["message"] in PAGE_TEXT
