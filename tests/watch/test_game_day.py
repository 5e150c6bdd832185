"""Each alarm is silent while nothing is wrong, rings when it should, and ends once its runbook was followed."""

import json
import re
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from bivelio_core import clock, config

from tests import streams
from tests.api import ORGANISATION, call, load
from tests.receiver import Receiver, Reply
from tests.services import received
from tests.watch.evaluation import ALARM, Metrics, alarms, is_ringing, plain
from tests.watch.game_day import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    PARKED,
    SIMULATED,
    consumers,
    every_way,
    publish,
    seconds_of,
    sweepers,
    telling,
)
from tests.watch.test_objectives import OF_SHARE, traffic
from tools.replay_parked import replay
from tools.template import ROOT, parse_file

EDGE = {
    name: plain(each["Properties"])
    for name, each in parse_file(ROOT / "watch" / "edge.yaml")["Resources"].items()
    if each["Type"] == ALARM
}
EVERY = alarms() | EDGE
LIVE_API = {"ApiName": "Platform", "Stage": "v1"}


def rings(name, metrics, now=NOW):
    return is_ringing(name, metrics, now, EVERY)


@pytest.mark.parametrize("name", sorted(SIMULATED))
def test_an_alarm_on_what_aws_measures_rings_and_ends(name):
    ring, alarm = SIMULATED[name], EVERY[name]
    lasts = seconds_of(alarm)
    metrics = Metrics()
    publish(metrics, alarm, ring.good, NOW - 2 * lasts, NOW)
    assert not rings(name, metrics)
    publish(metrics, alarm, ring.bad, NOW, NOW + lasts)
    assert rings(name, metrics, NOW + lasts)
    publish(metrics, alarm, ring.good, NOW + lasts, NOW + 2 * lasts)
    assert not rings(name, metrics, NOW + 2 * lasts)


# ------------------------------------------------------------------------------------------------ requests
def counted(environment, times=6):
    """Requests of an environment as API Gateway counts them."""
    metrics, stage = Metrics(), "v1" if environment == "live" else "sandbox"
    for at in range(times):
        status = call("contacts.list", {}, caller={"environment": environment}).status
        dimensions = {"ApiName": "Platform", "Stage": stage}
        metrics.add("AWS/ApiGateway", "Count", dimensions, NOW - 1 - at, 1)
        metrics.add("AWS/ApiGateway", "5XXError", dimensions, NOW - 1 - at, int(status >= 500))
    return metrics


@pytest.mark.parametrize(
    ("name", "environment"), [("LiveServerErrorsAlarm", "live"), ("SandboxServerErrorsAlarm", "sandbox")]
)
def test_requests_that_fail_ring_the_alarm_of_their_stage(table, name, environment):
    assert not rings(name, counted(environment))
    boto3.client("dynamodb").delete_table(TableName=config.table_name())
    failing = counted(environment)
    assert rings(name, failing)
    (other,) = {"LiveServerErrorsAlarm", "SandboxServerErrorsAlarm"} - {name}
    assert not rings(other, failing), "the other stage's is silent"
    assert not rings(name, failing, NOW + 5 * MINUTE), "no failure for five minutes"


@pytest.mark.parametrize(
    ("name", "field", "value", "times"),
    [
        ("AuthorizerFailuresAlarm", "error", "AUTHORIZER_FAILURE", 6),
        ("FunctionThrottlesAlarm", "integration_status", "429", 3),
    ],
)
def test_a_line_of_the_access_log_rings(name, field, value, times):
    alarm = EVERY[name]
    metric = alarm["MetricName"]
    pattern = RESOURCE_FILTERS[metric]
    metrics = Metrics()
    for at in range(times):
        line = {"request_id": "1", "path": "/contacts/list", "status": "500", field: value}
        metrics.add("Platform", metric, {}, NOW - 1 - MINUTE * at * (times == 3), float(passes(pattern, line)))
    assert rings(name, metrics)
    fine = Metrics()
    line = {"request_id": "1", "path": "/contacts/list", "status": "200", "error": "-", "integration_status": "200"}
    fine.add("Platform", metric, {}, NOW - 1, *[float(passes(pattern, line))] * times)
    assert not rings(name, fine)
    assert not rings(name, metrics, NOW + 10 * MINUTE)


