"""A restoration that is killed at any of its calls goes on, and brings back everything and nothing else."""

import os
import time

import pytest

from tests.restoring import world

ITEMS, KILLS = int(os.environ.get("RESTORED_ITEMS", "600")), int(os.environ.get("RESTORE_KILLS", "60"))


@pytest.mark.usefixtures("table")
def test_after_many_kills_nothing_is_missing_and_others_are_untouched(tmp_path):
    drilled = world.drilled(ITEMS, KILLS, tmp_path / "journal", time.perf_counter)
    assert drilled.faults == ()
    assert drilled.deaths == KILLS
    assert drilled.lost > ITEMS / 2
