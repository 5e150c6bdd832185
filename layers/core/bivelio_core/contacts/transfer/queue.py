"""The queue of transfers: each message continues an import, an export, or the index of declared fields."""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from bivelio_core import clients, config, correlation
from bivelio_core.tenancy import Environment, Tenant

TransferKind = Literal["import", "export", "fields", "undo", "merge"]


@dataclass(frozen=True, slots=True)
class Transfer:
    """An import or export, and its tenant."""

    kind: TransferKind
    id: str
    organisation: str
    environment: Environment
    day: str | None
    language: str

    @property
    def tenant(self) -> Tenant:
        """The tenant in which it began; in the sandbox, with its day."""
        return Tenant(self.organisation, self.environment, self.day)


def send(kind: TransferKind, transfer_id: str, tenant: Tenant, language: str, delay_seconds: int = 0) -> None:
    """Send a message that continues a transfer. Organisations take turns: the message group makes the queue fair."""
    message = Transfer(kind, transfer_id, tenant.organisation, tenant.environment, tenant.day, language)
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url("transfers"),
        MessageBody=json.dumps(asdict(message)),
        MessageAttributes=correlation.attributes(),
        MessageGroupId=tenant.organisation,
        DelaySeconds=delay_seconds,
    )