def passes(pattern, line):
    """Whether a filter pattern of CloudWatch takes a line: equalities joined by `||`."""
    return any(line.get(field) == value for field, value in re.findall(r'\$\.(\w+) = "([^"]+)"', pattern))


def _filters():
    from tests.declared import of_type

    return {
        plain(each["MetricTransformations"])[0]["MetricName"]: each["FilterPattern"]
        for each in of_type("AWS::Logs::MetricFilter").values()
    }


RESOURCE_FILTERS = _filters()


# ----------------------------------------------------------------------------------------------- deliveries, runs
def lines_of(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def at_night(lines, namespace="Platform", spread=1):
    """Lines of metrics as CloudWatch takes them, moved to the game's night, `spread` seconds from each other."""
    for number, line in enumerate(each for each in lines if "_aws" in each):
        line["_aws"]["Timestamp"] = (NOW - 1 - number * spread) * 1000
        for about in line["_aws"]["CloudWatchMetrics"]:
            about["Namespace"] = namespace
        yield line


def test_deliveries_to_a_receiver_that_fails_ring(table, capsys):
    status = [500]
    with Receiver(lambda _: Reply(status[0])) as receiver:
        webhook = call("webhooks.create", {"url": receiver.url, "events": ["contact.created"]}).data
        assert webhook["status"] == "active"
        failing = deliveries(capsys, 22)
        status[0] = 200
        fine = deliveries(capsys, 22)
    assert rings("DeliverySuccessAlarm", failing)
    assert not rings("DeliverySuccessAlarm", fine)
    assert not rings("DeliverySuccessAlarm", failing, NOW + DAY)


def deliveries(capsys, count):
    """So many events, delivered by the real worker; what its lines measure."""
    from tests.workflows.stream import happen

    received("deliveries")
    for number in range(count):
        happen("contact.created", name=f"{count}-{number}-{clock.real_stamp()}")
    capsys.readouterr()
    for number, body in enumerate(received("deliveries") + received("redeliveries")):
        record = {"messageId": str(number), "body": json.dumps(body), "messageAttributes": {}, "attributes": {}}
        load("workers/deliver_webhook").handler({"Records": [record]}, None)
    metrics = Metrics()
    metrics.add_lines(list(at_night(lines_of(capsys))))
    return metrics


def test_runs_that_start_late_ring(states, capsys):
    workflow = call("workflows.create", {"name": "T", "steps": [{"id": "s", "type": "set", "input": {"a": 1}}]}).data

    def fired(late_share):
        for number in range(40):
            late = timedelta(minutes=5) if number % 5 < late_share else timedelta(seconds=2)
            at = clock.timestamp(clock.real_now() - late - timedelta(days=0, microseconds=number))
            event = {"organisation": ORGANISATION, "environment": "live", "workflow_id": workflow["id"]}
            load("workers/start_workflow").handler({**event, "scheduled_at": at})
        metrics = Metrics()
        metrics.add_lines(list(at_night(lines_of(capsys), spread=60)))
        return metrics

    assert rings("RunsOnTimeAlarm", fired(1))
    assert not rings("RunsOnTimeAlarm", fired(0))
    assert not rings("RunsOnTimeAlarm", fired(1), NOW + HOUR)


@pytest.mark.parametrize("name", ["LiveAvailability", "LiveLatency", "DeliveriesOnTime"])
def test_an_hour_that_is_bad_rings_the_objective(name):
    objective = OF_SHARE[name]
    share = {"LiveAvailability": 0.02, "LiveLatency": 0.8, "DeliveriesOnTime": 0.2}[name]
    metrics = traffic(objective, [(60, share)])
    assert rings(objective.alarm, metrics)
    assert not rings(objective.alarm, metrics, NOW + 6 * MINUTE)


# ------------------------------------------------------------------------------------------------------- queues
class Stack:
    """The queues of a stack, and functions that have been mended."""

    def client(self, service):
        return boto3.client(service)

    def resource(self, logical_id):
        return boto3.client("sqs").create_queue(QueueName=logical_id)["QueueUrl"]

    def invoke(self, logical_id, event):  # noqa: ARG002 - a function that takes everything
        return {"batchItemFailures": []}

    def visible(self, logical_id):
        """What SQS publishes each minute of a queue."""
        about = boto3.client("sqs").get_queue_attributes(
            QueueUrl=self.resource(logical_id), AttributeNames=["ApproximateNumberOfMessages"]
        )
        metrics, count = Metrics(), float(about["Attributes"]["ApproximateNumberOfMessages"])
        metrics.add("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": logical_id}, NOW - 1, count)
        return metrics


