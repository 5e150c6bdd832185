"""Run tests of an agent, on its version of now."""

from typing import Any

from bivelio_core import clock, ids
from bivelio_core.agents.errors import NO_TESTS
from bivelio_core.agents.kept_tests import jobs, stored
from bivelio_core.agents.kept_tests.models import RunAgentTests, StartedAgentTests
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT, AGENT_TEST_RUN
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import absent, equals


def tests_run(request: RunAgentTests, ctx: Context) -> StartedAgentTests:
    """Begin a run. While one of the same tests and version is under way, that is answered, and queued anew.

    So is the run that a request with the same Idempotency-Key began. Raises ResourceNotFound for no agent,
    Unprocessable for a test that there is not and without any, Conflict while other tests of the agent are run.
    """
    agent = ctx.store.find(AGENT, request.agent_id)
    before = stored.run_of(ctx.store, agent["SK"])
    key = str(ctx.idempotency_key) if ctx.idempotency_key else None
    if before is not None and key is not None and before.get("key") == key:
        return _queued(before, ctx)
    tests = _asked_for(request, ctx)
    version = int(agent.get("version", 1))
    if before is not None and stored.is_under_way(before):
        if (before["tests"], before["agent_version"]) == ([test["SK"] for test in tests], version):
            return _queued(before, ctx)
        raise Conflict(details={"reason": "tests_running"})
    about: dict[str, Any] = {
        "run_id": ids.new_id("agent_test_run", ctx.organisation),
        "tests": [test["SK"] for test in tests],
        "agent_version": version,
        "credits": sum(stored.price_of(test, agent) for test in tests),
        "actor": [ctx.actor.kind, ctx.actor.id],
        "language": ctx.language,
        "started_at": clock.timestamp(),
        **({"key": key} if key else {}),
    }
    unchanged = absent() if before is None else equals("run_id", before["run_id"])
    try:
        run = ctx.store.put(AGENT_TEST_RUN, agent["SK"], about, condition=unchanged)
    except ConditionFailed as failure:  # another request has begun one
        raise Conflict(details={"reason": "tests_running"}) from failure
    return _queued(run, ctx)


def _asked_for(request: RunAgentTests, ctx: Context) -> list[Item]:
    tests = {test["SK"]: test for test in stored.every(ctx.store, request.agent_id)}
    if request.names is None:
        if not tests:
            raise Unprocessable.of("agent_id", NO_TESTS)
        return list(tests.values())
    sort_keys = [stored.sort_key(request.agent_id, name) for name in request.names]
    for position, sk in enumerate(sort_keys):
        if sk not in tests:
            raise Unprocessable.of(f"names[{position}]", "not_found")
    return [tests[sk] for sk in dict.fromkeys(sort_keys)]


def _queued(run: Item, ctx: Context) -> StartedAgentTests:
    if stored.is_under_way(run):
        tenant = ctx.tenant
        jobs.send(jobs.TestsJob(tenant.organisation, tenant.environment, tenant.day, run["SK"], run["run_id"]))
    return StartedAgentTests(agent_id=run["SK"], **dict(stored.show_run(run)))
