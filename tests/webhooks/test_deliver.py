"""A delivery follows the documented schedule, and is never lost, sent twice or sent to a deleted webhook."""

from dataclasses import replace
from datetime import timedelta

from bivelio_core.store import keys
from bivelio_core.webhooks import health, request, state
from bivelio_core.webhooks.request import ReceiverAnswer

from tests.webhooks.world import FAILED, TAKEN

SCHEDULE = [0, 30, 150, 750, 4350]
"""Seconds after the event at which the reference's delays (0, 30 s, 2 min, 10 min, 1 h) put the five attempts."""


def attempts(world, webhook_id="wh_test"):
    return world.store.query(keys.DELIVERY_ATTEMPT, webhook_id)


def test_a_receiver_that_takes_the_event_is_called_once(world):
    world.webhook()
    (event,) = world.happen()
    world.run()
    assert [called for _, called in world.called] == [event.id]
    (attempt,) = attempts(world)
    assert (attempt["outcome"], attempt["attempt"], attempt["response_status"]) == ("delivered", 1, 200)
    assert health.of(world.store, "wh_test").success_rate == 1.0


def test_a_receiver_that_always_fails_gets_five_attempts_by_the_schedule_and_is_switched_off(world):
    world.webhook()
    world.answer = lambda _: FAILED
    start = world.now
    (event,) = world.happen()
    world.run()
    assert [(at - start).total_seconds() for at, _ in world.called] == SCHEDULE
    waits = [(sent.queue, sent.message.attempt, sent.delay_seconds) for sent in world.sent]
    assert waits == [
        ("deliveries", 1, 0),
        ("redeliveries", 2, 30),
        ("redeliveries", 3, 120),
        ("redeliveries", 4, 600),
        *[("redeliveries", 5, 900)] * 4,  # the hour, in hops
    ]
    due = [sent.message.due_at - start.timestamp() for sent in world.sent[1:]]
    assert due == [30, 150, 750, 4350, 4350, 4350, 4350]
    assert (world.stored()["status"], world.stored()["disabled_reason"]) == ("disabled", "failures")
    assert [attempt["attempt"] for attempt in attempts(world)] == [1, 2, 3, 4, 5]
    assert health.of(world.store, "wh_test").success_rate == 0.0
    later = world.happen()
    world.run()
    assert len(world.called) == 5, f"{event.id} and {later} are recorded, and nobody is called"


def test_a_success_in_between_keeps_the_webhook_on(world):
    world.webhook()
    poison = None

    def answer(event):
        return FAILED if event.id == poison else TAKEN

    world.answer = answer
    poison = world.happen()[0].id
    world.run(timedelta(minutes=5))
    world.happen()
    world.run()
    assert [called for _, called in world.called].count(poison) == 5
    assert world.stored()["status"] == "active"
    assert health.of(world.store, "wh_test").success_rate == 0.5


def test_gone_switches_off_at_once(world):
    world.webhook()
    world.answer = lambda _: ReceiverAnswer("failed", 5, 410, "", "the receiver answered 410")
    world.happen()
    world.run()
    assert len(world.called) == 1
    assert (world.stored()["status"], world.stored()["disabled_reason"]) == ("disabled", "gone")


def test_retry_after_is_honoured_upwards_only(world):
    world.webhook()
    headers = iter([{"retry-after": "3"}, {"retry-after": "1000"}, {"retry-after": "Tue, 07 Apr 2026 14:00:00 GMT"}])
    world.answer = lambda _: ReceiverAnswer("failed", 5, 503, "", "busy", next(headers, {}))
    start = world.now
    world.happen()
    world.run(timedelta(hours=1))
    assert [(at - start).total_seconds() for at, _ in world.called] == [0, 30, 1030, 3600]


def test_a_deleted_or_disabled_webhook_is_not_called(world):
    world.webhook("wh_gone")
    world.webhook("wh_off")
    world.webhook("wh_sample", sample=True)
    world.happen()
    world.store.delete(keys.WEBHOOK, "wh_gone")
    health.disable(world.store, "wh_off", "user")
    world.run()
    assert world.called == []


def test_a_webhook_hears_only_what_it_asked_for(world):
    world.webhook("wh_a", ("contact.created",))
    world.webhook("wh_b", ("contact.updated", "contact.created"))
    world.happen(1, "contact.updated")
    world.happen(1, "invoice.paid")
    assert [sent.message.webhook for sent in world.sent] == ["wh_b"]


