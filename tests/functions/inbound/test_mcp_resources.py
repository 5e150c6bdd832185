"""Resources and prompts of the MCP server: no more than the API gives, in the caller's language."""

import json
from typing import Any

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.mcp_engine.platform import asked, modern

pytestmark = pytest.mark.usefixtures("table")
SANDBOX: dict[str, Any] = {"environment": "sandbox"}


def uris(method: str, field: str, **caller: Any) -> list[str]:
    """The addresses of a list."""
    result = asked(method, **caller).body["result"]
    return [each[field] for each in result["resourceTemplates" if "templates" in method else "resources"]]


def test_resources_are_those_whose_operations_the_caller_may_ask_for():
    assert uris("resources/list", "uri", scopes="events:read") == ["bivelio://event-types"]
    assert len(uris("resources/list", "uri")) == 4
    assert uris("resources/templates/list", "uriTemplate", scopes="invoices:read") == ["bivelio://invoices/{id}"]
    assert len(uris("resources/templates/list", "uriTemplate")) == 2


def test_a_resource_is_what_its_operations_answer():
    for uri, text in {
        **dict.fromkeys(uris("resources/list", "uri"), ""),
        "bivelio://invoices/inv_c6d7e8f9": "FAC-2026-042",
        "bivelio://conversations/ct_abc123": "Perfecte, gracies!",
    }.items():
        answer = asked("resources/read", {"uri": uri}, **SANDBOX).body
        assert "result" in answer, uri
        (content,) = answer["result"]["contents"]
        assert content["uri"] == uri
        assert text in json.dumps(json.loads(content["text"]))


def test_what_is_not_there_or_another_organisations_is_no_resource():
    contact = call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    for uri in (
        *("bivelio://nothing", "https://example.com", "bivelio://invoices/", "bivelio://invoices/a/b"),
        *("bivelio://invoices/inv_0", f"bivelio://conversations/{contact}"),
    ):
        answer = asked("resources/read", {"uri": uri}, organisation=OTHER_ORGANISATION).body
        assert answer["error"]["code"] == -32002, uri
    assert modern("resources/read", {"uri": "bivelio://nothing"}).body["error"]["code"] == -32602
    refused = asked("resources/read", {"uri": "bivelio://event-types"}, scopes="invoices:read").body
    assert refused["error"]["code"] == -32002


def test_prompts_say_what_they_are_for_with_their_arguments_put_in():
    listed = asked("prompts/list", scopes="invoices:read").body["result"]["prompts"]
    assert [each["name"] for each in listed] == ["who_owes_us"]
    answer = asked("prompts/get", {"name": "new_client", "arguments": {"name": "Forn {Vell}"}}, language="ca")
    (turn,) = answer.body["result"]["messages"]
    assert "Forn {Vell}" in turn["content"]["text"]
    for wrong in ({}, {"name": ""}, {"name": 5}, {"name": "x" * 201}):
        body = asked("prompts/get", {"name": "new_client", "arguments": wrong}).body
        assert body["error"]["code"] == -32602, wrong
    assert asked("prompts/get", {"name": "nothing"}).body["error"]["code"] == -32602
    assert asked("prompts/get", {"name": "new_client", "arguments": {"name": "a"}}, scopes="read").body["error"]
