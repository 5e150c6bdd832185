"""Every example we show runs verbatim, and what it answers has at least what the example shows."""

import pytest
from bivelio_core import domain
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.contracts.answered import RUN_BY_THE_TABLE, answer, new_in, shown
from tests.opened_day import open_day
from tests.shapes import assert_covers, differing
from tools.events import CALLER

WRITES_OF_A_DOMAIN = 60

FIRST = [*{operation.endpoint.resource: operation for operation in RUN_BY_THE_TABLE}.values()]
"""An operation of each resource, whose function opens the day under its own policy."""


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("operation", RUN_BY_THE_TABLE, ids=lambda operation: operation.endpoint.operation)
@pytest.mark.fix(
    "Send the request of {example} to `make run`, and correct the example or {handler}. "
    "What the request needs to exist belongs to the samples of its domain; fields that are new in each answer "
    "(an id, a time) to `new` of the example."
)
def test_the_example_runs_in_a_fresh_sandbox(operation):
    open_day(CALLER["organisation"])
    body = answer(operation)
    assert_covers(operation.example["response"], body)
    different = {path for example in shown(operation) for path in differing(example, body, exact=True)}
    assert {path for path in different if path.rpartition(".")[2] not in new_in(operation)} == set()


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("operation", FIRST, ids=lambda operation: operation.endpoint.operation)
@pytest.mark.fix("Give {handler} in the template the right to open the day of the sandbox.")
def test_the_first_request_of_a_day_opens_it(operation):
    assert_covers(operation.example["response"], answer(operation))


@pytest.mark.fix("Write fewer samples in samples.py of the domain: they are one transaction.")
def test_the_samples_of_a_domain_fit_into_a_transaction_with_others(table):
    store = SystemStore(table).of(Tenant.at("org_0000000000000000", "sandbox"))
    counts = {one.name: len(one.samples()(store)) for one in domain.declared() if one.samples}
    assert max(counts.values()) <= WRITES_OF_A_DOMAIN, counts