def test_the_breaker_takes_a_failing_receivers_first_attempts_out_of_the_way_and_closes_again(world):
    world.webhook()
    world.answer = lambda _: FAILED
    world.happen(5)
    world.run(timedelta(seconds=1))
    assert world.stored()["failing"]
    world.happen()
    assert world.sent[-1].queue == "redeliveries"
    assert world.sent[-1].delay_seconds == 0
    world.answer = lambda _: TAKEN
    world.run(timedelta(minutes=1))
    assert "failing" not in world.stored()
    world.happen()
    assert world.sent[-1].queue == "deliveries"


def test_a_message_that_comes_twice_makes_one_call(world):
    world.webhook()
    world.happen()
    message = world.sent[0].message
    world.send("deliveries", [message])
    world.run()
    assert len(world.called) == 1


def test_a_second_worker_waits_for_the_first_ones_lease(world):
    world.webhook()
    world.happen()
    message = world.sent[0].message
    state.claim(world.store, message)  # a worker that then dies
    world.run()
    (_, again) = world.sent
    assert (again.queue, again.delay_seconds) == ("redeliveries", state.LEASE_SECONDS)
    assert len(world.called) == 1, "the lease is over, the event arrives"


def test_a_failure_that_is_served_twice_does_not_double_the_attempts(world):
    world.webhook()
    world.answer = lambda _: FAILED
    world.happen()
    message = world.sent[0].message
    world.serve([message])
    world.send("deliveries", [message])
    world.run()
    assert len(world.called) == 5


def test_an_early_message_hops_on(world):
    world.webhook()
    world.happen()
    delivery = replace(world.sent[0].message, attempt=1, due_at=world.now.timestamp() + 2000)
    world._waiting.clear()
    world.serve([delivery])
    assert (world.sent[-1].delay_seconds, world.sent[-1].message) == (900, delivery)
    start = world.now
    world.run()
    assert [(at - start).total_seconds() for at, _ in world.called] == [2000]


def test_a_success_before_the_first_attempt_does_not_keep_the_webhook_on(world):
    world.webhook()
    world.happen()
    world.run()
    world.pass_time(minutes=1)
    world.answer = lambda _: FAILED
    world.happen()
    world.run()
    assert len(world.called) == 1 + 5
    assert world.stored()["status"] == "disabled"


def test_a_webhook_deleted_during_its_last_attempt_stays_deleted(world):
    world.webhook()

    def answer(_):
        if len(world.called) == 5:
            world.store.delete(keys.WEBHOOK, "wh_test")
        return FAILED

    world.answer = answer
    world.happen()
    world.run()
    assert len(world.called) == 5
    assert world.stored() is None


def test_a_webhook_deleted_or_disabled_between_two_attempts_is_not_called_again(world):
    for webhook_id in ("wh_gone", "wh_off"):
        world.webhook(webhook_id)
    world.answer = lambda _: FAILED
    world.happen()
    world.run(timedelta(seconds=1))
    assert len(world.called) == 2
    world.store.delete(keys.WEBHOOK, "wh_gone")
    health.disable(world.store, "wh_off", "user")
    world.run()
    assert len(world.called) == 2


def test_a_late_worker_does_not_close_the_round_a_replay_has_opened(world):
    world.webhook()
    (event,) = world.happen()
    message = world.sent[0].message
    state.claim(world.store, message)
    number = state.reopen(world.store, event.id, "wh_test")
    state.settle(world.store, message, "delivered")
    stored = world.store.get(keys.DELIVERY, event.id, "wh_test")
    assert (stored["status"], stored["round"], stored["attempts"]) == ("pending", number, 0)
    world.run()
    assert world.called == [], "the message of the old round does nothing"
    world.send("deliveries", [replace(message, round=number)])
    world.run()
    assert [called for _, called in world.called] == [event.id]


def test_what_is_kept_of_a_delivery_is_kept_thirty_days(world):
    world.webhook()
    world.happen()
    world.run()
    days = [
        (item["ttl"] - world.now.timestamp()) / 86_400
        for kind, rest in ((keys.DELIVERY, ["wh_test"]), (keys.DELIVERY_ATTEMPT, ["wh_test"]), (keys.EVENT, []))
        for item in world.store.query(kind, *rest)
    ]
    assert days == [30, 30, 30]


def test_an_attempt_has_ten_seconds_and_a_lease_that_outlives_it():
    assert request.TIMEOUT_SECONDS == 10
    assert state.LEASE_SECONDS >= 2 * request.TIMEOUT_SECONDS
