"""A webhook hears the events for which its filter is true, and nothing is dropped silently when it cannot be judged."""

import pytest
from bivelio_core.events import log
from bivelio_core.store import keys
from bivelio_core.store.writes import Update
from bivelio_core.webhooks import health, missed
from bivelio_core.webhooks.missed import first_step

NUMBER_ONE = "data.name == 'Núria 1 €'"
FAILS = "length(event) > `0` && add(data.name, `1`) > `0`"
"""Valid when it is saved; over these events it adds 1 to a name."""


def attempts(world):
    return world.store.query(keys.DELIVERY_ATTEMPT, "wh_test")


def called(world):
    return [event for _, event in world.called]


def replay(world):
    world.store.update(keys.WEBHOOK, "wh_test", Update(set={"replay": "1"}))
    world.send("redeliveries", [first_step(world.store, "wh_test", "1", log.earliest(world.store))])


@pytest.mark.parametrize("expression", [NUMBER_ONE, "contains(data.name, '1')", "ends_with(upper(data.name), '1 €')"])
def test_only_events_that_pass_the_filter_are_sent(world, expression):
    world.webhook(filter=expression)
    events = world.happen(3)
    world.run()
    assert called(world) == [events[1].id]
    assert len(world.sent) == 1, "for the others there is not even a message"


def test_a_filter_that_cannot_be_evaluated_is_recorded_with_the_reason_and_costs_the_receiver_nothing(world):
    world.webhook(filter=FAILS)
    (event,) = world.happen()
    world.run()
    (attempt,) = attempts(world)
    assert (attempt["outcome"], attempt["event_id"], called(world)) == ("skipped", event.id, [])
    assert attempt["error"].startswith("the filter cannot be evaluated: ")
    assert "next_attempt_at" not in attempt
    assert world.stored()["failures"] == 0
    assert health.of(world.store, "wh_test").success_rate is None


def test_a_replay_sends_what_passes_the_filter_of_today(world):
    world.webhook(filter=FAILS)
    events = world.happen(3)
    world.run()
    world.pass_time(seconds=5)
    assert missed.count(world.store, world.stored(), log.earliest(world.store), "~").number == 0
    world.store.update(keys.WEBHOOK, "wh_test", Update(set={"filter": NUMBER_ONE}))
    assert missed.count(world.store, world.stored(), log.earliest(world.store), "~").number == 1
    replay(world)
    world.run()
    assert called(world) == [events[1].id]


def test_a_replay_records_a_filter_that_cannot_be_evaluated_and_leaves_what_was_delivered(world):
    world.webhook()
    world.happen(1)
    world.run()
    health.disable(world.store, "wh_test", "user")
    world.happen(1)
    world.store.update(keys.WEBHOOK, "wh_test", health.enabling())
    world.store.update(keys.WEBHOOK, "wh_test", Update(set={"filter": FAILS}))
    world.pass_time(seconds=5)
    replay(world)
    world.run()
    assert [attempt["outcome"] for attempt in attempts(world)] == ["delivered", "skipped"]
    assert sorted(item["status"] for item in world.store.query(keys.DELIVERY, "wh_test")) == ["delivered", "skipped"]


def test_a_filter_that_tries_to_do_too_much_ends_within_its_allowance(world):
    world.webhook(filter="length(pad(data.name, `900000`, 'x')) > `0`")
    world.happen()
    world.run()
    (attempt,) = attempts(world)
    assert (attempt["outcome"], called(world)) == ("skipped", [])
