"""A rate limit is never exceeded, an order is kept, nothing is lost, and others do not notice."""

import itertools
import threading
import time
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.store import keys
from bivelio_core.store.writes import Update
from bivelio_core.webhooks import health, lanes, progress
from bivelio_core.webhooks.lane_walk import serve_turn
from bivelio_core.webhooks.missed import first_step
from bivelio_core.webhooks.queues import Turn

from tests.webhooks.world import FAILED, TAKEN, World


def laned(world, webhook_id="wh_test", **options):
    return world.webhook(webhook_id, **options, **lanes.opened())


def ids_called(world):
    return [called for _, called in world.called]


def in_order(events):
    """The ids of events in the order of the log: batches recorded in one instant share it."""
    return [event.id for event in sorted(events, key=lambda each: (each.place, each.id))]


def starts(world):
    return [at.timestamp() for at, _ in world.called]


def most_in_a_second(moments):
    return max(sum(first <= other < first + 1 for other in moments) for first in moments)


def states(world):
    return [item["status"] for item in world.store.query(keys.DELIVERY, "wh_test")]


def test_a_backlog_is_sent_in_order_and_never_faster_than_the_limit(world):
    laned(world, rate_limit=5)
    events = [event for _ in range(10) for event in world.happen(10)]
    world.run()
    assert ids_called(world) == in_order(events)
    assert most_in_a_second(starts(world)) == 5
    assert starts(world)[-1] - starts(world)[0] < 100 / 5 * 1.1, "and not much slower"
    assert states(world) == ["delivered"] * 100


def test_one_message_tells_of_a_batch_and_a_waiting_backlog_needs_a_message_for_each_walk(world):
    laned(world, rate_limit=1)
    world.happen(60)
    world.run()
    assert len(ids_called(world)) == 60
    assert len(world.sent) <= 6, "one for the batch, one for each quarter of a minute"
    assert {sent.queue for sent in world.sent} == {"lanes"}


def test_repeated_attempts_wait_for_their_turn_and_hold_up_nobody(world):
    laned(world, rate_limit=2)
    poison = world.happen()[0].id
    world.answer = lambda event: FAILED if event.id == poison else TAKEN
    others = [event.id for event in world.happen(20)]
    start = world.now
    world.run()
    called = [(at - start).total_seconds() for at, event in world.called if event == poison]
    assert len(called) == 5
    gaps = [later - earlier for earlier, later in itertools.pairwise(called)]
    assert all(abs(gap - expected) < 2 for gap, expected in zip(gaps, (30, 120, 600, 3600), strict=True)), gaps
    assert [event for event in ids_called(world) if event != poison] == others
    assert most_in_a_second(starts(world)) <= 2
    assert world.stored()["status"] == "active"


def test_an_event_that_fails_holds_up_the_later_ones_through_its_tries_then_the_next_goes(world):
    laned(world, ordering=True)
    poison = world.happen()[0].id
    world.answer = lambda event: FAILED if event.id == poison else TAKEN
    world.pass_time(milliseconds=1)
    later = [world.happen()[0].id]
    world.run(timedelta(minutes=2))
    later += in_order(world.happen(3))
    world.run()
    assert ids_called(world) == [poison] * 5 + later
    moments = starts(world)
    assert [round(moment - moments[0]) for moment in moments[:5]] == [0, 30, 150, 750, 4350]
    assert moments[5] - moments[4] < 1
    assert world.stored()["status"] == "active"


def test_an_ordered_webhook_whose_receiver_is_gone_is_disabled_with_the_second_event_it_loses(world):
    laned(world, ordering=True)
    world.answer = lambda _: FAILED
    events = [event.id for event in world.happen(3)]
    world.run()
    assert ids_called(world) == [events[0]] * 5 + [events[1]] * 5
    assert (world.stored()["status"], world.stored()["disabled_reason"]) == ("disabled", "failures")
    assert sorted(states(world)) == ["failed", "failed"]


