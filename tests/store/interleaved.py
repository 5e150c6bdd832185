"""Runs several callers of one table in turns: before each call of the table, a choice says who goes on."""

import threading
from collections.abc import Callable, Sequence
from typing import Any


class InterleavedTable:
    """A table whose callers wait for their turn before each call."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._turns = threading.local()

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._table, name)

        def in_turn(*arguments: Any, **named: Any) -> Any:
            if (turn := getattr(self._turns, "own", None)) is not None:
                turn.pause()
            return call(*arguments, **named)

        return in_turn

    def run(
        self,
        callers: Sequence[Callable[[], Any]],
        choose: Callable[[int], int],
        before: Callable[[int], None] = lambda _: None,
    ) -> list[Any]:
        """The results of all callers; `choose(n)` picks the next of n that have not ended.

        `before` is called with the position of who goes on.
        """
        turns = [_Turn() for _ in callers]
        results: list[Any] = [None] * len(callers)

        def follow(position: int) -> None:
            self._turns.own = turns[position]
            turns[position].wait()
            try:
                results[position] = callers[position]()
            finally:
                turns[position].end()

        threads = [threading.Thread(target=follow, args=(position,), daemon=True) for position in range(len(callers))]
        for thread in threads:
            thread.start()
        while left := [turn for turn in turns if not turn.has_ended]:
            chosen = left[choose(len(left))]
            before(turns.index(chosen))
            chosen.go_on()
        for thread in threads:
            thread.join(5)
        return results


class _Turn:
    """One caller's: it runs between `go_on` and its next call of the table."""

    def __init__(self) -> None:
        self.has_ended = False
        self._mine, self._others = threading.Semaphore(0), threading.Semaphore(0)

    def wait(self) -> None:
        self._mine.acquire()

    def pause(self) -> None:
        self._others.release()
        self._mine.acquire()

    def end(self) -> None:
        self.has_ended = True
        self._others.release()

    def go_on(self) -> None:
        self._mine.release()
        self._others.acquire()
