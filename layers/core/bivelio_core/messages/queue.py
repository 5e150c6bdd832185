"""The queue of unsent messages. Each job is one try.

Jobs are grouped by connection, so that one that is throttled does not hold up the others (SQS Developer Guide, "Amazon
SQS fair queues").
"""

import json
from dataclasses import asdict, dataclass, replace

from bivelio_core import clients, clock, config, correlation
from bivelio_core.tenancy import Environment, Tenant

from .conversation import Slot

LONGEST_DELAY_SECONDS = 900
"""SQS API Reference, SendMessage, `DelaySeconds`: a longer wait consists of several messages."""


@dataclass(frozen=True, slots=True)
class MessageJob:
    """The fields of every job about a message: its tenant, its place and its connection."""

    organisation: str
    environment: Environment
    day: str | None
    contact: str
    slot: str
    connection: str

    @property
    def tenant(self) -> Tenant:
        """The message's tenant; in the sandbox, of the day on which it was written or came in."""
        return Tenant(self.organisation, self.environment, self.day)

    @property
    def place(self) -> Slot:
        """Where the message is."""
        return Slot(self.contact, self.slot)


@dataclass(frozen=True, slots=True)
class SendJob(MessageJob):
    """A numbered try of a message, or the check of a try's result. `due_at` is an epoch second."""

    attempt: int = 1
    due_at: float = 0.0

    @classmethod
    def of(cls, tenant: Tenant, slot: Slot, connection: str, attempt: int) -> "SendJob":
        """A try of a message."""
        return cls(tenant.organisation, tenant.environment, tenant.day, slot.contact, slot.sk, connection, attempt)


def send(job: SendJob, delay_seconds: float = 0) -> None:
    """Queue a job with a delay, in several hops if the delay is long."""
    due = replace(job, due_at=clock.epoch() + delay_seconds)
    put("messages", due, min(LONGEST_DELAY_SECONDS, max(0, round(delay_seconds + 0.49))))


def send_if_early(job: SendJob) -> bool:
    """Queue a job again if it is not due yet; tells whether it was too early."""
    seconds = job.due_at - clock.epoch()
    if seconds < 1:
        return False
    put("messages", job, min(LONGEST_DELAY_SECONDS, round(seconds)))
    return True


def put(queue: str, job: MessageJob, delay_seconds: int) -> None:
    """Put a job on a queue, in the group of its connection."""
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url(queue),
        MessageBody=json.dumps(asdict(job), separators=(",", ":")),
        MessageAttributes=correlation.attributes(),
        MessageGroupId=job.connection,
        DelaySeconds=delay_seconds,
    )
