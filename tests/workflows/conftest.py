"""A deployment that can run workflows: the table, a schedule group, and Step Functions in this process."""

import pytest
from bivelio_core import clients
from bivelio_core.workflows.execution import runs

from tests.workflows.states import States


@pytest.fixture
def states(table):
    """Step Functions, with nothing started yet; what was started moves with `states.run()`."""
    clients.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()
