"""Consumes the queue of turns of the front desk: each is a message that may be answered."""

from typing import Any

from bivelio_core import queued
from bivelio_core.agents.desk import turns
from bivelio_core.agents.desk.arrivals import TurnJob
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Answer one message, or find that nothing is to be answered."""
    job = queued.read(TurnJob, body)
    store = store_of(job.tenant)
    with tenant_clock.followed(store):
        turns.serve(job, store)


NEEDS = Needs(
    writes=(
        *(keys.EXECUTION, keys.AGENT_WAIT, keys.AGENT_DAY, keys.EFFECT, keys.CHAIN),
        *(keys.AGENT_CONVERSATION, keys.AGENT_TURN, keys.DESK_TURN),
    ),
    uses=("agent_seconds", "ai", "call_operations", "credits"),
    sends=("turns",),
    layers=("ai",),
    timeout=120,
    memory=1024,
    fed_by=(
        FromQueue(
            "turns",
            batch=1,
            at_once=(2, 50),
            hidden=360,
            tries=5,
            alarm="The front desk failed five times to answer a message, or waited in vain for another turn to end.",
        ),
    ),
)

handler = queue_consumer("answer_turn", serve)