@pytest.mark.parametrize(("name", "folder", "queue"), list(consumers()), ids=lambda each: str(each)[:40])
def test_a_message_that_cannot_be_read_rings_and_its_replay_ends_it(table, name, folder, queue):
    dead = name.removesuffix("Alarm")
    stack, sqs = Stack(), boto3.client("sqs")
    assert not rings(name, stack.visible(dead))
    url, tries = dying(sqs, stack.resource(dead), queue.tries), 0
    sqs.send_message(QueueUrl=url, MessageBody="{")
    while messages := sqs.receive_message(QueueUrl=url, VisibilityTimeout=0).get("Messages"):
        (message,) = messages
        record = {"messageId": message["MessageId"], "body": message["Body"], "messageAttributes": {}, "attributes": {}}
        about = {"eventSourceARN": "arn:aws:sqs:eu-west-1:1:q", "receiptHandle": "r"}
        answer = load(folder).handler({"Records": [{**record, **about}]}, None)
        assert answer["batchItemFailures"], "the real consumer gives it back"
        tries += 1
    assert tries == queue.tries
    assert rings(name, stack.visible(dead))
    assert replay(stack, dead) == (1, 0)
    assert not rings(name, stack.visible(dead))


def dying(sqs, dead_url, tries):
    """A queue whose messages go to the dead letters after so many tries."""
    arn = sqs.get_queue_attributes(QueueUrl=dead_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": tries})
    return sqs.create_queue(QueueName="dying", Attributes={"RedrivePolicy": policy})["QueueUrl"]


@pytest.mark.parametrize(("name", "folder"), [(name, folder) for name, (folder, _) in PARKED.items()])
def test_what_is_parked_rings_and_its_replay_ends_it(table, monkeypatch, name, folder):
    queue, stack = name.removesuffix("Alarm"), Stack()
    monkeypatch.setenv("PARKED_QUEUE_URL", stack.resource(queue))
    assert not rings(name, stack.visible(queue))
    if folder:
        item = {"PK": f"{ORGANISATION}#live#CT", "SK": "1"}
        answer = load(folder).handler(streams.batch(streams.record(None, item)), None)
        assert answer == {"batchItemFailures": []}, "the stream goes on"
    else:
        given_up = {"requestContext": {"functionArn": "arn:-StartWorkflow-RecordRequests"}, "requestPayload": {}}
        boto3.client("sqs").send_message(QueueUrl=stack.resource(queue), MessageBody=json.dumps(given_up))
    assert rings(name, stack.visible(queue))
    assert replay(stack, queue) == (1, 0)
    assert not rings(name, stack.visible(queue))


# ----------------------------------------------------------------------------------------------------- sweepers
@pytest.mark.parametrize(("name", "folder"), list(sweepers()))
def test_a_sweeper_that_fails_for_three_minutes_rings(deployment, name, folder):
    function = name.removesuffix("FailingAlarm")

    def swept():
        """Three minutes of the clock, as Lambda counts the errors of its invocations."""
        metrics = Metrics()
        for minute in range(3):
            try:
                load(folder).handler({}, None)
                errors = 0
            except Exception:  # noqa: BLE001 - Lambda counts whatever the function raises
                errors = 1
            metrics.add("AWS/Lambda", "Errors", {"FunctionName": function}, NOW - 1 - minute * MINUTE, errors)
        return metrics

    assert not rings(name, swept())
    boto3.client("dynamodb").delete_table(TableName=config.table_name())
    failing = swept()
    assert rings(name, failing)
    assert not rings(name, failing, NOW + 5 * MINUTE)


# --------------------------------------------------------------------------------------------------- the record
def test_every_alarm_that_tells_is_rung_here_and_written_down():
    page = (Path(ROOT) / "docs" / "game-day.md").read_text(encoding="utf-8")
    ways = every_way()
    assert ways.keys() == telling(EDGE)
    rows = {
        name: (how, kind) for name, how, kind in re.findall(r"(?m)^\| `(\w+)` \| (.+?) \| (real|simulated) \|", page)
    }
    assert rows == ways


@pytest.fixture
def states(table):
    """Step Functions in this process."""
    from tests.workflows.states import States

    boto3.client("scheduler").create_schedule_group(Name="workflows")
    return States().attach()
