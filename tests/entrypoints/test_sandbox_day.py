"""The examples of a sandbox day are written once, whoever dies or comes at the same time."""

import pytest
from bivelio_core import config, domain
from bivelio_core.entrypoints import sandbox_day
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION


class Dying(Exception):
    """The function died."""


class Mortal:
    """A table that dies at its so many-th write, before or after it happened."""

    def __init__(self, table, at, *, before):
        self._table, self._left, self._before = table, at, before

    def __getattr__(self, name):
        method = getattr(self._table, name)

        def call(*args, **kwargs):
            if not name.startswith(("transact", "put")):
                return method(*args, **kwargs)
            self._left -= 1
            if not self._left and self._before:
                raise Dying
            answer = method(*args, **kwargs)
            if not self._left:
                raise Dying
            return answer

        return call


SAMPLE_CONTACTS = 11


@pytest.fixture
def tenant(table):
    config.hand_over_domains("bivelio_core.domains", "bivelio_core.operation_index")
    return Tenant.at(ORGANISATION, "sandbox")


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_who_dies_between_two_transactions_leaves_the_rest_to_the_next(table, tenant, at, before):
    with pytest.raises(Dying):
        sandbox_day.open_day(SystemStore(Mortal(table, at, before=before)).of(tenant))
    store = SystemStore(table).of(tenant)
    sandbox_day.open_day(store)
    markers = {item["SK"] for item in store.query(keys.DAY_MARKER)}
    assert markers == {sandbox_day.MARKER, *(each.name for each in domain.declared() if each.samples)}
    contacts = [item["SK"] for item in store.query(keys.CONTACT)]
    assert contacts == [keys.sequence_sk(number) for number in range(1, SAMPLE_CONTACTS + 1)]
    assert store.lease_sequence(keys.CONTACT) == SAMPLE_CONTACTS + 1, "numbers were leased once"


def test_two_requests_at_once_write_them_once(table, tenant):
    store = SystemStore(table).of(tenant)
    sandbox_day.write_samples(store)
    sandbox_day.write_samples(store)
    assert store.lease_sequence(keys.INVOICE) == len(store.query(keys.INVOICE)) + 1
