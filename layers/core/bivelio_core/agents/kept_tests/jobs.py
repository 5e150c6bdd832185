"""The job of a run of tests, on the queue of the front desk."""

import json
from dataclasses import asdict, dataclass

from bivelio_core import clients, config, correlation
from bivelio_core.tenancy import Environment, Tenant

QUEUE = "turns"


@dataclass(frozen=True, slots=True)
class TestsJob:
    """A run of an agent's tests that is to be begun, or to go on."""

    organisation: str
    environment: Environment
    day: str | None
    tested_agent_id: str
    run_id: str

    @property
    def tenant(self) -> Tenant:
        """The agent's tenant."""
        return Tenant(self.organisation, self.environment, self.day)


def send(job: TestsJob) -> None:
    """Queue a job. Jobs of an organisation are a group, so that its tests do not delay others."""
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url(QUEUE),
        MessageBody=json.dumps(asdict(job), separators=(",", ":")),
        MessageAttributes=correlation.attributes(),
        MessageGroupId=job.organisation,
    )
