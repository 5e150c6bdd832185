"""A deployment that can run workflows: the table, a schedule group, and Step Functions in this process."""

import boto3
import pytest
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.workflows.execution import runs

from tests.workflows.states import States
from tests.workflows.stream import Stream


@pytest.fixture
def states(table: DynamoTable) -> States:
    """Step Functions, with nothing started yet; what was started moves with `states.run()`."""
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()


@pytest.fixture
def stream(states: States) -> Stream:
    """A stream that begins now."""
    return Stream()
