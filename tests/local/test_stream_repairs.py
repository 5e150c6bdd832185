"""DynamoDB stream consumers and time to live: each repair, and the unrepaired behaviour that makes it needed."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.local.conftest import KNOBS, MINIATURE
from tests.local.test_lambda_repairs import create_function
from tests.running import Emulated, emulated, settings_for, until

SLOW = """
import pathlib, time
def handler(event, context):
    while not pathlib.Path({!r}).exists():
        time.sleep(0.02)
"""
HELD = """
import pathlib, time
def handler(event, context):
    folder = pathlib.Path({!r})
    for record in event["Records"]:
        (folder / record["dynamodb"]["Keys"]["SK"]["S"]).touch()
    while not (folder / "release").exists():
        time.sleep(0.02)
"""
STUCK = """
import pathlib
def handler(event, context):
    for record in event["Records"]:
        name, n = (record["dynamodb"]["NewImage"][part] for part in ("SK", "n"))
        if name["S"] == "stuck 1" and not pathlib.Path({!r}).exists():
            return {{"batchItemFailures": [{{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}}]}}
        print("DONE", name["S"], n["N"], sep="|")
"""
QUICK = "import time\ndef handler(e, c): print('AT', time.time())\n"


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulated]:
    """A stock emulator whose streams nothing else uses."""
    with emulated(settings_for(tmp_path_factory.mktemp("streams"), MINIATURE), repaired=False, knobs=KNOBS) as running:
        yield running


def test_a_slow_consumer_holds_up_no_other(stock: Emulated, repaired: Emulated, tmp_path: Path):
    assert not is_seen_while_another_is_busy(stock, tmp_path / "stock", lambda _is_seen: time.sleep(1))
    assert is_seen_while_another_is_busy(repaired, tmp_path / "repaired", until)


def test_as_many_batches_of_a_shard_are_under_way_as_the_mapping_says(
    stock: Emulated, repaired: Emulated, tmp_path: Path
):
    for running, at_once in ((stock, 1), (repaired, 4)):
        folder = tmp_path / str(at_once)
        folder.mkdir()
        with mapped(running, HELD.format(str(folder)), BatchSize=1, ParallelizationFactor=4):
            names = [f"held {number}" for number in range(12)]  # of one partition key
            put(running, *names)
            until(lambda: len(list(folder.iterdir())) == at_once)  # noqa: B023 - called here
            time.sleep(0.5)
            assert len(list(folder.iterdir())) == at_once
            (folder / "release").touch()
            until(lambda: {file.name for file in folder.iterdir()} >= {*names})  # noqa: B023


def test_a_lane_that_repeats_holds_up_no_other_and_keeps_the_order_of_its_items(repaired: Emulated, tmp_path: Path):
    release, table = tmp_path / "release", outputs(repaired)["Table"]
    names = [f"stuck {number}" for number in range(1, 9)]

    def done():
        return [line.strip().split("|")[1:] for line in log(repaired, "/aws/lambda/mapped", "DONE")]

    options = {"ParallelizationFactor": 4, "FunctionResponseTypes": ["ReportBatchItemFailures"]}
    with mapped(repaired, STUCK.format(str(release)), BatchSize=5, **options):
        for number in range(5):
            for name in names:
                item = {"PK": {"S": "p"}, "SK": {"S": name}, "n": {"N": str(number)}}
                repaired.client("dynamodb").put_item(TableName=table, Item=item)
        until(lambda: len({name for name, number in done() if number == "4"}) >= 4)
        assert "stuck 1" not in {name for name, _ in done()}
        release.touch()
        until(lambda: len(done()) >= 5 * len(names))
    for name in names:
        assert [number for other, number in done() if other == name] == [*"01234"]


def test_a_reported_failure_is_retried_alone_and_ends_in_the_failure_destination(stock: Emulated, repaired: Emulated):
    for running in (stock, repaired):
        put(running, "first", "poison-1", "last")
    until(lambda: seen(stock, "last") and seen(repaired, "last"))
    failed = until(lambda: failures(repaired))
    assert failed["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert failed["DDBStreamBatchInfo"]["batchSize"] == 1
    assert len(seen(repaired, "poison-1")) >= 3
    assert len(seen(stock, "poison-1")) == 1  # lost: taken for a success
    assert failures(stock) is None


def test_an_exception_is_retried_as_often_as_the_mapping_says(stock: Emulated, repaired: Emulated):
    for running in (stock, repaired):
        put(running, "explosive")
    failed = until(lambda: failures(repaired))
    assert failed["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert len(seen(repaired, "explosive")) == 3  # once, and MaximumRetryAttempts: 2
    put(repaired, "after")
    until(lambda: seen(repaired, "after"))
    until(lambda: len(seen(stock, "explosive")) > 3)  # for ever


def test_expired_items_leave_by_the_service(stock: Emulated, repaired: Emulated):
    assert time_to_live(stock) == "DISABLED"
    assert time_to_live(repaired) == "ENABLED"
    table = outputs(repaired)["Table"]
    expiry = {"N": str(int(time.time()) - 1)}
    repaired.client("dynamodb").put_item(TableName=table, Item={"PK": {"S": "p"}, "SK": {"S": "old"}, "ttl": expiry})
    removal = until(lambda: [entry for entry in seen(repaired, "old") if entry[1] == "REMOVE"])
    assert removal[0][2] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


@contextmanager
def mapped(emulated: Emulated, source: str, **options: Any) -> Iterator[None]:
    """A function `mapped` with this source reads the table's stream from now on."""
    lambdas = emulated.client("lambda")
    create_function(emulated, "mapped", source)
    mapping = lambdas.create_event_source_mapping(
        FunctionName="mapped", EventSourceArn=stream_arn(emulated), StartingPosition="LATEST", **options
    )
    yield
    lambdas.delete_event_source_mapping(UUID=mapping["UUID"])
    lambdas.delete_function(FunctionName="mapped")


