"""A request of the sandbox reads its clock when it first asks for the time: once, and not at all if it never does."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

import pytest
from bivelio_core import clients, clock
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.clock import Moved
from bivelio_core.store import keys, tenant_clock
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, Answer, call
from tests.opened_day import open_day

pytestmark = pytest.mark.usefixtures("table")
AHEAD = Moved(ahead=timedelta(days=3))


def ask(operation: str, data: object) -> Answer:
    """Call an endpoint of the sandbox."""
    return call(operation, data, caller={"environment": "sandbox"})


def calls_of(operation: str, data: object) -> int:
    """How many calls of AWS a request makes, once its function is warm."""
    ask(operation, data)
    before = clients.calls_made()
    ask(operation, data)
    return clients.calls_made() - before


@pytest.fixture
def contact(table):
    """The id of a contact of the sandbox."""
    open_day(ORGANISATION)
    return ask("contacts.create", {"type": "person", "name": "Maria"}).data["id"]


def test_a_request_that_asks_for_no_time_makes_the_calls_of_live(contact):
    assert calls_of("contacts.get", {"id": contact}) == 1


def test_a_request_that_asks_often_reads_the_clock_once(contact):
    # its clock, the declared fields (of which live learns by the number), its number, the contact
    assert calls_of("contacts.create", {"type": "person", "name": "Pau"}) == 4


def test_a_moved_clock_counts_from_the_next_request_on(contact):
    store = TenantStore(table(), Tenant.at(ORGANISATION, "sandbox"))
    store.put(keys.CLOCK, tenant_clock.SK, {"revision": 1, "stopped_at": "2027-01-01T00:00:00.000Z"})
    assert ask("contacts.create", {"type": "person", "name": "Pau"}).data["created_at"] == "2027-01-01T00:00:00Z"


def test_threads_that_share_a_clock_read_it_once():
    reads = []

    def read() -> Moved:
        reads.append(1)
        return AHEAD

    with clock.following(read), ThreadPoolExecutor(4) as threads:
        moved = list(threads.map(lambda context: context.run(clock.is_moved), [copy_context() for _ in range(8)]))
    assert (moved, len(reads)) == ([True] * 8, 1)


def test_a_clock_that_could_not_be_read_is_read_when_the_time_is_asked_for_again():
    failures = [ServiceBusy("busy")]

    def read() -> Moved:
        if failures:
            raise failures.pop()
        return AHEAD

    with clock.following(read):
        with pytest.raises(ServiceBusy):
            clock.now()
        assert clock.now() - clock.real_now() > timedelta(days=2)


def test_behind_a_request_the_clock_is_the_real_one_again():
    with clock.following(lambda: AHEAD):
        assert clock.is_moved()
    assert not clock.is_moved()
