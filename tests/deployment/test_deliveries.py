"""The queues of deliveries: no receiver waits for one that hangs, and no message is lost or arrives too early."""

import pytest
from bivelio_core.webhooks import lane_walk, lanes, replay, request, schedule, state

from tests.api import load
from tests.declared import FUNCTIONS, RESOURCES

WORKER = FUNCTIONS["DeliverWebhook"]
LANES = FUNCTIONS["ServeLanes"]
SOURCES = {"Deliveries": "First", "Redeliveries": "Again"}
both_queues = pytest.mark.parametrize(("queue", "source"), SOURCES.items())


@both_queues
def test_a_batch_is_no_larger_than_what_is_served_at_once(queue, source):
    about = WORKER["Events"][source]["Properties"]
    assert about["Queue"] == {"Fn::GetAtt": [queue, "Arn"]}
    assert about["BatchSize"] == load("workers/deliver_webhook").AT_ONCE
    assert about["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert "MaximumBatchingWindowInSeconds" not in about


@both_queues
def test_a_message_comes_back_only_when_its_worker_must_be_gone_and_is_put_aside_after_ten_times(queue, source):
    about = RESOURCES[queue]["Properties"]
    assert about["VisibilityTimeout"] >= 6 * WORKER["Timeout"]
    assert about["RedrivePolicy"]["maxReceiveCount"] == 10
    assert about["MessageRetentionPeriod"] > schedule.LONGEST_WAIT_SECONDS
    assert "FifoQueue" not in about, "a failing message would block its group"


def test_the_worker_has_time_for_a_walk_and_one_more_attempt():
    assert WORKER["Timeout"] > replay.WALK_SECONDS + request.TIMEOUT_SECONDS + state.LEASE_SECONDS


def test_what_waits_has_less_concurrency_than_first_attempts():
    first, again = (WORKER["Events"][source]["Properties"]["ScalingConfig"] for source in SOURCES.values())
    local, cloud = ([config["MaximumConcurrency"]["Fn::If"][n] for config in (first, again)] for n in (1, 2))
    assert local[0] > local[1]
    assert cloud[0] > cloud[1]


def test_a_lane_has_a_worker_of_its_own_that_ends_before_its_hold_does():
    """It waits between two requests, so it must not hold a process of those that deliver."""
    about = LANES["Events"]["Lanes"]["Properties"]
    assert WORKER["Events"].keys() == set(SOURCES.values())
    assert about["BatchSize"] == 1
    assert LANES["Timeout"] > lane_walk.WALK_SECONDS + 2 * request.TIMEOUT_SECONDS
    assert LANES["Timeout"] < lanes.HOLD_SECONDS
    assert RESOURCES["Lanes"] == RESOURCES["Redeliveries"]
