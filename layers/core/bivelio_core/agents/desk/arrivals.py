"""What comes in and may be the front desk's to answer: a job for each message, after the wait for the rest of it."""

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from bivelio_core import clients, config, correlation
from bivelio_core.store.keys import DESK
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Environment, Tenant

from .stored import SK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bivelio_core.events.log import Event

RECEIVED = "message.received"
QUEUE = "turns"


@dataclass(frozen=True, slots=True)
class TurnJob:
    """A message that may be answered: whose, and how often somebody has waited for another turn to end."""

    organisation: str
    environment: Environment
    day: str | None
    contact_id: str
    message_id: str
    waits: int = 0

    @property
    def tenant(self) -> Tenant:
        """The message's tenant; in the sandbox, of the day on which it came in."""
        return Tenant(self.organisation, self.environment, self.day)


def react(events: "Sequence[Event]", store: TenantStore) -> None:
    """Send a job for each message that came in on a channel of the front desk (events/publish.py).

    One read when there are such messages. A repeated job finds its message answered.
    """
    messages = [event.data for event in events if event.type == RECEIVED]
    settings = store.get(DESK, SK, consistent=False) if messages else None
    if settings is None or not settings["enabled"]:
        return
    for message in messages:
        if message["channel"] in settings["channels"]:
            send(job_of(store.tenant, message), int(settings["wait_seconds"]))


def job_of(tenant: Tenant, message: dict[str, Any]) -> TurnJob:
    """The job of a message, as its event tells it."""
    names = tenant.organisation, tenant.environment, tenant.day
    return TurnJob(*names, str(message["contact_id"]), str(message["message_id"]))


def send(job: TurnJob, delay_seconds: int) -> None:
    """Queue a job. Jobs of an organisation are a group, so that one that floods does not delay the others."""
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url(QUEUE),
        MessageBody=json.dumps(asdict(job), separators=(",", ":")),
        MessageAttributes=correlation.attributes(),
        MessageGroupId=job.organisation,
        DelaySeconds=delay_seconds,
    )


def send_after_another(job: TurnJob, delay_seconds: int) -> None:
    """Queue a job again that waits until another turn has ended."""
    send(replace(job, waits=job.waits + 1), delay_seconds)
