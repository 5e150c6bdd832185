"""The queue of knowledge. Each message has a source read, or the passages of a collection put in order or embedded."""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from bivelio_core import clients, config, correlation
from bivelio_core.tenancy import Environment, Tenant

Work = Literal["read", "pack", "embed"]
PACK_DELAY_SECONDS = 3
"""Sources that are read meanwhile are put in order together."""


@dataclass(frozen=True, slots=True)
class KnowledgeWork:
    """What is to be done in a collection, and its tenant."""

    kind: Work
    collection: str
    source: str
    organisation: str
    environment: Environment
    day: str | None

    @property
    def tenant(self) -> Tenant:
        """The tenant in which it began; in the sandbox, with its day."""
        return Tenant(self.organisation, self.environment, self.day)


def send_read(collection: str, source: str, tenant: Tenant) -> None:
    """Have a source read."""
    _send(KnowledgeWork("read", collection, source, tenant.organisation, tenant.environment, tenant.day), 0)


def send_pack(collection: str, tenant: Tenant, delay_seconds: int = PACK_DELAY_SECONDS) -> None:
    """Have the passages of a collection put in order."""
    _send(KnowledgeWork("pack", collection, "", tenant.organisation, tenant.environment, tenant.day), delay_seconds)


def send_embed(collection: str, tenant: Tenant) -> None:
    """Have the passages of a collection that lack vectors embedded."""
    _send(KnowledgeWork("embed", collection, "", tenant.organisation, tenant.environment, tenant.day), 0)


def _send(work: KnowledgeWork, delay_seconds: int) -> None:
    """Send a message. Organisations take turns: the message group makes the queue fair."""
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url("knowledge"),
        MessageBody=json.dumps(asdict(work)),
        MessageAttributes=correlation.attributes(),
        MessageGroupId=work.organisation,
        DelaySeconds=delay_seconds,
    )