def test_an_order_has_one_request_under_way_also_where_a_replay_and_new_events_meet(world):
    laned(world, ordering=True, rate_limit=10)
    health.disable(world.store, "wh_test", "user")
    missed = in_order(world.happen(40))
    world.pass_time(seconds=5)
    world.store.update(keys.WEBHOOK, "wh_test", Update(set={**health.enabling().set, **lanes.opened()}))
    message = first_step(world.store, "wh_test", "1", log.earliest(world.store))
    world.store.update(keys.WEBHOOK, "wh_test", Update(set=progress.initial_attributes(message, 40, is_exact=True)))
    world.send("redeliveries", [message])
    fresh = in_order(world.happen(40))
    world.run()
    called = ids_called(world)
    assert sorted(called) == sorted(missed + fresh)
    assert [event for event in called if event in set(fresh)] == fresh
    assert [event for event in called if event in set(missed)] == missed
    assert most_in_a_second(starts(world)) <= 10


def test_options_that_come_and_go_lose_nothing_and_send_nothing_twice(world):
    world.webhook()
    expected = [event.id for event in world.happen(3)]
    for is_on in (True, False, True, False, True):
        before = world.stored()
        options = {"rate_limit": 10} if is_on else {}
        gone = [] if is_on else ["rate_limit"]
        change = Update(set={**options, **lanes.switched(before, is_on=is_on)}, remove=gone)
        world.store.update(keys.WEBHOOK, "wh_test", change)
        expected += [event.id for event in world.happen(25)]
        world.run(timedelta(seconds=0.5))
    world.run()
    assert sorted(ids_called(world)) == sorted(expected)


def test_many_changes_of_the_options_keep_the_list_of_spans_short(world):
    webhook: dict[str, Any] = {"lane": []}
    for _ in range(30):
        webhook |= {"rate_limit": 1, **lanes.switched(webhook, is_on=True)}
        world.pass_time(minutes=1)
        webhook |= lanes.switched(webhook, is_on=False)
        del webhook["rate_limit"]
        world.pass_time(minutes=1)
    assert len(webhook["lane"]) == lanes.MOST_SPANS
    assert all("until" in span for span in webhook["lane"])


def test_what_happens_while_a_laned_webhook_is_disabled_is_not_sent(world):
    laned(world, rate_limit=10)
    health.disable(world.store, "wh_test", "user")
    world.happen(2)
    world.pass_time(minutes=1)
    world.store.update(keys.WEBHOOK, "wh_test", Update(set={**health.enabling().set, **lanes.opened()}))
    after = [event.id for event in world.happen(2)]
    world.run()
    assert ids_called(world) == after


def test_a_filter_that_cannot_be_evaluated_is_recorded_and_holds_up_nobody(world):
    laned(world, ordering=True, filter="add(data.name, `1`) > `0`")
    world.happen(2)
    world.run()
    assert world.called == []
    assert states(world) == ["skipped", "skipped"]


def test_the_others_do_not_wait(world):
    laned(world, "wh_slow", rate_limit=1)
    world.webhook("wh_quick")
    world.happen(20)
    assert [sent.queue for sent in world.sent].count("deliveries") == 20
    assert {sent.message.webhook for sent in world.sent if sent.queue == "deliveries"} == {"wh_quick"}


def test_many_workers_never_exceed_the_limit_together(world):
    world.close()
    real = World(clock.now())
    real._stack.close()
    laned(real, rate_limit=20)
    events = real.happen(60)
    time.sleep(lanes.AFTER_SETTLING.total_seconds())
    moments, lock = [], threading.Lock()

    def receive(event, _webhook, _organisation):
        with lock:
            moments.append((time.monotonic(), event.id))
        time.sleep(0.05)
        return TAKEN

    tenant = real.store.tenant
    turn = Turn(tenant.organisation, tenant.environment, tenant.day, "wh_test")
    quiet = threading.Lock()

    class Outbox:
        """Those who come in vain are dropped, and nobody else sends anything."""

        def send(self, *_):
            with quiet:
                raise AssertionError("the backlog is served by one walk")

    workers = [threading.Thread(target=serve_turn, args=(turn, real.store, Outbox(), receive)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(event for _, event in moments) == sorted(event.id for event in events)
    assert most_in_a_second([moment for moment, _ in moments]) <= 20
