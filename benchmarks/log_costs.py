"""Counts the AWS calls of the log of requests and of the sweeps, for docs/costs.md (`benchmarks.request_costs`)."""

import os
from datetime import UTC, datetime, timedelta
from itertools import count
from unittest import mock

from benchmarks.delivery_costs import cells
from benchmarks.monthly import ALONE, COUNTED_ALONE
from tests.api import load

from bivelio_core import clock  # isort: skip - tests has put the layer on the path
from bivelio_core.identity import gateway_pool  # isort: skip
from bivelio_core.identity.gateway_keys import SLOTS  # isort: skip
from bivelio_core.identity.usage_plans import UsagePlan  # isort: skip
from bivelio_core.requests import consume, kept, settings  # isort: skip
from bivelio_core.requests.line import Line  # isort: skip
from bivelio_core.store import keys  # isort: skip
from bivelio_core.store.memory import MemoryTable  # isort: skip
from bivelio_core.store.metered import MeteredTable  # isort: skip
from bivelio_core.store.tenant_store import SystemStore  # isort: skip
from bivelio_core.store.writes import Update  # isort: skip
from bivelio_core.tenancy import Tenant  # isort: skip

EVENING = datetime(2026, 4, 7, 23, 30, tzinfo=UTC)
"""The item of an operation's day has all its hours, so it is at its largest."""
TOGETHER = 20
SWEEPS = (
    *("sweep_calendar", "sweep_credits", "sweep_deliveries", "sweep_erasures", "sweep_gateway_keys", "sweep_invoices"),
    "sweep_workflows",
)
_numbers = count()


def line(at: datetime, *, is_kept: bool = False) -> Line:
    """A request that succeeded, which is one of the sample or not."""
    for number in _numbers:
        log_line = Line(
            id=f"{number:056}",
            at=at,
            request_id=f"request-{number}",
            tenant=Tenant("org_0123456789abcdef", "live"),
            operation="contacts.get",
            status=200,
            latency_ms=12,
            actor="key_0123456789abcdef",
            actor_kind="api_key",
            user_agent="bivelio-python/1.0",
        )
        if kept.is_sample(log_line) is is_kept:
            return log_line
    raise AssertionError("the numbers do not end")


def of_log() -> dict[str, str]:
    """Measure what RecordRequests asks of the table for requests that succeed."""
    metered = MeteredTable(MemoryTable())

    def cost(*lines: Line) -> str:
        metered.reset()
        consume.consume(lines, SystemStore(metered).of)
        return cells(metered.reset(), 0)

    def alone() -> str:
        metered.reset()
        for number in range(ALONE):
            at = EVENING + timedelta(seconds=10 * number)
            with clock.frozen(at + timedelta(seconds=2)):
                consume.consume([line(at)], SystemStore(metered).of)
        return cells(metered.reset(), 0)

    with clock.frozen(EVENING):
        key = {"public_key": bytes(32), "key_since": clock.stamp()}  # a new one is made once a month
        metered.update(settings.key("org_0123456789abcdef"), Update(set=key))
        for hour in range(24):
            cost(line(EVENING - timedelta(hours=hour)))
        return {
            COUNTED_ALONE: alone(),
            f"count {TOGETHER} requests of the log in one batch": cost(*(line(EVENING) for _ in range(TOGETHER))),
            "count and keep a request of the log": cost(line(EVENING, is_kept=True)),
        }


def of_sweeps() -> dict[str, str]:
    """Measure what the sweeps ask of the table each minute while nothing is due."""
    metered = MeteredTable(memory := MemoryTable())
    usage_plans = {f"USAGE_PLAN_{plan.upper()}": plan for plan in SLOTS}
    with clock.frozen(EVENING), mock.patch.dict(os.environ, usage_plans):
        for plan, slots in SLOTS.items():
            key = keys.gateway_pool(plan)
            memory.put({"PK": key.pk, "SK": key.sk, "usage_plan": plan, "slots": slots, "known_at": 0})
            gateway_pool.is_known(memory, UsagePlan.of_plan(plan))
        for name in SWEEPS:
            module = load(f"workers/{name}")
            with mock.patch.object(module, "table", return_value=metered):
                module.handler({}, None)
    return {"a minute's sweeps, nothing due": cells(metered.reset(), 0)}
