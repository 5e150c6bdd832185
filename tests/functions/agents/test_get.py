"""agents.get: an agent with all that defines it."""

import pytest

from tests.agents.world import AGENT, SCHEMA, made
from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def test_an_agent_is_read_as_it_was_made():
    agent = call("agents.get", {"agent_id": made(output_schema=SCHEMA)}).data
    assert (agent["instructions"], agent["output_schema"], agent["tools"]) == (AGENT["instructions"], SCHEMA, [])
    assert (agent["avg_latency_ms"], agent["invocations_today"]) == (None, 0)


def test_a_schema_keeps_its_numbers():
    schema = {"type": "object", "properties": {"n": {"type": "number", "multipleOf": 0.1, "maximum": 5.0}}}
    assert call("agents.get", {"agent_id": made(output_schema=schema)}).data["output_schema"] == schema


def test_another_organisations_agent_is_a_403_and_an_unknown_one_a_404():
    agent = made()
    assert call("agents.get", {"agent_id": agent}, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert call("agents.get", {"agent_id": "ag_unknown"}).status == 404
