"""The table with simulated limits, by which the benchmarks measure, refuses what a partition would not take."""

import pytest
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import TableBusy
from bivelio_core.store.writes import Key, Put

from benchmarks.limited import AGAIN_WITHIN_SECONDS, LimitedTable
from local.emulator.buckets import PartitionLimits


class Limited:
    """A table whose partitions take ten write units and thirty read units a second, on a clock of its own."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.inner = MemoryTable()
        writes, reads = (PartitionLimits(units, lambda: self.seconds) for units in (10, 30))
        self.table = LimitedTable(self.inner, writes, reads, now=lambda: self.seconds, pause=self.pass_time)

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds


def put(pk: str, sk: int, kilobytes: float = 0.1) -> Put:
    return Put({"PK": pk, "SK": f"{sk:03d}", "b": "x" * int(1024 * kilobytes)})


def test_a_refused_transaction_writes_nothing_anywhere():
    limited = Limited()
    limited.table.transact_at_once([put("full", number) for number in range(5)])
    with pytest.raises(TableBusy, match="simulated: full"):
        limited.table.transact_at_once([put("free", 1), put("full", 9)])
    assert limited.inner.query("free") == []
    limited.pass_time(0.1)
    limited.table.transact_at_once([put("free", 1), put("full", 9)])
    assert (limited.table.calls["transact"], limited.table.refused["transact"]) == (3, 1)
    assert limited.table.written == {"full": 12, "free": 2}


def test_a_call_is_tried_again_for_as_long_as_the_real_table_tries():
    limited = Limited()
    limited.table.retries().tokens = 1_000_000
    for number in range(40):
        limited.table.put(put("one", number).item)
    assert 2.9 <= limited.seconds <= 3.9, "ten at once, then ten a second"
    limited.table.transact_at_once([put("another", 1, 300)])
    before = limited.seconds
    with pytest.raises(TableBusy):
        limited.table.put(put("another", 2).item)
    assert limited.seconds - before >= AGAIN_WITHIN_SECONDS


def test_a_process_whose_budget_is_spent_is_refused_at_once():
    """As by `DynamoTable`: who keeps writing to a full partition asks it once for each call, not as often as it can."""
    limited = Limited()
    limited.table.transact_at_once([put("one", 1, 300)])
    with pytest.raises(TableBusy):
        limited.table.put(put("one", 2).item)
    limited.table.retries().tokens = 0
    before, calls = limited.seconds, limited.table.calls["put"]
    with pytest.raises(TableBusy):
        limited.table.put(put("one", 3).item)
    assert (limited.seconds, limited.table.calls["put"]) == (before, calls + 1)


def test_reads_have_a_limit_of_their_own():
    limited = Limited()
    limited.table.put(put("one", 1, 8).item)
    for _ in range(10):
        limited.table.get(Key("one", "001"))
    assert limited.seconds == 0.0
    limited.table.get(Key("one", "001"))
    assert limited.seconds > 0.0
    assert limited.table.read["one"] == 33
