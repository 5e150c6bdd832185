"""The calls of a round are carried out at once by threads that are kept, and none waits for another without end."""

import threading
import time
from functools import partial

import pytest
from bivelio_core.store.index.parallel import THREADS, in_threads


def test_results_come_in_the_order_of_the_calls():
    def late(number):
        time.sleep(0.02 if number == 0 else 0)
        return number

    assert in_threads([partial(late, number) for number in range(2 * THREADS)]) == list(range(2 * THREADS))


def test_the_calls_are_under_way_together():
    together = threading.Barrier(THREADS, timeout=10)
    in_threads([together.wait] * THREADS)


def test_threads_are_kept():
    for _ in range(5):
        in_threads([int] * 2 * THREADS)
    assert sum(thread.name.startswith("gather") for thread in threading.enumerate()) <= THREADS


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_failure_is_raised_when_all_calls_have_ended(failing):
    ended = []

    def work(number):
        if number == failing:
            raise ValueError(number)
        time.sleep(0.05)
        ended.append(number)

    with pytest.raises(ValueError, match=str(failing)):
        in_threads([partial(work, number) for number in range(3)])
    assert sorted(ended) == sorted({0, 1, 2} - {failing})


def test_calls_within_calls_come_to_an_end():
    def spread(depth):
        return 1 if depth == 0 else sum(in_threads([partial(spread, depth - 1)] * 3))

    found = []
    callers = [threading.Thread(target=lambda: found.append(spread(3)), daemon=True) for _ in range(2 * THREADS)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(timeout=20)
    assert found == [27] * len(callers)
