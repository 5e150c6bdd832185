"""agents.update: only what is sent changes."""

import pytest

from tests.agents.world import SCHEMA, made
from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_only_what_is_sent_changes():
    agent = made(output_schema=SCHEMA, tools=["contact.find"])
    after = call("agents.update", {"agent_id": agent, "name": "Un altre", "output_schema": None}).data
    assert after["name"] == "Un altre"
    assert "output_schema" not in after
    assert (after["tools"], after["version"]) == (["contact.find"], 2)


def test_the_same_values_change_nothing():
    agent = made()
    assert call("agents.update", {"agent_id": agent, "version": 7, "name": "Assistent"}).data["version"] == 1


def test_a_change_of_an_old_version_is_refused():
    agent = made()
    call("agents.update", {"agent_id": agent, "name": "b"})
    answer = call("agents.update", {"agent_id": agent, "version": 1, "name": "c"})
    assert (answer.status, answer.error["details"]) == (409, {"reason": "version", "version": 2})


def test_new_tools_take_their_scopes_and_kept_ones_do_not():
    agent = made(tools=["contact.create"])
    caller = {"scopes": "agents:admin"}
    assert call("agents.update", {"agent_id": agent, "name": "b"}, caller=caller).status == 200
    assert call("agents.update", {"agent_id": agent, "tools": ["contact.create"]}, caller=caller).status == 200
    assert call("agents.update", {"agent_id": agent, "tools": ["contact.find"]}, caller=caller).status == 403
    assert call("agents.update", {"agent_id": agent, "tools": []}, caller=caller).data["tools"] == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [({}, 400), ({"name": None}, 400), ({"tools": ["x.y"]}, 422), ({"unknown": 1}, 400)],
)
def test_a_wrong_change_is_refused(changes, status):
    assert call("agents.update", {"agent_id": made(), **changes}).status == status
