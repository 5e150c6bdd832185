"""A deployment that can run workflows: the table, the bucket, a schedule group, and Step Functions in this process."""

import os

import pytest
from bivelio_core import clients
from bivelio_core.workflows import runs

from tests.workflows.states import ARN, States

ENVIRONMENT = {
    "WORKFLOW_STATE_MACHINE_ARN": ARN,
    "SCHEDULE_GROUP": "workflows",
    "SCHEDULER_ROLE_ARN": "arn:aws:iam::123456789012:role/scheduler",
    "START_WORKFLOW_ARN": "arn:aws:lambda:eu-west-1:123456789012:function:start-workflow",
    "WORKFLOW_WAIT_SECONDS": "0.3",
}


@pytest.fixture
def states(table, monkeypatch):
    """Step Functions, with nothing started yet; what was started moves with `states.run()`."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    clients.client("s3").create_bucket(
        Bucket=os.environ["DOCUMENTS_BUCKET"], CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    clients.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()
