"""Consumes the queue of the front desk: messages that may be answered, notices of what agents spent, runs of tests."""

from typing import Any

from bivelio_core import queued
from bivelio_core.agents import budget_mails
from bivelio_core.agents.budget_notices import BudgetNotice
from bivelio_core.agents.desk import turns
from bivelio_core.agents.desk.arrivals import TurnJob
from bivelio_core.agents.kept_tests import playing
from bivelio_core.agents.kept_tests.jobs import TestsJob
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages import presence
from bivelio_core.needs import MEMBERS, ORGANISATIONS, Access, Files, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Answer one message, or find that nothing is to be answered; tell owners of an agent's day; or run its tests."""
    if "level" in body:
        notice = queued.read(BudgetNotice, body)
        budget_mails.serve(notice, store_of(notice.tenant))
        return
    if "tested_agent_id" in body:
        run = queued.read(TestsJob, body)
        store = store_of(run.tenant)
        with tenant_clock.followed(store):
            playing.serve(run, store)
        return
    job = queued.read(TurnJob, body)
    store = store_of(job.tenant)
    with tenant_clock.followed(store):
        turns.serve(job, store, presence.show)


NEEDS = Needs(
    writes=(
        *(keys.EXECUTION, keys.AGENT_WAIT, keys.AGENT_DAY, keys.EFFECT, keys.CHAIN),
        *(keys.AGENT_CONVERSATION, keys.AGENT_TURN, keys.DESK_TURN),
        keys.CONVERSATION,  # what is said in voice notes is kept with their messages
        *(keys.AGENT_TEST, keys.AGENT_TEST_RUN),
    ),
    also=(
        Access((MEMBERS,), ("Query",)),  # the owners, who are told when an agent has spent its day's credits
        Access((ORGANISATIONS,), ("GetItem",)),  # the language of these mails
    ),
    uses=("agent_seconds", "ai", "call_operations", "credits", "mail", "open_secrets"),
    sends=("turns",),
    files=(Files("documents", ("read",)),),
    layers=("ai", "documents"),
    timeout=120,
    memory=1769,  # room for the process that reads files, which has 512 MB at most
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
