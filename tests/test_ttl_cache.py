"""The cache of one process looks a key up again when its entry is old, and stays within its size."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.ttl_cache import TtlCache

NOON = datetime(2026, 4, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "is_kept"), [(0, True), (29.9, True), (30, False), (-1, False)])
def test_an_entry_is_valid_for_its_seconds_and_not_before_it_was_made(seconds, is_kept):
    cache: TtlCache[str] = TtlCache(30, size=10)
    with clock.frozen(NOON):
        cache.get("key", lambda: "first")
    with clock.frozen(NOON + timedelta(seconds=seconds)):
        assert cache.get("key", lambda: "second") == ("first" if is_kept else "second")


def test_nothing_found_is_remembered_too():
    cache: TtlCache[str | None] = TtlCache(30, size=10)
    assert cache.get("key", lambda: None) is None
    assert cache.get("key", lambda: "late") is None


def test_the_oldest_entries_give_way_and_a_renewed_one_is_young():
    cache: TtlCache[int] = TtlCache(30, size=2)
    with clock.frozen(NOON):
        cache.get("a", lambda: 1)
        cache.get("b", lambda: 1)
    with clock.frozen(NOON + timedelta(seconds=31)):
        cache.get("a", lambda: 2)  # renewed, so b is the oldest
        cache.get("c", lambda: 2)
        assert [cache.get(key, lambda: 3) for key in "ac"] == [2, 2]
        assert cache.get("b", lambda: 3) == 3
