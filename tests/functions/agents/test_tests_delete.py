"""agents.tests_delete: a test goes with its results, again without effect, and with its agent."""

import pytest
from bivelio_core.store import keys

from tests.agents.world import live, made
from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def saved(agent, name="Prova"):
    return call("agents.tests_save", {"agent_id": agent, "name": name, "turns": [{"text": "Hola"}]}).data


def test_a_test_is_deleted_by_its_name_and_again_without_effect():
    agent = made()
    saved(agent)
    saved(agent, "Una altra")
    for _ in range(2):
        assert call("agents.tests_delete", {"agent_id": agent, "name": "PROVA"}).data["deleted"] is True
    assert [test["name"] for test in call("agents.tests_list", {"agent_id": agent}).data["tests"]] == ["Una altra"]


def test_tests_go_with_their_agent_and_no_other(table):
    agent, other = made(), made()
    for each in (agent, other):
        saved(each)
        call("agents.tests_run", {"agent_id": each})
    call("agents.delete", {"agent_id": agent})
    assert [item["agent_id"] for item in live(table).query(keys.AGENT_TEST)] == [other]
    assert [item["SK"] for item in live(table).query(keys.AGENT_TEST_RUN)] == [other]


def test_of_no_agent_none_is_deleted():
    assert call("agents.tests_delete", {"agent_id": "ag_nobody", "name": "A"}).status == 404
