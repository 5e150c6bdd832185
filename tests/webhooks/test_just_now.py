"""A webhook, an event and an attempt of a moment ago are known at once: no weak read decides about a delivery."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core.events import log
from bivelio_core.store import keys
from bivelio_core.store.writes import Update
from bivelio_core.webhooks import lanes, loops
from bivelio_core.webhooks.missed import count, first_step

from tests.lagging import Unseen
from tests.webhooks.world import FAILED, TAKEN, World

LANE = {"rate_limit": 5, **lanes.opened()}


@pytest.fixture
def world(services: None) -> Iterator[World]:
    made = World(datetime(2026, 4, 7, 13, 0, tzinfo=UTC), table=Unseen())
    yield made
    made.close()


@pytest.mark.parametrize("options", [{}, LANE], ids=["alone", "in a lane"])
def test_an_event_is_sent_and_sent_again_until_it_is_taken(world, options):
    world.webhook(**options)
    answers = iter([FAILED, FAILED, TAKEN])
    world.answer = lambda _: next(answers)
    (event,) = world.happen()
    world.run()
    assert [called for _, called in world.called] == [event.id] * 3


def test_a_webhook_that_took_another_event_meanwhile_stays_on(world):
    world.webhook()
    world.pass_time(seconds=1)
    (poison,) = world.happen()
    world.answer = lambda event: FAILED if event.id == poison.id else TAKEN
    world.run(timedelta(minutes=5))
    world.happen()
    world.run()
    assert [called for _, called in world.called].count(poison.id) == 5
    assert world.stored()["status"] == "active"


def test_what_was_taken_is_not_sent_again(world):
    webhook = world.webhook()
    since = log.earliest(world.store)
    world.happen()
    world.run()
    world.pass_time(seconds=10)
    events = log.after(world.store, since, 10, log.settled_position())
    assert len(list(events)) == 1
    assert count(world.store, world.stored(), since, log.settled_position()).number == 0
    world.store.update(keys.WEBHOOK, webhook, Update(set={"replay": "1"}))
    world.send("redeliveries", [first_step(world.store, webhook, "1", since)])
    world.run()
    assert len(world.called) == 1


@pytest.mark.parametrize("named", ["wh_test", ""])
def test_a_webhook_whose_event_came_back_is_switched_off(world, named):
    world.webhook()
    (event,) = world.happen()
    world.run()
    assert loops.disable_sender(world.store, event.id, named)
    assert (world.stored()["status"], world.stored()["disabled_reason"]) == ("disabled", "loop")
