"""What every test shares: an environment like a function's, that points at no real account."""

import os

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="eu-west-1",
    TABLE_NAME="bivelio",
    DOCUMENTS_BUCKET="bivelio-documents",
    SIGNING_SECRET_ID="bivelio/signing",
    DEPLOYMENT="local",
    POWERTOOLS_SERVICE_NAME="bivelio-api",
    LOG_LEVEL="WARNING",
    EGRESS_NAMESERVER="127.0.0.1:9",
    WORKFLOW_STATE_MACHINE_ARN="arn:aws:states:eu-west-1:123456789012:stateMachine:runner",
    SCHEDULE_GROUP="workflows",
    SCHEDULER_ROLE_ARN="arn:aws:iam::123456789012:role/scheduler",
    START_WORKFLOW_ARN="arn:aws:lambda:eu-west-1:123456789012:function:start-workflow",
    PARKED_QUEUE_ARN="arn:aws:sqs:eu-west-1:123456789012:parked-workflow-events",
    WORKFLOW_WAIT_SECONDS="0.3",
)

import pytest
from bivelio_core.entrypoints import rate_limit, sandbox_day
from bivelio_core.identity import records, signing
from bivelio_core.store import connect
from bivelio_core.workflows import runs
from moto import mock_aws

from tests.operated import create_deployment
from tests.services import create_services
from tests.table_definition import create_table

FORGET = (
    connect.table.cache_clear,
    rate_limit.forget,
    sandbox_day.forget,
    records.forget,
    signing.forget,
    runs.forget,
)

LONGEST_FIRST = ("platform", "emulators", "local")


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares a running platform or emulator runs in one process, and begins first; else a file is a group."""
    groups = {id(item): group_of(item) for item in items}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(groups[id(item)]))
    order = {name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: order.get(groups[id(item)], len(order)))


def group_of(item: pytest.Item) -> str:
    """The name of the group a test runs in."""
    if item.get_closest_marker("e2e"):
        return "platform"
    if {"stock", "repaired"} & set(getattr(item, "fixturenames", ())):
        return "emulators"
    return "local" if item.path.parent.name == "local" else item.nodeid.partition("::")[0]


@pytest.fixture
def services():
    """The key and the queues in a mocked account."""
    with mock_aws():
        create_services()
        yield


@pytest.fixture
def table():
    """A fresh table in a mocked account, and a process that remembers nothing."""
    with mock_aws():
        create_services()
        create_table()
        for forget in FORGET:
            forget()
        yield connect.table()


@pytest.fixture
def deployment(table):
    """The table, the signing secret and the usage plans; answers the table."""
    create_deployment()
    return table
