"""The queue of clocks: each message is a look at one clock that is being advanced, or that runs on after that."""

import json
from dataclasses import asdict, dataclass, replace

from bivelio_core import clients, config, correlation, ids
from bivelio_core.tenancy import Environment, Tenant

LONGEST_DELAY_SECONDS = 900
"""SQS API Reference, SendMessage, `DelaySeconds`."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the clock, as it is in a revision. `advance` names the advance that it is about, if it is about one.

    `name` is the look's own: who wrote a revision is known by it.
    """

    organisation: str
    environment: Environment
    day: str | None
    revision: int
    advance: str = ""
    name: str = ""
    tries: int = 0

    @classmethod
    def at(cls, tenant: Tenant, revision: int, advance: str = "") -> "Look":
        """A look at a tenant's clock."""
        name = ids.random_text(ids.BODY_LENGTH)
        return cls(tenant.organisation, tenant.environment, tenant.day, revision, advance, name)

    @property
    def tenant(self) -> Tenant:
        """The tenant, on the day on which the clock was moved."""
        return Tenant(self.organisation, self.environment, self.day)

    def next_look(self) -> "Look":
        """The same look, later."""
        return replace(self, tries=self.tries + 1)


def send(look: Look, delay_seconds: float = 0) -> None:
    """Have the clock looked at, at the earliest after a delay."""
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url("clocks"),
        MessageBody=json.dumps(asdict(look), separators=(",", ":")),
        MessageAttributes=correlation.attributes(),
        MessageGroupId=look.organisation,
        DelaySeconds=min(LONGEST_DELAY_SECONDS, max(0, round(delay_seconds + 0.49))),
    )
