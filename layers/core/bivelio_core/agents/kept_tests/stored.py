"""Tests of agents as they are stored: an item each, and one for the newest run of an agent.

A test's sort key is its agent's id and its folded name. An agent has one run, which names its tests and gets a mark of
each that is done, so that whoever repeats a job finds it done.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bivelio_core import clock, language_models
from bivelio_core.credits import prices
from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item
from bivelio_core.store.index.words import folded_text
from bivelio_core.store.keys import AGENT_TEST, AGENT_TEST_RUN
from bivelio_core.store.tenant_store import TenantStore

from . import comparing
from .models import AgentTest, AgentTestResult, AgentTestRun

BUDGET = 12_000
"""How many letters of the turns before a model reads, and are paid."""

LONGEST_RUN = timedelta(hours=1)
_DONE = "done_"


def sort_key(agent_id: str, name: str) -> str:
    """The sort key of a test."""
    return f"{agent_id}#{folded_text(name) or name}"


def every(store: TenantStore, agent_id: str) -> Sequence[Item]:
    """The tests of an agent, by name: there are at most 50."""
    return store.query(AGENT_TEST, low=f"{agent_id}#", high=f"{agent_id}#~", consistent=True)


def run_of(store: TenantStore, agent_id: str) -> Item | None:
    """The newest run of an agent's tests."""
    return store.get(AGENT_TEST_RUN, agent_id)


def is_under_way(run: Item | None) -> bool:
    """Whether a run has tests that are still to be done, and may do them."""
    return run is not None and _status(run) == "running"


def mark_of(position: int) -> str:
    """The attribute of a run that says what its n-th test has cost, once that is done."""
    return f"{_DONE}{position}"


def results_of(test: Item) -> list[dict[str, Any]]:
    """The results of a test, the newest first."""
    return list(json.loads(zlib.decompress(bytes(test["results"])))) if "results" in test else []


def packed(results: Sequence[Mapping[str, Any]]) -> bytes:
    """Results as an item has them."""
    return zlib.compress(to_json(list(results)).encode(), 9)


def price_of(test: Mapping[str, Any], agent: Item) -> int:
    """The most that a run of a test costs: each turn with all that is remembered of those before."""
    factor, most = language_models.factor_of(agent["model"]), int(agent["maximum_credits"])
    letters = [len(turn["text"]) + (BUDGET if number else 0) for number, turn in enumerate(test["turns"])]
    return sum(min(most, prices.invoke_agent(count, factor)) for count in letters)


def show(test: Item, agent: Item) -> AgentTest:
    """A test as the API answers it."""
    results = [AgentTestResult(**each) for each in results_of(test)]
    fields = {name: test[name] for name in ("agent_id", "name", "front_desk", "turns", "updated_at")}
    return AgentTest(
        **fields, credits=price_of(test, agent), results=results, difference=comparing.difference(results[:2])
    )


def show_run(run: Item) -> AgentTestRun:
    """A run as the API answers it."""
    costs = _costs(run)
    return AgentTestRun(
        status=_status(run),
        agent_version=int(run["agent_version"]),
        done=len(costs),
        total=len(run["tests"]),
        credits=int(run["credits"]),
        credits_consumed=sum(costs),
        started_at=run["started_at"],
    )


def _costs(run: Item) -> list[int]:
    return [int(value) for name, value in run.items() if name.startswith(_DONE)]


def _status(run: Item) -> Any:
    if len(_costs(run)) == len(run["tests"]):
        return "completed"
    return "running" if clock.now() - clock.parse(run["started_at"]) < LONGEST_RUN else "stopped"
