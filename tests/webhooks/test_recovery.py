"""A receiver that fails is shown as failing; with `on_recovery: replay` it gets what it missed once it answers."""

import os
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core.context import Actor, Context
from bivelio_core.webhooks import reading
from bivelio_core.webhooks.actions.enable import enable
from bivelio_core.webhooks.models import EnableWebhook, UpdateWebhook
from bivelio_core.webhooks.queues import Probe
from bivelio_core.webhooks.request import ReceiverAnswer
from bivelio_core.webhooks.writing import update

from tests.webhooks.test_killed_workers import MortalWorld
from tests.webhooks.test_notices import told
from tests.webhooks.world import FAILED, TAKEN

ROUNDS = int(os.environ.get("KILLS", "3"))
GONE = ReceiverAnswer("failed", 5, 410, "", "the receiver answered 410")
WISHED: dict[str, Any] = {"on_recovery": "replay", "created_at": "2026-04-07T12:00:00Z"}


def context(world):
    return Context(
        tenant=world.store.tenant,
        actor=Actor("user", "usr_anna"),
        scopes=frozenset({"admin"}),
        request_id="r",
        language="ca",
        store=world.store,
    )


def shown(world):
    return reading.show(world.stored(), context(world)).model_dump()


def taken(world):
    """The ids of events in the order in which the receiver accepted them, those of before the outage left out."""
    return [event for _, event in world.accepted]


@pytest.fixture
def receiver(world):
    """The world, with a receiver that notes what it accepts; `world.down` says whether it is down."""
    world.accepted, world.down = [], False

    def answer(event):
        if world.down:
            return FAILED
        world.accepted.append((world.now, event.id))
        return TAKEN

    world.answer = answer
    return world


def outage(world, hours, per_hour=2):
    """Hours in which the receiver is down, with what happens meanwhile; the ids of its events."""
    world.down, ids = True, []
    before = dict(world.stored())
    for _ in range(hours * per_hour):
        ids += [event.id for event in world.happen(3)]
        world.run(timedelta(hours=1 / per_hour))
        told(world, before)
        before = dict(world.stored())
    return ids


def test_failures_are_shown_and_the_documented_fields_stay(receiver):
    receiver.webhook(**WISHED)
    healthy = shown(receiver)
    assert (healthy["status"], healthy["health"]) == ("active", "ok")
    assert healthy.keys().isdisjoint({"failing_since", "consecutive_failures", "last_error"})
    receiver.down = True
    receiver.happen(4)
    receiver.run(timedelta(seconds=1))
    assert (shown(receiver)["health"], shown(receiver)["consecutive_failures"]) == ("ok", 4)
    receiver.happen(1)
    receiver.run(timedelta(seconds=1))
    failing = shown(receiver)
    assert (failing["status"], failing["health"], failing["consecutive_failures"]) == ("active", "failing", 5)
    assert (failing["failing_since"], failing["last_error"]) == ("2026-04-07T13:00:01Z", "the receiver answered 500")
    receiver.run(timedelta(hours=3))
    disabled = shown(receiver)
    assert (disabled["status"], disabled["health"]) == ("disabled", "failing")
    receiver.down = False
    enable(EnableWebhook(webhook_id="wh_test"), context(receiver))
    assert shown(receiver)["health"] == "ok"
    assert shown(receiver).keys().isdisjoint({"failing_since", "consecutive_failures", "last_error"})


def test_what_a_night_missed_comes_in_order_and_once_when_the_receiver_answers_again(receiver):
    receiver.webhook(**WISHED)
    first = [event.id for event in receiver.happen(3)]
    receiver.run(timedelta(minutes=10))
    missed = outage(receiver, hours=10)
    assert receiver.stored()["status"] == "disabled"
    probes = sum(isinstance(sent.message, Probe) for sent in receiver.sent)
    receiver.down = False
    receiver.run(timedelta(hours=1))
    assert taken(receiver) == [*first, *missed]
    after = shown(receiver)
    assert (after["status"], after["health"], after["replay"]["status"]) == ("active", "ok", "finished")
    assert after["replay"]["delivered"] + 1 == len(missed), "the probe brought the first"
    assert probes < 10 * 5, "a quarter of an hour apart at most"
    later = [event.id for event in receiver.happen(2)]
    receiver.run(timedelta(days=9))
    assert taken(receiver) == [*first, *missed, *later]
    assert not set(receiver.stored()) & {"outage_from", "probe", "recovering"}


def test_a_short_outage_is_made_good_too(receiver):
    """The webhook was not disabled; events that had failed five times, and those that wait, come in order."""
    receiver.webhook(**WISHED)
    missed = outage(receiver, hours=1)
    assert shown(receiver)["health"] == "failing"
    receiver.down = False
    later = [event.id for event in receiver.happen(1)]
    receiver.run(timedelta(hours=3))
    assert sorted(taken(receiver)) == sorted([*missed, *later])
    assert shown(receiver)["replay"]["status"] == "finished"


