"""Delete tests of agents."""

from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT, AGENT_TEST, AGENT_TEST_RUN

from . import stored
from .models import DeleteAgentTest, DeletedAgentTest


def tests_delete(request: DeleteAgentTest, ctx: Context) -> DeletedAgentTest:
    """Delete a test with its results. Deleting it again changes nothing. Raises ResourceNotFound for no agent."""
    ctx.store.find(AGENT, request.agent_id)
    ctx.store.delete(AGENT_TEST, stored.sort_key(request.agent_id, request.name))
    return DeletedAgentTest(agent_id=request.agent_id, name=request.name, deleted=True)


def forget(agent: Item, ctx: Context) -> None:
    """Delete all tests of an agent that is deleted."""
    for test in stored.every(ctx.store, agent["SK"]):
        ctx.store.delete(AGENT_TEST, test["SK"])
    ctx.store.delete(AGENT_TEST_RUN, agent["SK"])
