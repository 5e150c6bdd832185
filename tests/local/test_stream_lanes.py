"""The lanes of a stream: every record once, an item's in order, and no position passed that is not finished."""

from collections import defaultdict
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from local.emulator.stream_lanes import READ_AHEAD, Lanes, lane_of

STEPS = st.lists(st.tuples(st.sampled_from(["read", "take", "finish", "break off"]), st.integers(0, 9)), max_size=60)


def record(item: int, number: int = 0) -> dict[str, Any]:
    return {"dynamodb": {"Keys": {"PK": {"S": "p"}, "SK": {"S": f"item {item}"}}, "SequenceNumber": number}}


@given(items=st.lists(st.integers(0, 6), max_size=40), steps=STEPS, count=st.integers(1, 4), size=st.integers(1, 5))
def test_each_record_is_finished_once_in_the_order_of_its_item(items, steps, count, size):
    stream = [record(item, number) for number, item in enumerate(items)]
    lanes = Lanes(count, 0)
    finished: list[Any] = []
    under_way: dict[int, Any] = {}

    def carry_out(step, choice):
        match step:
            case "read":
                end = min(lanes.read + choice, len(stream))
                wanted = [at for at in range(lanes.read, end) if items[at] != 6]  # the filter leaves these out
                lanes.add([(at, stream[at]) for at in wanted], end)
            case "take":
                taken = lanes.take(size)
                assert not taken.keys() & under_way.keys()
                under_way.update(taken)
            case "finish" | "break off" if under_way:
                lane = sorted(under_way)[choice % len(under_way)]
                batch = under_way.pop(lane)
                done = batch if step == "finish" else []
                finished.extend(done)
                lanes.release(lane, len(done))
        assert lanes.is_busy == bool(under_way)
        assert len(under_way) <= count
        known = {found["dynamodb"]["SequenceNumber"] for found in finished}
        assert all(at in known or items[at] == 6 for at in range(lanes.checkpoint))

    for step in steps:
        carry_out(*step)
    while lanes.read < len(stream) or lanes.checkpoint < lanes.read:
        for step in ("read", "take", "finish"):
            carry_out(step, 9)
    by_item = defaultdict(list)
    for found in finished:
        by_item[items[found["dynamodb"]["SequenceNumber"]]].append(found["dynamodb"]["SequenceNumber"])
    assert by_item == {item: [at for at, other in enumerate(items) if other == item] for item in {*items} - {6}}


def test_items_of_one_partition_key_are_spread_over_all_lanes_and_each_stays_in_its_own():
    assert {lane_of(record(item), 4) for item in range(30)} == {0, 1, 2, 3}
    assert len({lane_of(record(7, number), 4) for number in range(30)}) == 1


def test_a_lane_that_repeats_a_batch_holds_up_the_others_only_far_ahead_of_it():
    lanes = Lanes(4, 0)
    lanes.add([(0, record(0))], 1)
    lanes.take(1)
    lanes.add([], READ_AHEAD // 2)
    assert (lanes.checkpoint, lanes.room) == (0, READ_AHEAD // 2)
    lanes.add([], READ_AHEAD)
    assert lanes.room == 0
    lanes.release(lane_of(record(0), 4), 1)
    assert (lanes.checkpoint, lanes.room) == (READ_AHEAD, READ_AHEAD)


def test_a_batch_that_is_not_full_waits_for_its_window_and_no_longer():
    lanes = Lanes(1, 0)
    lanes.add([(0, record(0))], 1, now=10.0)
    assert lanes.take(3, window=1.0, now=10.5) == {}
    assert lanes.due_at(1.0) == 11.0
    lanes.add([(1, record(1))], 2, now=10.9)
    assert lanes.take(3, window=1.0, now=11.0) == {0: [record(0), record(1)]}
    lanes.add([(number, record(number)) for number in range(2, 6)], 6, now=11.1)
    assert lanes.due_at(1.0) is None  # the lane is busy
    lanes.release(0, 2, now=12.0)
    assert lanes.take(3, window=1.0, now=12.0) == {0: [record(2), record(3), record(4)]}  # full: no wait
    lanes.release(0, 3, now=12.5)
    assert lanes.due_at(1.0) == 13.5
    lanes.take(3, window=1.0, now=13.5)
    lanes.release(0, 0, now=14.0)
    assert lanes.take(3, window=1.0, now=14.0) == {0: [record(5)]}  # to be repeated: it has waited already
