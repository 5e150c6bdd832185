"""List tests of agents, with what came of them."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store.keys import AGENT

from . import stored
from .models import AgentTestPage, ListAgentTests


def tests_list(request: ListAgentTests, ctx: Context) -> AgentTestPage:
    """A page of an agent's tests, with the newest run. Raises ResourceNotFound for no agent."""
    agent = ctx.store.find(AGENT, request.agent_id)
    tests = stored.every(ctx.store, request.agent_id)
    run = stored.run_of(ctx.store, request.agent_id)
    return AgentTestPage(
        tests=[stored.show(test, agent) for test in request.slice_of(tests)],
        credits=sum(stored.price_of(test, agent) for test in tests),
        run=stored.show_run(run) if run is not None else None,
        pagination=Pagination.of(request, len(tests)),
    )
