"""What follows from a request has its id: events, deliveries, runs, their steps; `make trace` shows them in order."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from bivelio_core import clock, config, correlation, domain
from bivelio_core.store import keys
from bivelio_core.store.changes import Change
from bivelio_core.store.writes import Key
from bivelio_core.workflows.execution import runs

from tests import streams
from tests.api import call, load
from tests.receiver import Receiver
from tests.services import received
from tests.workflows.states import States
from tools.watch.trace import moments

REQUEST = "test-request"
"""The id of every request of tests/api.py."""
UUID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
STEPS = [
    {"id": "who", "type": "set", "input": {"name": "{{ trigger.event }}"}},
    {"id": "note", "type": "contact.create", "input": {"type": "company", "name": "Nota"}},
]


def images() -> dict[tuple[str, str], dict[str, Any]]:
    """The table's items as they are stored."""
    items = boto3.client("dynamodb").scan(TableName=config.table_name())["Items"]
    return {(item["PK"]["S"], item["SK"]["S"]): item for item in items}


def records(before: dict[Any, Any], after: dict[Any, Any]) -> Iterator[dict[str, Any]]:
    """What the stream has between two states of the table."""
    for (pk, sk), item in after.items():
        if before.get((pk, sk)) != item:
            record = streams.record(None, {"PK": pk, "SK": sk})
            about = {"NewImage": item, **({"OldImage": before[pk, sk]} if (pk, sk) in before else {})}
            for name, image in about.items():
                record["dynamodb"][name] = {key: streams.json_of(typed) for key, typed in image.items()}
            yield record


@pytest.fixture
def states(table):
    """Step Functions in this process."""
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()


def published(before):
    """Hand what changed to the consumer of the stream."""
    after = images()
    assert load("workers/publish_events").handler(streams.batch(*records(before, after)), None) == {
        "batchItemFailures": []
    }
    return after


def delivered():
    """Hand all waiting deliveries to their consumer."""
    for body in received("deliveries"):
        message = {"messageId": "1", "body": json.dumps(body), "messageAttributes": {}, "attributes": {}}
        load("workers/deliver_webhook").handler({"Records": [message]}, None)


def test_what_follows_from_a_request_is_found_by_its_id_in_order(states, capsys, logged):
    with Receiver() as receiver:
        call("webhooks.create", {"url": receiver.url, "events": ["contact.created"]})
        trigger = {"event": "contact.created", "filter": "data.type == 'person'"}
        about = {"trigger_type": "event", "trigger": trigger, "steps": STEPS}
        assert call("workflows.create", {"name": "Nota", **about}).data["status"] == "active"
        capsys.readouterr()
        before = images()
        call("contacts.create", {"type": "person", "name": "Núria"})
        before = published(before)
        delivered()
        states.run()
        published(before)
        lines = [*logged.getvalue().splitlines(), *capsys.readouterr().out.splitlines()]
    trace = moments(lines, REQUEST)
    shown = [(each.kind, each.fields.get("type") or each.fields.get("StepType")) for each in trace]
    assert ("request", None) in shown
    assert ("attempt", None) in shown
    assert [each for each in shown if each[0] == "step"] == [("step", "set"), ("step", "contact.create")]
    events = [each[1] for each in shown if each[0] == "event"]
    assert events.count("contact.created") == 2, "the contact's, and that of the one which the run made"
    assert "workflow.completed" in events
    assert trace == sorted(trace, key=lambda each: each.at)


def test_another_request_finds_none_of_it(states, capsys, logged):
    before = images()
    call("contacts.create", {"type": "person", "name": "Núria"})
    published(before)
    lines = [*logged.getvalue().splitlines(), *capsys.readouterr().out.splitlines()]
    assert lines
    assert moments(lines, UUID) == []


def test_a_second_write_for_the_same_request_is_found_too(states, capsys, logged):
    """As the end of a run is, whose instance the same request has begun."""
    contact = call("contacts.create", {"type": "person", "name": "Núria"}).data
    before = published({})
    call("contacts.update", {"id": contact["id"], "name": "Núria Vilà"})
    published(before)
    lines = [*logged.getvalue().splitlines(), *capsys.readouterr().out.splitlines()]
    assert "contact.updated" in [each.fields.get("type") for each in moments(lines, REQUEST)]


def test_an_item_carries_the_request_in_few_bytes_and_nobody_reads_it(table):
    contact = call("contacts.create", {"type": "person", "name": "Núria"}).data
    (stored,) = [item for item in images().values() if item.get("name") == {"S": "Núria"}]
    assert correlation.MARK in stored
    assert correlation.MARK not in table.get(Key(stored["PK"]["S"], stored["SK"]["S"]))
    with correlation.working_for(UUID):
        mark = correlation.mark()[correlation.MARK]
        assert mark[:16] == bytes.fromhex(UUID.replace("-", ""))
        assert len(mark) == 18
    with correlation.working_for("ABC-123"):
        assert correlation.of_images({}, correlation.mark()) == "ABC-123"
    with correlation.working_for(None):
        assert correlation.mark() == {}
    assert contact.keys().isdisjoint({correlation.MARK})


def change(before, after):
    return Change(streams.record(before, after))


def test_a_later_write_for_no_request_belongs_to_none():
    item = {"PK": "org_1#live#CT", "SK": "1"}
    marked = {**item, correlation.MARK: bytes.fromhex(UUID.replace("-", ""))}
    assert change(None, marked).correlation_id == UUID
    assert change(item, marked).correlation_id == UUID
    assert change(marked, {**marked, "name": "Núria"}).correlation_id is None
    assert change(marked, item).correlation_id is None
    assert change(marked, None).correlation_id is None
    assert change(None, {**item, correlation.MARK: "ABC-123"}).correlation_id == "ABC-123"


@pytest.mark.parametrize("request_id", [UUID, "ABC-123"])
def test_a_later_write_for_the_same_request_belongs_to_it(request_id):
    item = {"PK": "org_1#live#CT", "SK": "1"}
    with correlation.working_for(request_id):
        first, second = ({**item, **correlation.mark()} for _ in range(2))
    assert change(first, second).correlation_id == request_id
    assert change(first, {**first, "name": "Núria"}).correlation_id is None


def test_the_kinds_that_carry_a_request_are_those_of_which_events_are_derived():
    assert domain.sources().keys() == keys.EVENT_SOURCES


def test_lines_of_cloudwatch_without_a_time_of_their_own_have_its_time():
    line = json.dumps({"request_id": UUID, "path": "/contacts/create", "latency_ms": "48", "status": "200"})
    (moment,) = moments([line], UUID, {line: "2026-04-07 12:15:00.120"})
    assert str(moment).startswith("2026-04-07 12:15:00.120  access")
    assert moment.at.tzinfo is not None
    assert clock.timestamp(moment.at) == "2026-04-07T12:15:00Z"
