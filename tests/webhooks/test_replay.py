"""What a receiver missed is delivered in the order in which it happened, and what it has is not sent again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from bivelio_core.events import log
from bivelio_core.store import keys
from bivelio_core.store.writes import Update
from bivelio_core.webhooks import health, progress, state
from bivelio_core.webhooks.missed import count, first_step

from tests.webhooks.world import FAILED, TAKEN


def replay(world, number: str = "1", since=None, webhook_id="wh_test"):
    since = since or log.earliest(world.store)
    world.store.update(keys.WEBHOOK, webhook_id, Update(set={"replay": number}))
    world.send("redeliveries", [first_step(world.store, webhook_id, number, since)])


def forget_webhook(store):
    store.delete(keys.WEBHOOK, "wh_test")


def enable(world):
    world.store.update(keys.WEBHOOK, "wh_test", health.enabling())


def test_enable_and_replay_deliver_all_missed_events_in_order(world):
    world.webhook()
    world.answer = lambda _: FAILED
    missed = world.happen()
    world.run()
    assert world.stored()["status"] == "disabled"
    for _ in range(30):
        world.pass_time(hours=7)
        missed += world.happen(9)
    assert len(world.called) == 5
    enable(world)
    world.answer = lambda _: TAKEN
    world.called.clear()
    replay(world)
    world.run()
    assert [called for _, called in world.called] == [event.id for event in missed]
    assert world.stored()["status"] == "active"


def test_events_of_the_last_instant_are_not_forgotten(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    missed = world.happen(3)
    enable(world)
    replay(world)
    world.run()
    assert [called for _, called in world.called] == [event.id for event in missed]


def test_what_the_receiver_has_is_not_sent_again(world):
    world.webhook()
    world.happen(2)
    world.run()
    health.disable(world.store, "wh_test", "user")
    missed = world.happen(2)
    world.happen(1, "invoice.paid")
    world.run()
    enable(world)
    world.pass_time(seconds=5)
    world.called.clear()
    replay(world)
    world.run()
    replay(world, "2")
    world.run()
    assert [called for _, called in world.called] == [event.id for event in missed]


def test_a_failure_pauses_the_replay_by_the_schedule_and_keeps_the_order(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    missed = world.happen(3)
    enable(world)
    world.pass_time(seconds=5)
    failures = iter([FAILED, FAILED])
    world.answer = lambda event: next(failures, TAKEN) if event.id == missed[1].id else TAKEN
    start = world.now
    replay(world)
    world.run()
    assert [(round((at - start).total_seconds()), called) for at, called in world.called] == [
        (0, missed[0].id),
        (0, missed[1].id),
        (30, missed[1].id),
        (150, missed[1].id),
        (150, missed[2].id),
    ]


def test_a_replay_to_a_receiver_that_fails_switches_it_off_and_stops(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    missed = world.happen(3)
    enable(world)
    world.pass_time(seconds=5)
    world.answer = lambda _: FAILED
    replay(world)
    world.run()
    assert [called for _, called in world.called] == [missed[0].id] * 5
    assert world.stored()["status"] == "disabled"


def test_an_event_that_alone_fails_is_passed_over(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    missed = world.happen(3)
    enable(world)
    world.pass_time(seconds=5)
    world.answer = lambda event: FAILED if event.id == missed[0].id else TAKEN
    replay(world)
    world.run(timedelta(minutes=20))
    world.happen()  # a live one, taken
    world.run()
    assert world.stored()["status"] == "active"
    assert [called for _, called in world.called][-2:] == [event.id for event in missed[1:]]


def test_a_newer_replay_ends_an_older_one(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    world.happen(3)
    enable(world)
    world.pass_time(seconds=5)
    replay(world, "1")
    replay(world, "2")
    world.run()
    assert len(world.called) == 3


def test_two_copies_of_a_replay_do_not_double_the_events(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    (event, _) = world.happen(2)
    enable(world)
    world.pass_time(seconds=5)
    state.take_over(world.store, event.id, "wh_test", 1)  # the other copy is about to send it
    replay(world)
    world.run()
    assert len(world.called) == 2
    assert world.called[0][0] - world.sent[-1].at == timedelta(seconds=state.LEASE_SECONDS)


def test_each_event_of_a_replay_has_five_attempts_of_its_own(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    first, second = world.happen(2)
    enable(world)
    world.pass_time(seconds=5)
    failures = iter([FAILED] * 4)
    world.answer = lambda event: FAILED if event.id == first.id else next(failures, TAKEN)
    replay(world)
    world.run(timedelta(minutes=20))
    world.answer, before = (lambda _: TAKEN), world.answer
    world.happen()  # a live one, taken: the first event alone is to blame
    world.run(timedelta(seconds=1))
    world.answer = before
    world.run()
    calls = [called for _, called in world.called]
    assert (calls.count(first.id), calls.count(second.id)) == (5, 5)
    assert world.stored()["status"] == "active"


def test_a_long_replay_hands_over_and_goes_on_where_it_was(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    missed = world.happen(11)
    enable(world)
    world.pass_time(seconds=5)

    def answer(_):
        world.pass_time(seconds=4)
        return TAKEN

    world.answer = answer
    before = len(world.sent)
    replay(world)
    world.run()
    assert [called for _, called in world.called] == [event.id for event in missed]
    walks = [sent.message for sent in world.sent[before:]]
    assert len(walks) == 3, "four events of four seconds are more than the 15 of an invocation"
    assert [walk.position > walks[0].position for walk in walks] == [False, True, True]


def test_what_happens_after_the_replay_was_asked_for_is_left_to_its_own_delivery(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    (missed,) = world.happen()
    enable(world)
    world.pass_time(seconds=5)
    replay(world)
    walk = world._waiting.pop()
    world.pass_time(seconds=5)
    (live,) = world.happen()
    world.pass_time(seconds=5)
    world.serve([walk[2]])
    assert [called for _, called in world.called] == [missed.id]
    world.run()
    assert [called for _, called in world.called] == [missed.id, live.id]


def test_a_newer_replay_ends_an_older_one_that_waits(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    (early,) = world.happen()
    world.pass_time(minutes=1)
    (late,) = world.happen()
    enable(world)
    world.pass_time(seconds=5)
    world.answer = lambda event: FAILED if event.id == early.id else TAKEN
    replay(world, "1")
    world.run(timedelta(seconds=1))
    replay(world, "2", since=late.place)
    world.run()
    assert [called for _, called in world.called] == [early.id, late.id], "the older one's retry never comes"


@pytest.mark.parametrize("leaves", [lambda store: health.disable(store, "wh_test", "user"), forget_webhook])
def test_a_replay_to_a_webhook_that_is_switched_off_or_deleted_ends(world, leaves):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    world.happen(2)
    enable(world)
    world.pass_time(seconds=5)
    world.answer = lambda _: FAILED
    replay(world)
    world.run(timedelta(seconds=1))
    leaves(world.store)
    world.run()
    assert len(world.called) == 1


def replayed(world, **about):
    """A replay with progress, as the endpoint starts it."""
    message = replace(first_step(world.store, "wh_test", "1", log.earliest(world.store)), **about)
    begun = progress.initial_attributes(message, 0, is_exact=True)
    world.store.update(keys.WEBHOOK, "wh_test", Update(set=begun))
    world.send("redeliveries", [message])


def done(world):
    found = world.stored()["replay_progress"]
    return found["status"], found["delivered"], found["failed"]


def test_a_replay_of_some_types_passes_over_the_others(world):
    world.webhook(events=("contact.created", "contact.updated"))
    health.disable(world.store, "wh_test", "user")
    world.happen(2)
    wanted = world.happen(2, "contact.updated")
    enable(world)
    world.pass_time(seconds=5)
    position = log.earliest(world.store)
    assert count(world.store, world.stored(), position, "~", ["contact.updated"]).number == 2
    replayed(world, types=["contact.updated"])
    world.run()
    assert [called for _, called in world.called] == [event.id for event in wanted]
    assert done(world) == ("finished", 2, 0)


def test_a_replay_of_failed_events_alone_sends_neither_missed_nor_pending_ones(world):
    world.webhook()
    world.answer = lambda _: FAILED
    failed = world.happen(2)
    world.run()
    world.happen(2)  # while it is disabled: never sent
    enable(world)
    world.pass_time(seconds=5)
    world.answer = lambda _: TAKEN
    world.called.clear()
    position = log.earliest(world.store)
    assert count(world.store, world.stored(), position, "~", only_failed=True).number == 2
    replayed(world, only_failed=True)
    world.run()
    assert [called for _, called in world.called] == [event.id for event in failed]
    assert count(world.store, world.stored(), position, "~", only_failed=True).number == 0
    assert done(world) == ("finished", 2, 0)


def test_an_event_that_fails_again_in_a_replay_of_failed_ones_waits_and_is_delivered(world):
    world.webhook()
    world.answer = lambda _: FAILED
    world.happen(1)
    world.run()
    enable(world)
    world.pass_time(seconds=5)
    answers = iter([FAILED, FAILED, TAKEN])
    world.answer = lambda _: next(answers)
    world.called.clear()
    replayed(world, only_failed=True)
    world.run()
    assert len(world.called) == 3
    assert done(world) == ("finished", 1, 0)


def test_the_progress_counts_what_was_delivered_and_what_failed_and_says_when_it_was_stopped(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    events = world.happen(3)
    enable(world)
    world.pass_time(seconds=5)
    world.answer = lambda event: FAILED if event.id == events[1].id else TAKEN
    replayed(world)
    world.run(timedelta(minutes=20))
    assert done(world) == ("running", 1, 0)
    world.run()
    assert done(world) == ("finished", 2, 1)
    health.disable(world.store, "wh_test", "user")
    replayed(world)
    world.run()
    assert done(world) == ("stopped", 0, 0)


def test_a_replay_whose_worker_dies_before_it_moves_on_counts_each_event_once(world):
    world.webhook()
    health.disable(world.store, "wh_test", "user")
    world.happen(3)
    enable(world)
    world.pass_time(seconds=5)
    replayed(world)
    message = world._waiting.pop()[2]
    world.serve([message])
    world.serve([message])  # SQS delivers it again
    world.run()
    assert (len(world.called), done(world)) == (3, ("finished", 3, 0))
