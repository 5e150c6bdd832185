"""An organisation's sandbox that can run workflows, with Step Functions and its clock in this process."""

from collections.abc import Iterator

import boto3
import pytest
from bivelio_core import clock
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.workflows.execution import runs

from tests.sandbox_clock.world import MONDAY, World
from tests.workflows.states import States


@pytest.fixture
def world(table: DynamoTable) -> Iterator[World]:
    """The sandbox on a Monday at nine in the morning, in real time too."""
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    with clock.frozen(MONDAY):
        yield World(States().attach())