def is_seen_while_another_is_busy(emulated: Emulated, release: Path, wait: Callable[[Any], Any]) -> bool:
    """Whether a consumer is given a change before another one, busy until `release` exists, has ended."""
    lambdas, stream = emulated.client("lambda"), stream_arn(emulated)
    mappings = []
    for name, source in (("slow", SLOW.format(str(release))), ("quick", QUICK)):
        create_function(emulated, name, source)
        mapping = lambdas.create_event_source_mapping(
            FunctionName=name, EventSourceArn=stream, StartingPosition="LATEST", BatchSize=1
        )
        mappings.append(mapping["UUID"])
    lambdas.invoke(FunctionName="quick")  # a warm worker, and a line to ignore
    written = time.time()
    put(emulated, "timed")

    def seen_at() -> list[float]:
        return [at for at in times_in_log(emulated, "quick") if at > written]

    try:
        wait(seen_at)
    finally:
        released = time.time()
        release.touch()
    first = until(seen_at)[0]
    for uuid in mappings:
        lambdas.delete_event_source_mapping(UUID=uuid)
    return bool(first < released)


def times_in_log(emulated: Emulated, name: str) -> list[float]:
    return [float(message.split()[1]) for message in log(emulated, f"/aws/lambda/{name}", "AT ")]


def put(emulated: Emulated, *names: str) -> None:
    table = outputs(emulated)["Table"]
    for name in names:
        emulated.client("dynamodb").put_item(TableName=table, Item={"PK": {"S": "p"}, "SK": {"S": name}})


def seen(emulated: Emulated, name: str) -> list[Any]:
    """Return what the consumer printed about the item, once for each time it was given it."""
    group = f"/aws/lambda/{emulated.deployment.functions['Consumer']}"
    entries = [json.loads(message.removeprefix("SEEN ")) for message in log(emulated, group, "SEEN ")]
    return [entry for entry in entries if entry[0] == name]


def log(emulated: Emulated, group: str, prefix: str) -> list[str]:
    logs = emulated.client("logs")
    try:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        messages = [event["message"] for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []
    return [message for message in messages if message.startswith(prefix)]


def failures(emulated: Emulated) -> Any:
    queue, url = emulated.client("sqs"), outputs(emulated)["FailedRecords"]
    for message in queue.receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages", []):
        queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return json.loads(message["Body"])
    return None


def time_to_live(emulated: Emulated) -> str:
    description = emulated.client("dynamodb").describe_time_to_live(TableName=outputs(emulated)["Table"])
    return str(description["TimeToLiveDescription"]["TimeToLiveStatus"])


def stream_arn(emulated: Emulated) -> str:
    table = emulated.client("dynamodb").describe_table(TableName=outputs(emulated)["Table"])["Table"]
    return str(table["LatestStreamArn"])


def outputs(emulated: Emulated) -> dict[str, str]:
    stack = emulated.client("cloudformation").describe_stacks(StackName="bivelio")["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
