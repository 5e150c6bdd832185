"""A thousand invocations at once on five hundred credits: exactly five hundred answers, and as many refusals."""

import random
import threading
import time
from collections import Counter
from http import HTTPStatus
from typing import Any

from bivelio_core.agents.actions import invoke
from bivelio_core.agents.models import AgentInput, InvokeAgent
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.agents.world import Scripted, speaking
from tests.api import ORGANISATION
from tests.credits.rough import Rough
from tests.credits.spending import audit

LIVE = Tenant.at(ORGANISATION, "live")
AGENT = "ag_parallel"
REQUEST = InvokeAgent(agent_id=AGENT, input=AgentInput(text="Hola"))
PATIENCE_SECONDS = 120
"""How long a client tries again: far longer than a thousand take, so that only one that is never served fails."""
ATTRIBUTES: dict[str, Any] = {
    "name": "Assistent",
    "status": "active",
    "instructions": "Saluda.",
    "model": "scripted-1",
    "output_schema": None,
    "tools": [],
    "scopes": [],
    "maximum_credits": 5,
}


def context(store: TenantStore, key: str) -> Context:
    """The context of a request under an Idempotency-Key."""
    return Context(LIVE, Actor("api_key", "key_test"), frozenset({"write"}), "r", "ca", store, key)


def test_a_thousand_invocations_on_five_hundred_credits(monkeypatch):
    monkeypatch.setenv("AGENT_SECONDS", "5")
    store = TenantStore(Rough().as_table(), LIVE)
    store.put(keys.AGENT, AGENT, ATTRIBUTES)
    outcomes: list[Any] = [None] * 1_000
    begin = threading.Barrier(len(outcomes))

    def one(number: int) -> None:
        ctx = context(store, f"key-{number}")
        begin.wait()
        end = time.monotonic() + PATIENCE_SECONDS
        while outcomes[number] is None and time.monotonic() < end:
            try:
                outcomes[number] = invoke.invoke(REQUEST, ctx).credits_consumed
            except (ApiError, ServiceBusy) as error:
                if isinstance(error, ApiError) and error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    outcomes[number] = error.status
                else:  # as a client does that is told to try later
                    time.sleep(random.uniform(0.2, 1))

    with speaking(Scripted("Hola")):
        threads = [threading.Thread(target=one, args=(number,)) for number in range(len(outcomes))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Counter(outcomes) == {1: 500, 402: 500}
    assert audit(store) == {"charged": 500, "reserved": 0}
    executions = store.query(keys.EXECUTION)
    assert Counter(one["status"] for one in executions) == {"completed": 500}
