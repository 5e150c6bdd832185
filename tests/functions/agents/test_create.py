"""agents.create: an agent whose output can be checked and whose tools the caller may use."""

import pytest

from tests.agents.world import AGENT, SCHEMA, made
from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_an_agent_is_as_it_was_asked_for():
    asked = {**AGENT, "output_schema": SCHEMA, "tools": ["contact.find"], "maximum_credits": 2, "status": "inactive"}
    agent = call("agents.create", asked).data
    assert {name: agent[name] for name in asked} == asked
    assert (agent["model"], agent["version"]) == ("gemini-3.5-flash-lite", 1)
    assert call("agents.get", {"agent_id": agent["id"]}).data == agent


def test_the_same_request_makes_one_agent():
    one, two = (call("agents.create", AGENT, headers={"Idempotency-Key": "k"}).data["id"] for _ in range(2))
    assert one == two
    assert call("agents.list", {}).data["pagination"]["total"] == 1


@pytest.mark.parametrize(
    ("changed", "status", "field", "constraint"),
    [
        ({"instructions": "x" * 20_001}, 400, "instructions", "max_length"),
        ({"instructions": ""}, 400, "instructions", "min_length"),
        ({"name": "a\nb"}, 400, "name", "control_characters"),
        ({"category": "all"}, 400, "category", "invalid"),
        ({"category": "Dues paraules"}, 400, "category", "format"),
        ({"model": "../../secret"}, 400, "model", "format"),
        ({"maximum_credits": 41}, 400, "maximum_credits", "maximum"),
        ({"tools": [{"name": "contact.find", "words": 1}]}, 400, "tools[0].words", "unknown_field"),
        ({"tools": [3]}, 400, "tools[0]", "type"),
        ({"tools": [{"name": "contact.find", "approval": "maybe"}]}, 400, "tools[0].approval", "choice"),
        ({"tools": [{"name": "contact.find", "approval": {"over": 5}}]}, 400, "tools[0].approval.over", "type"),
        ({"tools": ["http_request"]}, 422, "tools[0]", "choice"),
        ({"tools": ["contact.find", "agent.invoke"]}, 422, "tools[1]", "choice"),
        ({"output_schema": {"type": "object", "description": "x" * 33_000}}, 400, "output_schema", "max_bytes"),
        ({"output_schema": {"type": "string"}}, 400, "output_schema.type", "json_schema"),
        (
            {"output_schema": {"type": "object", "properties": {"a": {"$ref": "https://exemple.com/s.json"}}}},
            400,
            "output_schema.properties.a.$ref",
            "json_schema",
        ),
        ({"output_schema": {"type": "object", "patternProperties": {}}}, 400, None, "json_schema"),
    ],
)
def test_a_wrong_field_is_refused_by_name(changed, status, field, constraint):
    answer = call("agents.create", {**AGENT, **changed})
    assert (answer.status, answer.error["details"]["constraint"]) == (status, constraint)
    assert field is None or answer.error["details"]["field"] == field


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_why_a_schema_is_refused_is_told_beside_a_sentence_in_the_callers_language(language):
    refused = {**AGENT, "output_schema": {"type": "object", "patternProperties": {}}}
    error = call("agents.create", refused, headers={"Accept-Language": language}).error
    assert error["details"]["reason"] == "this keyword is not supported"
    assert "keyword" not in error["message"]
    assert "details.reason" in error["message"]


def test_a_tool_takes_its_scope():
    caller = {"scopes": "agents:admin contacts:read"}
    assert call("agents.create", {**AGENT, "tools": ["contact.find"]}, caller=caller).status == 200
    answer = call("agents.create", {**AGENT, "tools": ["contact.create"]}, caller=caller)
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")
    assert answer.error["details"] == {"required_scope": "write", "resource": "contacts", "field": "tools[0]"}


def test_the_two_hundred_and_first_agent_is_refused(table, monkeypatch):
    monkeypatch.setattr("bivelio_core.agents.writing.MAXIMUM_AGENTS", 3)
    for _ in range(3):
        made()
    answer = call("agents.create", AGENT)
    assert (answer.status, answer.error["details"]) == (409, {"reason": "too_many_agents", "limit": 3})
