"""Resources and prompts of the MCP server: no more than the API gives, in the caller's language."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from bivelio_core import clock

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
    assert uris("resources/templates/list", "uriTemplate", scopes="invoices:read") == [
        *("bivelio://invoices/{id}", "bivelio://invoice-pdfs/{id}", "bivelio://operations/{name}")
    ]
    assert len(uris("resources/templates/list", "uriTemplate")) == 4


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


def test_an_invoice_is_there_as_its_pdf():
    uri = "bivelio://invoice-pdfs/inv_c6d7e8f9"
    (content,) = asked("resources/read", {"uri": uri}, **SANDBOX).body["result"]["contents"]
    assert (content["uri"], content["mimeType"]) == (uri, "application/pdf")
    assert base64.b64decode(content["blob"]).startswith(b"%PDF-")


def test_what_is_not_there_or_another_organisations_is_no_resource():
    contact = call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    for uri in (
        *("bivelio://nothing", "https://example.com", "bivelio://invoices/", "bivelio://invoices/a/b"),
        *("bivelio://invoices/inv_0", "bivelio://invoice-pdfs/inv_0", f"bivelio://conversations/{contact}"),
    ):
        answer = asked("resources/read", {"uri": uri}, organisation=OTHER_ORGANISATION).body
        assert answer["error"]["code"] == -32002, uri
    assert modern("resources/read", {"uri": "bivelio://nothing"}).body["error"]["code"] == -32602
    refused = asked("resources/read", {"uri": "bivelio://event-types"}, scopes="invoices:read").body
    assert refused["error"]["code"] == -32002


def completed(reference: dict[str, str], argument: str, value: str, **caller: Any) -> list[str]:
    """The values that an argument may have."""
    params = {"ref": reference, "argument": {"name": argument, "value": value}}
    values: list[str] = asked("completion/complete", params, **caller).body["result"]["completion"]["values"]
    return values


def test_the_schemas_of_an_operation_are_a_resource_of_who_may_ask_for_it():
    answer = asked("resources/read", {"uri": "bivelio://operations/invoices.get"}, scopes="invoices:read").body
    document = json.loads(answer["result"]["contents"][0]["text"])
    assert document["request"]["properties"].keys() >= {"id"}
    assert document["response"]["properties"].keys() >= {"number", "total"}
    for name in ("contacts.get", "invoices.delete", "nothing.at_all", "auth.token"):
        refused = asked("resources/read", {"uri": f"bivelio://operations/{name}"}, scopes="invoices:read").body
        assert refused["error"]["code"] == -32002, name


def test_addresses_are_completed_by_words_to_what_the_caller_may_read():
    invoices = {"type": "ref/resource", "uri": "bivelio://invoices/{id}"}
    assert completed(invoices, "id", "FAC-2026-042", **SANDBOX) == ["inv_c6d7e8f9"]
    assert len(completed(invoices, "id", "", **SANDBOX)) > 3
    conversations = {"type": "ref/resource", "uri": "bivelio://conversations/{contact_id}"}
    assert completed(conversations, "contact_id", "maria", **SANDBOX) == ["ct_def456"]
    assert completed(conversations, "contact_id", "maria", scopes="messages:read", **SANDBOX) == []
    assert completed(conversations, "contact_id", "maria", organisation=OTHER_ORGANISATION) == []
    named = {"type": "ref/resource", "uri": "bivelio://operations/{name}"}
    assert completed(named, "name", "invoices.g", scopes="invoices:read") == ["invoices.get"]
    for nothing in ({"type": "ref/resource", "uri": "bivelio://nothing/{id}"}, {"type": "ref/resource"}, {}):
        assert completed(nothing, "id", "a") == []


def test_the_month_of_a_prompt_is_one_of_the_last_twelve():
    prompt = {"type": "ref/prompt", "name": "month_end"}
    with clock.frozen(datetime(2026, 2, 3, tzinfo=UTC)):
        assert completed(prompt, "month", "")[:3] == ["2026-02", "2026-01", "2025-12"]
        assert completed(prompt, "month", "2025-1") == ["2025-12", "2025-11", "2025-10"]
        assert completed(prompt, "month", "", scopes="events:read") == []


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
