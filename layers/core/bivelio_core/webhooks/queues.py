"""The messages of the queues, and the port through which they are sent.

`deliveries` has first attempts; `redeliveries` has delayed attempts, and all attempts at a failing receiver; `lanes`
has the turns of webhooks with a rate limit or an order, whose workers wait between two requests. All
are standard queues with the webhook as MessageGroupId, which makes them fair: a receiver with a backlog does not hold
up the others (SQS Developer Guide, "Amazon SQS fair queues").
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any, Literal, Protocol

from bivelio_core import clients, config, queued
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.events.log import Event
from bivelio_core.tenancy import Environment, Tenant

from . import schedule

Queue = Literal["deliveries", "redeliveries", "lanes"]
BATCH = 10
SEND_TRIES = 3


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one webhook: the message of its next attempt.

    `place` is the event's position in the log, `due_at` an epoch second. `round` grows when a replay starts the event's
    attempts again. `skipped` is why the event is not sent, if it is not: the delivery only records that.
    """

    organisation: str
    environment: Environment
    day: str | None
    webhook: str
    event: str
    place: str
    attempt: int = 1
    round: int = 1
    due_at: float = 0.0
    skipped: str = ""

    @classmethod
    def of(cls, tenant: Tenant, webhook_id: str, event: Event, *, attempt: int = 1, number: int = 1) -> "Delivery":
        """The delivery of a tenant's event, in the round of this number."""
        return cls(
            tenant.organisation,
            tenant.environment,
            tenant.day,
            webhook_id,
            event.id,
            event.place,
            attempt=attempt,
            round=number,
        )

    @property
    def tenant(self) -> Tenant:
        """The event's tenant; in the sandbox, of the day on which it was recorded, even if that day has ended."""
        return Tenant(self.organisation, self.environment, self.day)


@dataclass(frozen=True, slots=True)
class Replay:
    """A webhook's missed events after a position of the log, delivered one after the other.

    `attempt` is the number of the next attempt at the first missed event, `failing_since` when the first one was made.
    `types` are the types of event it is limited to, if any; with `only_failed` it takes only events of which an attempt
    has failed. `delivered` and `failed` count what it has done so far, `hand` how often it was handed over: of two
    copies with the same number, which a killed worker can leave, only one goes on.
    """

    organisation: str
    environment: Environment
    day: str | None
    webhook: str
    replay: str
    position: str
    until: str
    attempt: int = 1
    failing_since: str = ""
    due_at: float = 0.0
    types: Sequence[str] = ()
    only_failed: bool = False
    delivered: int = 0
    failed: int = 0
    hand: int = 0

    @property
    def tenant(self) -> Tenant:
        """See Delivery."""
        return Tenant(self.organisation, self.environment, self.day)


@dataclass(frozen=True, slots=True)
class Turn:
    """A message that says that the lane of a webhook may have work (lanes.py).

    With `only_new` it only reports new events. These have to wait anyway while the first event waits for its next
    attempt.
    """

    organisation: str
    environment: Environment
    day: str | None
    webhook: str
    due_at: float = 0.0
    only_new: bool = False

    @property
    def tenant(self) -> Tenant:
        """See Delivery."""
        return Tenant(self.organisation, self.environment, self.day)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to tell the owners that a webhook has been `failing` or `disabled` since an instant."""

    organisation: str
    environment: Environment
    day: str | None
    webhook: str
    notice: str
    since: str
    due_at: float = 0.0

    @property
    def tenant(self) -> Tenant:
        """See Delivery."""
        return Tenant(self.organisation, self.environment, self.day)


@dataclass(frozen=True, slots=True)
class Probe:
    """A message to find out whether the receiver of a webhook works again (recovery.py).

    `outage` is the place of the first event that failed, `handovers` how often the probe was handed over.
    """

    organisation: str
    environment: Environment
    day: str | None
    webhook: str
    outage: str
    handovers: int = 0
    due_at: float = 0.0

    @property
    def tenant(self) -> Tenant:
        """See Delivery."""
        return Tenant(self.organisation, self.environment, self.day)


Message = Delivery | Replay | Turn | Notice | Probe


def parse(body: dict[str, Any]) -> Message:
    """The message of a JSON body."""
    if "replay" in body:
        return queued.read(Replay, body)
    if "outage" in body:
        return queued.read(Probe, body)
    if "notice" in body:
        return queued.read(Notice, body)
    if "event" in body:
        return queued.read(Delivery, body)
    return queued.read(Turn, body)


def body_of(message: Message) -> str:
    """The JSON body that `parse` reads."""
    return json.dumps(asdict(message), separators=(",", ":"))


class Outbox(Protocol):
    """The port to the queues."""

    def send(self, queue: Queue, messages: Sequence[Message], delay_seconds: int = 0) -> None:
        """Send all messages. Raises when one could not be sent; those sent before it stay sent."""


class SqsOutbox:
    """The queues in SQS."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, queue: Queue, messages: Sequence[Message], delay_seconds: int = 0) -> None:
        """See Outbox.send."""
        url = config.queue_url(queue)
        for start in range(0, len(messages), BATCH):
            entries = [
                {
                    "Id": str(number),
                    "MessageBody": body_of(message),
                    "MessageGroupId": message.webhook,
                    "DelaySeconds": delay_seconds,
                }
                for number, message in enumerate(messages[start : start + BATCH])
            ]
            for _ in range(SEND_TRIES):
                answer = self._client.send_message_batch(QueueUrl=url, Entries=entries)
                failed = {entry["Id"] for entry in answer.get("Failed", [])}
                entries = [entry for entry in entries if entry["Id"] in failed]
                if not entries:
                    break
            else:
                raise ServiceBusy(f"{len(entries)} messages were not accepted by {queue}: {answer['Failed'][0]}")


@cache
def outbox() -> SqsOutbox:
    """The process's outbox."""
    return SqsOutbox(clients.client("sqs"))


def wait(outbox: Outbox, message: Message, wait_seconds: float, now: float) -> float:
    """Send a message that is due after a wait, in hops if it is long; returns the epoch second at which it is due."""
    due_at = now + wait_seconds
    send_delayed(outbox, replace(message, due_at=due_at))
    return due_at


def send_delayed(outbox: Outbox, message: Message) -> None:
    """Send a message again with the delay that remains, or the longest that SQS allows."""
    queue: Queue = "lanes" if isinstance(message, Turn) else "redeliveries"
    outbox.send(queue, [message], schedule.hop_seconds(message.due_at))
