"""Work that dies at any call of AWS, before it is carried out or just after, and is begun again by the next message."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from bivelio_core import clients, clock
from bivelio_core.erasure import erasures, work
from bivelio_core.store.connect import table
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.writes import Key
from moto.core.models import botocore_stubber

from tests.network import events_of

LONGEST_LIFE = 60
"""Calls after which a worker has died at the latest, as long as there are kills."""


class Killed(BaseException):
    """The process has died."""


class Fuse:
    """Counts calls down, and kills at the last: before it is sent, or once it is carried out."""

    def __init__(self) -> None:
        self.left, self.carries_out = 0, False

    def carry(self, event_name: str, request: Any, **_: Any) -> Any:
        """Let a call through, or die."""
        self.left -= 1
        if self.left == 0:
            if self.carries_out:
                botocore_stubber(event_name, request)
            raise Killed
        return None


@contextmanager
def fused() -> Iterator[Fuse]:
    """A fuse before the table and the bucket."""
    fuse = Fuse()
    all_events = [events_of(clients.client("dynamodb")), clients.client("s3").meta.events]
    for name, events in zip(("dynamodb", "s3"), all_events, strict=True):
        events.register_first(f"before-send.{name}", fuse.carry)
    try:
        yield fuse
    finally:
        for name, events in zip(("dynamodb", "s3"), all_events, strict=True):
            events.unregister(f"before-send.{name}", fuse.carry)


def erase_under_kills(
    key: Key, kills: int, *, seed: int = 1, close: Callable[[str], None] = lambda _: None, between: Any = None
) -> int:
    """Work an erasure off while its worker dies so many times; how many messages it took. Time passes in between."""
    rng, now, messages = random.Random(seed), clock.real_now(), 0
    with fused() as fuse:
        while (table().get(key) or {}).get("status") != "completed":
            messages += 1
            fuse.left, fuse.carries_out = (rng.randint(1, LONGEST_LIFE) if kills else 0), rng.random() < 0.5
            now += work.SETTLES + timedelta(seconds=1)
            with clock.frozen(now):
                try:
                    work.go_on(key, table(), StoredTable.deployed(), close, lambda: True)
                except Killed:
                    kills -= 1
                finally:
                    fuse.left = 0
                if between:
                    between()
    assert key not in list(erasures.overdue(table()))
    return messages
