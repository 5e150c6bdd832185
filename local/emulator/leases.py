"""Who is given a function's process: those who wait are served in the order in which they came."""

import asyncio
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

LOOK_SECONDS = 0.1
"""How often who waits looks whether another process should be started."""

Lease = tuple[Any, str]
"""A process, and how it was found: as the emulator's `acquire_worker` returns them."""


class _Place:
    """A place in the line for the processes of one function."""

    def __init__(self, key: str, wake: Callable[[], object]) -> None:
        self.key, self.wake, self.began = key, wake, time.monotonic()
        self.lease: Lease | None = None


class Line:
    """Those who wait for a process, by function; threads and coroutines stand in the same line."""

    def __init__(self, must_wait: Callable[[str, float], bool], release: Callable[[Any], None]) -> None:
        """Make empty lines.

        `must_wait` tells whether who has come at a time must wait for a function's processes; `release` gives back a
        process that nobody waits for.
        """
        self._must_wait, self._release = must_wait, release
        self._places: defaultdict[str, deque[_Place]] = defaultdict(deque)
        self._changing = threading.RLock()

    def lease(self, key: str, acquire: Callable[[], Lease]) -> Lease:
        """Acquire a process, or wait in this thread until one is handed over or another may be started."""
        freed = threading.Event()
        place = _Place(key, freed.set)
        while (lease := self._lease(place, acquire)) is None:
            freed.wait(LOOK_SECONDS)
        return lease

    async def leased(self, key: str, acquire: Callable[[], Lease]) -> Lease:
        """Do the same on the event loop."""
        loop, freed = asyncio.get_running_loop(), asyncio.Event()
        place = _Place(key, lambda: loop.call_soon_threadsafe(freed.set))
        try:
            while (lease := self._lease(place, acquire)) is None:
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await freed.wait()
                except TimeoutError:
                    continue
        except asyncio.CancelledError:
            self._leave(place)
            raise
        return lease

    def release(self, key: str, worker: Any) -> None:
        """Hand a process over to who waits longest; release it when nobody waits."""
        with self._changing:
            if not self._places[key]:
                self._release(worker)
                return
            place = self._places[key].popleft()
            place.lease = worker, "reused"
            place.wake()

    def _lease(self, place: _Place, acquire: Callable[[], Lease]) -> Lease | None:
        with self._changing:
            if place.lease is not None:
                return place.lease
            places = self._places[place.key]
            if self._must_wait(place.key, place.began):
                if place not in places:
                    places.append(place)
                return None
            if place in places:
                places.remove(place)
            return acquire()

    def _leave(self, place: _Place) -> None:
        """End the wait of who is no longer there: what was handed over meanwhile goes to the next."""
        with self._changing:
            if place.lease is not None:
                self.release(place.key, place.lease[0])
            elif place in self._places[place.key]:
                self._places[place.key].remove(place)
