"""Who asks that owners be told when an agent has spent most of the credits of a day, and when all are spent.

Whoever finds it so puts a notice on the queue of the front desk, and notes that beside the counters afterwards; so a
notice may be there twice, and none is lost by a death (budget_mails.py).
"""

import json
import logging
from dataclasses import asdict, dataclass

from bivelio_core import clients, config, correlation
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT_DAY
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Environment, Tenant

from . import counters

LOG = logging.getLogger(__name__)

QUEUE = "turns"
MOSTLY, USED_UP = 80, 100
"""The levels, in per cent of the limit."""


@dataclass(frozen=True, slots=True)
class BudgetNotice:
    """That an agent has reached a level of its limit on a date (UTC)."""

    organisation: str
    environment: Environment
    day: str | None
    agent_id: str
    date: str
    level: int
    limit: int

    @property
    def tenant(self) -> Tenant:
        """The agent's tenant."""
        return Tenant(self.organisation, self.environment, self.day)

    @property
    def mark(self) -> str:
        """What tells it from the notices of another level or limit of the date."""
        return f"{self.level}_{self.limit}"


def level_of(agent: Item, day: Item) -> int | None:
    """The level that a day has reached; None below all, and without a limit."""
    limit, spent = int(agent.get("daily_credits") or 0), counters.settled(day)
    if not limit or spent * 100 < limit * MOSTLY:
        return None
    return USED_UP if spent >= limit else MOSTLY


def ask(store: TenantStore, agent: Item, day: Item, level: int) -> None:
    """Have the owners told, if nobody has asked for that. It never fails: the next invocation asks again."""
    tenant, limit = store.tenant, int(agent["daily_credits"])
    about = tenant.organisation, tenant.environment, tenant.day
    notice = BudgetNotice(*about, agent["SK"], counters.today(), level, limit)
    if f"asked_{notice.mark}" in day:
        return
    try:
        clients.client("sqs").send_message(
            QueueUrl=config.queue_url(QUEUE),
            MessageBody=json.dumps(asdict(notice), separators=(",", ":")),
            MessageAttributes=correlation.attributes(),
            MessageGroupId=notice.organisation,
        )
        store.update(AGENT_DAY, notice.agent_id, Update(set={f"asked_{notice.mark}": True}), notice.date)
    except ServiceBusy as error:
        LOG.warning("nobody is told of a budget yet", exc_info=error, extra={"agent": notice.agent_id})
