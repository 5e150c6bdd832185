"""agents.tests_list: the tests of one agent, by name, with what a run costs at most."""

import pytest
from bivelio_core.language_models import factor_of, nameable

from tests.agents.world import made
from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


def test_each_agent_has_its_own_by_name_and_by_pages():
    agent, other = made(), made()
    for name in ("C", "a", "B"):
        call("agents.tests_save", {"agent_id": agent, "name": name, "turns": [{"text": "Hola"}]})
    call("agents.tests_save", {"agent_id": other, "name": "X", "turns": [{"text": "Hola"}]})
    page = call("agents.tests_list", {"agent_id": agent, "per_page": 2}).data
    assert [test["name"] for test in page["tests"]] == ["a", "B"]
    assert (page["credits"], page["pagination"]["total"], "run" in page) == (3, 3, False)


def test_a_dearer_model_is_told_so_before_a_run():
    dearest = max(nameable(), key=factor_of)
    agent = made(model=dearest)
    call("agents.tests_save", {"agent_id": agent, "name": "A", "turns": [{"text": "x" * 4_000}, {"text": "Hola"}]})
    (test,) = call("agents.tests_list", {"agent_id": agent}).data["tests"]
    assert factor_of(dearest) > 1
    assert test["credits"] == (1 + 3) * factor_of(dearest)


def test_of_no_agent_there_are_none():
    assert call("agents.tests_list", {"agent_id": "ag_nobody"}).status == 404
