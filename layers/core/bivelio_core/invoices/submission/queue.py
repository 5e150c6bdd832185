"""The queue of records: each message is a turn of one tenant's lane."""

import json
from dataclasses import asdict, dataclass

from bivelio_core import clients, config, correlation
from bivelio_core.tenancy import Environment, Tenant

LONGEST_DELAY_SECONDS = 900
"""SQS API Reference, SendMessage, `DelaySeconds`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn. `wake` is its name, where the lane knows it; one that the lane has replaced ends without a successor."""

    organisation: str
    environment: Environment
    day: str | None
    wake: str = ""

    @property
    def tenant(self) -> Tenant:
        """The tenant whose records are submitted."""
        return Tenant(self.organisation, self.environment, self.day)


def send(tenant: Tenant, wake: str = "", delay_seconds: float = 0) -> None:
    """Queue a turn, at the earliest after a delay, or after the longest that the queue knows."""
    turn = Turn(tenant.organisation, tenant.environment, tenant.day, wake)
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url("records"),
        MessageBody=json.dumps(asdict(turn), separators=(",", ":")),
        MessageAttributes=correlation.attributes(),
        MessageGroupId=tenant.organisation,
        DelaySeconds=min(LONGEST_DELAY_SECONDS, max(0, round(delay_seconds + 0.49))),
    )
