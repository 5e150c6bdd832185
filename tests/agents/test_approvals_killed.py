"""Decisions about calls whose function dies at any AWS call, and is repeated: each call once, none lost.

APPROVAL_KILLS=1000 kills so often in one run; the suite kills once on either side of each call.
"""

import os
import random
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.credits import account
from bivelio_core.providers import language_model as lm
from bivelio_core.store import keys

from tests.agents.world import Scripted, balance, invoked, live, made, speaking
from tests.api import call
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

LATER = timedelta(seconds=60)
"""After which a function is gone for sure, so that its locks are free."""


@pytest.fixture
def killer(table):
    """Armed for the calls of decisions only."""
    return Killer()


@pytest.fixture
def agent(table):
    """An agent whose call waits."""
    return made(tools=[{"name": "contacts.create", "approval": "always"}])


def waiting(agent, name):
    """The execution that waits for a contact of this name."""
    wanted = lm.ToolCall("1", "contacts.create", {"type": "person", "name": name})
    with speaking(Scripted(wanted)):
        return invoked(agent, allow_writes=True).data["execution_id"]


def approve(execution, killer, wants=lambda _number, _when: False):
    """Decide until there is an answer, under a killer; returns how often the function died."""
    deaths = 0
    for tries in range(20):
        with clock.frozen(clock.now() + tries * LATER), speaking(Scripted("Fet")):
            try:
                with killer.armed(wants):
                    answer = call("agents.approve", {"execution_id": execution, "approved": True})
            except Killed:
                deaths += 1
                continue
        assert answer.status == 200, answer
        assert answer.data["tools_used"] == ["contacts.create"]
        return deaths
    raise AssertionError("never decided")


def once(point):
    """Kills at a point, and not again when the decision is repeated."""
    left = [point]

    def wants(number, when):
        if left != [(number, when)]:
            return False
        left.clear()
        return True

    return wants


def require_each_once(table, names):
    """Each of the contacts is there once, and nothing waits."""
    assert sorted(item["name"] for item in live(table).query(keys.CONTACT)) == sorted(names)
    assert {item["status"] for item in live(table).query(keys.EXECUTION)} == {"completed"}
    assert live(table).query(keys.AGENT_WAIT) == []


def test_at_every_call_of_a_decision(killer, agent, table):
    approve(waiting(agent, "Primer"), killer)
    points = [(number, when) for number in range(len(killer.calls)) for when in ("before", "after")]
    for point in points:
        deaths = approve(waiting(agent, str(point)), killer, once(point))
        assert deaths == 1
    require_each_once(table, ["Primer", *map(str, points)])


@pytest.mark.skipif("APPROVAL_KILLS" not in os.environ, reason="a long run: APPROVAL_KILLS=1000")
def test_many_times_at_random(killer, agent, table):
    chance, deaths = random.Random(25), 0
    names: list[str] = []
    while deaths < int(os.environ["APPROVAL_KILLS"]):
        names.append(f"Contacte {len(names)}")
        if balance() < 5:
            account.grant(live(table), 500, f"ORDER{len(names)}")
        deaths += approve(waiting(agent, names[-1]), killer, lambda _number, _when: chance.random() < 0.05)
    require_each_once(table, names)