def test_a_single_failure_is_no_outage(receiver):
    receiver.webhook(**WISHED)
    receiver.down = True
    (event,) = receiver.happen(1)
    receiver.run(timedelta(seconds=1))
    receiver.down = False
    receiver.run(timedelta(hours=1))
    assert taken(receiver) == [event.id]
    assert "replay" not in shown(receiver)
    assert "outage_from" not in receiver.stored()


def test_without_the_wish_nothing_is_sent_after_it_was_disabled(receiver):
    receiver.webhook(created_at=WISHED["created_at"])
    outage(receiver, hours=4)
    receiver.down = False
    receiver.run(timedelta(days=1))
    assert taken(receiver) == []
    assert receiver.stored()["status"] == "disabled"
    assert not any(isinstance(sent.message, Probe) for sent in receiver.sent)


def test_a_receiver_that_never_answers_again_is_left_after_a_week(receiver):
    receiver.webhook(**WISHED)
    outage(receiver, hours=4)
    receiver.run(timedelta(days=8))
    called = len(receiver.called)
    receiver.run(timedelta(days=2))
    assert len(receiver.called) == called
    assert (shown(receiver)["status"], shown(receiver)["disabled_reason"]) == ("disabled", "failures")


@pytest.mark.parametrize("ends", ["gone", "disabled", "unwished"])
def test_probes_end_with_a_receiver_that_is_gone_a_pause_and_another_wish(receiver, ends):
    receiver.webhook(**WISHED)
    outage(receiver, hours=4)
    if ends == "gone":
        receiver.answer = lambda _: GONE
        receiver.run(timedelta(minutes=20))
        receiver.answer = lambda _: TAKEN
    elif ends == "disabled":
        enable(EnableWebhook(webhook_id="wh_test"), context(receiver))
        update(UpdateWebhook(webhook_id="wh_test", status="disabled"), context(receiver))
    else:
        update(UpdateWebhook(webhook_id="wh_test", on_recovery="nothing"), context(receiver))
    called = len(receiver.called)
    receiver.down = False
    receiver.run(timedelta(days=1))
    assert len(receiver.called) == called
    assert shown(receiver)["status"] == "disabled"


def test_what_was_missed_comes_also_when_a_person_enables_it_first(receiver):
    receiver.webhook(**WISHED)
    missed = outage(receiver, hours=4)
    receiver.down = False
    enable(EnableWebhook(webhook_id="wh_test"), context(receiver))
    receiver.run(timedelta(hours=1))
    assert taken(receiver) == missed


def test_an_outage_within_the_replay_is_made_good_as_well(receiver):
    receiver.webhook(**WISHED)
    missed = outage(receiver, hours=4)
    receiver.down = False
    limit = iter(range(10))
    accept = receiver.answer

    def fails_again(event):
        if next(limit, None) is None:
            return FAILED
        return accept(event)

    receiver.answer = fails_again
    before = dict(receiver.stored())
    for _ in range(12):
        receiver.run(timedelta(minutes=30))
        told(receiver, before)
        before = dict(receiver.stored())
    assert receiver.stored()["status"] == "disabled"
    receiver.answer = accept
    receiver.run(timedelta(hours=1))
    assert taken(receiver) == missed


@pytest.mark.parametrize("option", [{"ordering": True}, {"rate_limit": 5}])
def test_a_lane_is_made_good_too(receiver, option):
    receiver.webhook(**WISHED, **option, lane=[{"from": "2026-04-07T12:00:00"}])
    missed = outage(receiver, hours=10, per_hour=1)
    assert receiver.stored()["status"] == "disabled"
    receiver.down = False
    receiver.run(timedelta(hours=2))
    assert taken(receiver) == missed


class Unreliable(MortalWorld):
    """A receiver that is down for hours, and workers that die."""

    down = True

    def request(self, event, webhook, store):
        return FAILED if self.down else super().request(event, webhook, store)

    def risk(self, risk):
        self.table._risk = self.outbox._risk = risk


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_of_an_outage_nothing_is_lost_though_the_workers_die(world, seed):
    mortal = Unreliable(world.now)
    mortal.webhook(**WISHED)
    mortal.begin(seed, risk=0.0)
    missed = outage(mortal, hours=5, per_hour=6)
    assert mortal.stored()["status"] == "disabled"
    mortal.seconds = 1.5  # so that the replay is handed over, as behind a real receiver
    mortal.risk(0.02)
    mortal.run(timedelta(minutes=40))
    mortal.down = False
    mortal.run()
    kills, mortal.table = mortal.kills, mortal.alive
    assert kills > 5, "the workers did die"
    assert mortal.accepted == missed, "all of them, in the order in which they happened"
    assert mortal.taken.total() - len(missed) < kills, "only a death between the call and its note doubles it"
    assert shown(mortal)["replay"]["status"] == "finished"
    assert not set(mortal.stored()) & {"outage_from", "probe", "recovering"}
    mortal.close()
