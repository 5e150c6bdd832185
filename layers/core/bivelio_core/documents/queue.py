"""The queue of documents. Each message is an extraction or classification to carry out, or an upload to process."""

import json
from dataclasses import asdict, dataclass
from typing import Literal

from bivelio_core import clients, config, correlation
from bivelio_core.tenancy import Environment, Tenant

JobKind = Literal["process", "take"]


@dataclass(frozen=True, slots=True)
class Job:
    """An extraction or classification to carry out, or a document whose file to take, and its tenant."""

    id: str
    organisation: str
    environment: Environment
    day: str | None
    kind: JobKind = "process"

    @property
    def tenant(self) -> Tenant:
        """The tenant in which it began; in the sandbox, with its day."""
        return Tenant(self.organisation, self.environment, self.day)


def send(job_id: str, tenant: Tenant, kind: JobKind = "process", delay_seconds: int = 0) -> None:
    """Queue a job for the worker, with an optional delay. The message group makes organisations take turns."""
    job = Job(job_id, tenant.organisation, tenant.environment, tenant.day, kind)
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url("documents"),
        MessageBody=json.dumps(asdict(job)),
        MessageAttributes=correlation.attributes(),
        MessageGroupId=tenant.organisation,
        DelaySeconds=delay_seconds,
    )
