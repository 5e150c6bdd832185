"""Lanes whose workers, publishers and replays are killed at random: nothing lost, out of order, too fast or stuck.

`KILLS=2000` makes a run go on until so many processes have died, for each kind of lane.
"""

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core.store import keys
from bivelio_core.webhooks import lanes

from tests import streams
from tests.there import there
from tests.webhooks.test_killed_workers import MortalWorld, contact
from tests.webhooks.test_lanes import most_in_a_second

KILLS = int(os.environ.get("KILLS", "60"))
RISK = 0.01
BATCH, BATCHES = 10, 30
LANES: dict[str, dict[str, Any]] = {
    "limit": {"rate_limit": 8},
    "order": {"ordering": True},
    "both": {"rate_limit": 8, "ordering": True},
}


class LanedWorld(MortalWorld):
    """Notes when each request starts."""

    starts: list[tuple[float, str]]

    def request(self, event, webhook, store):
        self.starts.append((self.now.timestamp(), event.id))
        return super().request(event, webhook, store)


@pytest.mark.parametrize("kind", LANES)
def test_a_lane_whose_workers_are_killed_loses_nothing_and_keeps_its_promise(world, kind):
    mortal = LanedWorld(world.now)
    mortal.starts = []
    mortal.webhook(**LANES[kind], **lanes.opened())
    mortal.begin(seed=3, risk=RISK)
    mortal.batch_size = 3
    number = 0
    while mortal.kills < KILLS:
        for _ in range(BATCHES):
            records = [streams.record(None, contact(number + place)) for place in range(1, BATCH + 1)]
            number += BATCH
            mortal.publish(records)
            mortal.run(timedelta(seconds=3))
        mortal.run()
    kills, mortal.table = mortal.kills, mortal.alive
    events = [(item["SK"], item["id"]) for item in mortal.store.query(keys.EVENT)]
    expected = [event for _, event in sorted(events)]
    assert len(expected) == number
    states = Counter(item["status"] for item in mortal.store.query(keys.DELIVERY, "wh_test"))
    assert states == {"delivered": number}, "none is lost, none is stuck"
    assert mortal.taken.total() - number < kills, "only a death between the call and its record doubles it"
    assert all(len(set(bodies)) == 1 for bodies in mortal.bodies.values())
    assert most_in_a_second([at for at, _ in mortal.starts][-2000:]) <= LANES[kind].get("rate_limit", 10**9)
    if LANES[kind].get("ordering"):
        assert mortal.accepted == expected, "each was accepted for the first time in the order of the log"
    lane = there(mortal.store.get(keys.LANE, "wh_test"))
    assert "lease_until" not in lane
    assert mortal.store.query(keys.LANE, "wh_test") == []
    print(f"{kind}: {number} events, {kills} deaths, {mortal.taken.total() - number} accepted twice")  # noqa: T201
    mortal.close()
