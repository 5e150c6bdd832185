"""A table on which things go wrong as on DynamoDB: overlapping transactions refuse each other, functions die."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any, cast

from bivelio_core.aws_calls import pause_seconds
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import Table, TableBusy
from bivelio_core.store.writes import Key, Put, Write

AGAIN_WITHIN_SECONDS = 2.5
"""As long as the adapter of DynamoDB sends a transaction again that met another (store/dynamo.py)."""


class Died(BaseException):
    """The function was killed; nothing in it can catch that."""


class Rough:
    """The table in memory, for many threads.

    A call takes `call_seconds` and a transaction `transaction_seconds`, in which it refuses others on its items, and
    single writes, which the adapter sends again. Before and after each call `dies` is asked whether the function dies
    there.
    """

    def __init__(
        self,
        *,
        call_seconds: float = 0.0,
        transaction_seconds: float = 0.0,
        dies: Callable[[], bool] = lambda: False,
    ) -> None:
        self.inner = MemoryTable()
        self.conflicts = self.calls = 0
        self._call_seconds, self._transaction_seconds, self._dies = call_seconds, transaction_seconds, dies
        self._lock, self._in_flight = threading.Lock(), set[Key]()

    def as_table(self) -> Table:
        """The same, for whoever wants the port."""
        return cast("Table", self)

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **named: self._call(getattr(self.inner, name), *arguments, **named)

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:  # noqa: ARG002
        """See Table.transact."""
        end = time.monotonic() + AGAIN_WITHIN_SECONDS
        for tries in count():
            try:
                self.transact_at_once(writes)
            except TableBusy:
                if time.monotonic() > end:
                    raise
                time.sleep(pause_seconds(tries))
            else:
                return

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """See Table.transact_at_once."""
        keys = {_key(write) for write in writes}
        self._may_die()
        if not self._enter(keys):
            raise TableBusy("another transaction is under way")
        try:
            if self._transaction_seconds:
                time.sleep(self._transaction_seconds)
            with self._lock:
                self.inner.transact(writes)
        finally:
            with self._lock:
                self._in_flight -= keys
        self._may_die()

    @contextmanager
    def held(self, *keys: Key) -> Iterator[None]:
        """Meanwhile, a transaction of somebody else is under way on these items, and does not end."""
        self._in_flight |= set(keys)
        try:
            yield
        finally:
            self._in_flight -= set(keys)

    def _call(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self._may_die()
        if self._call_seconds:
            time.sleep(self._call_seconds)
        end = time.monotonic() + AGAIN_WITHIN_SECONDS
        for tries in count():
            with self._lock:
                self.calls += 1
                if self._may_write(call.__name__, arguments):
                    answer = call(*arguments, **named)
                    break
                self.conflicts += 1
            if time.monotonic() > end:
                raise TableBusy("a transaction stays under way")
            time.sleep(pause_seconds(tries))
        self._may_die()
        return answer

    def _may_write(self, name: str, arguments: tuple[Any, ...]) -> bool:
        """Whether no transaction is under way on the item that a single write concerns."""
        if name == "put":
            return _key(Put(arguments[0])) not in self._in_flight
        return name not in ("update", "delete") or arguments[0] not in self._in_flight

    def _enter(self, keys: set[Key]) -> bool:
        with self._lock:
            self.calls += 1
            if keys & self._in_flight:
                self.conflicts += 1
                return False
            self._in_flight |= keys
            return True

    def _may_die(self) -> None:
        if self._dies():
            raise Died


def at_random(share: float, seed: int) -> Callable[[], bool]:
    """Dies in this share of the chances."""
    chance = random.Random(seed)
    return lambda: chance.random() < share


def _key(write: Write) -> Key:
    return Key(write.item["PK"], write.item["SK"]) if isinstance(write, Put) else write.key
