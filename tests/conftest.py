"""Fixtures of all tests: environment variables like a function's, without access to a real account."""

import io
import os
from typing import Any

os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="eu-west-1",
    TABLE_NAME="bivelio",
    DOCUMENTS_BUCKET="bivelio-documents",
    SIGNING_SECRET_ID="bivelio/signing",
    DEPLOYMENT="local",
    SERVICE_NAME="bivelio-api",
    LOG_LEVEL="WARNING",
    EGRESS_NAMESERVER="127.0.0.1:9",
    WORKFLOW_STATE_MACHINE_ARN="arn:aws:states:eu-west-1:123456789012:stateMachine:runner",
    SCHEDULE_GROUP="workflows",
    SCHEDULER_ROLE_ARN="arn:aws:iam::123456789012:role/scheduler",
    START_WORKFLOW_ARN="arn:aws:lambda:eu-west-1:123456789012:function:start-workflow",
    PARKED_QUEUE_ARN="arn:aws:sqs:eu-west-1:123456789012:parked-workflow-events",
    DOCUMENT_WAIT_SECONDS="0",
    WORKFLOW_WAIT_SECONDS="0.3",
    OPERATION_FUNCTIONS="bivelio_",
    PLAN_CREDITS="starter=500,pro=5000,enterprise=50000",
)

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from bivelio_core.contacts.custom import definitions
from bivelio_core.contacts.custom import terms as custom_terms
from bivelio_core.credits import plans
from bivelio_core.entrypoints import failed_request, permits, rate_limit, sandbox_day
from bivelio_core.entrypoints.lean_lines import LEVEL
from bivelio_core.entrypoints.logs import logger
from bivelio_core.erasure import erased
from bivelio_core.identity import records, signing
from bivelio_core.knowledge import asking, packs
from bivelio_core.providers.language_model import gemini_key
from bivelio_core.store import connect, number_blocks
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.workflows.execution import runs
from bivelio_core.workflows.triggers import addresses
from moto import mock_aws

from tests import order
from tests.egress.nameserver import Nameserver
from tests.examples import use_profile
from tests.operated import create_deployment
from tests.quick_passwords import hash_once
from tests.services import create_services
from tests.table_definition import create_table

pytest_plugins = (
    "tests.tiers",
    "tests.green",
    "tests.skipped",
    "tests.unsteady",
    "tests.recorded",
    "tests.answered",
    "tests.walked",
)

FORGET = (
    connect.table.cache_clear,
    permits.PROCESS.forget,
    rate_limit.forget,
    sandbox_day.forget,
    records.forget,
    signing.forget,
    runs.forget,
    addresses.forget,
    plans.forget,
    number_blocks.forget,
    failed_request.forget,
    erased.forget,
    definitions.forget,
    custom_terms.forget,
    packs.forget,
    asking.forget,
    gemini_key.forget,
)

use_profile()
hash_once()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> order.LongestFirst:
    """Spread the tests over the processes of `pytest -n 2`."""
    return order.LongestFirst(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """The process that hands out the tests measures them, if told so."""
    if order.IS_MEASURED and not hasattr(config, "workerinput"):
        config.pluginmanager.register(order.Measured())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first."""
    order.arrange(items)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Nameserver]:
    """A name server of the test's own, asked by the local runtime's guard for outgoing requests."""
    with Nameserver() as server:
        monkeypatch.setenv("EGRESS_NAMESERVER", f"127.0.0.1:{server.port}")
        yield server


@pytest.fixture
def services() -> Iterator[None]:
    """The key and the queues in a mocked account."""
    with mock_aws():
        create_services()
        yield


@contextmanager
def fresh_table() -> Iterator[DynamoTable]:
    """A table, the key and the queues in a mocked account, and a process that remembers nothing."""
    with mock_aws():
        create_services()
        create_table()
        for forget in FORGET:
            forget()
        yield connect.table()


@pytest.fixture
def table() -> Iterator[DynamoTable]:
    """A fresh table for one test."""
    with fresh_table() as made:
        yield made


@pytest.fixture
def deployment(table: DynamoTable) -> DynamoTable:
    """The table, the signing secret and the usage plans; answers the table."""
    create_deployment()
    return table


@pytest.fixture
def priced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Live asks a model that costs credits: in tests it has none, and rules cost nothing."""
    from tests.priced import Priced

    monkeypatch.setattr("bivelio_core.providers.language_model.model_for", lambda _environment: Priced())


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the logger writes, as chatty as in the cloud."""
    lines = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", lines)
    monkeypatch.setattr(logger, "initial_log_level", "INFO")  # each invocation begins with it
    logger.setLevel("INFO")
    yield lines
    logger.setLevel(LEVEL)
