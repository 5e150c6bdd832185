"""Save a test of an agent."""

from typing import Any

from bivelio_core import clock
from bivelio_core.agents.errors import NOT_OF_FRONT_DESK
from bivelio_core.agents.kept_tests import stored
from bivelio_core.agents.kept_tests.models import MAXIMUM_TESTS, AgentTest, SaveAgentTest
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.store.codec import same
from bivelio_core.store.keys import AGENT, AGENT_TEST


def tests_save(request: SaveAgentTest, ctx: Context) -> AgentTest:
    """Save a test, in place of the one of its name. The same test again changes nothing, also not its results.

    Raises ResourceNotFound for no agent, Unprocessable for a hand-over that no front desk makes, Conflict beyond 50.
    """
    agent = ctx.store.find(AGENT, request.agent_id)
    for position, turn in enumerate(request.turns):
        if turn.hands_over is not None and not request.front_desk:
            raise Unprocessable.of(f"turns[{position}].hands_over", NOT_OF_FRONT_DESK)
    about: dict[str, Any] = {
        "agent_id": request.agent_id,
        "name": request.name,
        "front_desk": request.front_desk,
        "turns": [turn.model_dump(exclude_none=True) for turn in request.turns],
    }
    tests = {test["SK"]: test for test in stored.every(ctx.store, request.agent_id)}
    sk = stored.sort_key(request.agent_id, request.name)
    if (before := tests.get(sk)) is None and len(tests) >= MAXIMUM_TESTS:
        raise Conflict(details={"reason": "too_many_tests", "limit": MAXIMUM_TESTS})
    if before is not None and all(same(before[name], value) for name, value in about.items()):
        return stored.show(before, agent)
    return stored.show(ctx.store.put(AGENT_TEST, sk, {**about, "updated_at": clock.timestamp()}), agent)
