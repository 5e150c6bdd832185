"""The metered table counts the requests that DynamoDB would get, no more and no fewer."""

import pytest
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.writes import Key, Put, absent


def items(count):
    return [{"PK": "a", "SK": f"{number:03d}"} for number in range(count)]


@pytest.mark.parametrize(("count", "requests"), [(0, 0), (1, 1), (25, 1), (26, 2)])
def test_a_batch_is_as_many_requests_as_it_takes(count, requests):
    metered = MeteredTable(MemoryTable())
    metered.put_each([Put(item, absent()) for item in items(count)])
    metered.put_many(items(count))
    metered.delete_many([Key(item["PK"], item["SK"]) for item in items(count)])
    used = metered.reset()
    assert used.operations == ["put_each"] * requests + ["put_many"] * requests + ["delete_many"] * requests
    assert (used.calls, used.write_units) == (3 * requests, 3 * count)


def test_a_transaction_counts_twice():
    metered = MeteredTable(MemoryTable())
    metered.transact([Put(item) for item in items(3)])
    assert (metered.usage.calls, metered.usage.write_units) == (1, 6)
