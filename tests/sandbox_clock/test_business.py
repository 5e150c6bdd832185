"""Invoices, reminders, approvals' mails and WhatsApp's window follow the sandbox's clock."""

import json
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.store import keys

from tests.api import load
from tests.sandbox_clock.world import World
from tests.services import waiting

LINES = [{"description": "Consultoria", "quantity": 1, "unit_price": 100, "tax_rate": 21}]


def invoice(world: World, **about: Any) -> str:
    """An issued invoice; its id."""
    draft = world.ask("invoices.create", {"client_id": "ct_abc123", "line_items": LINES, "series": "TST", **about}).data
    return str(world.ask("invoices.issue", {"id": draft["id"]}).data["id"])


def test_an_invoice_becomes_overdue_when_its_last_day_has_ended(world: World):
    identifier = invoice(world, due_date="2026-03-16")
    world.advance(to="2026-03-16T22:59:59Z")
    assert world.ask("invoices.get", {"id": identifier}).data["status"] == "pending"
    world.advance(by="1s")
    shown = world.ask("invoices.get", {"id": identifier}).data
    assert (shown["status"], shown["updated_at"]) == ("overdue", "2026-03-16T23:00:00Z")


def test_what_becomes_overdue_starts_workflows_at_its_time(world: World):
    note = {"id": "nota", "type": "set", "input": {"at": "{{ now() }}", "event": "{{ trigger.event }}"}}
    workflow = world.workflow(note, trigger_type="event", trigger={"event": "invoice.overdue"})
    invoice(world, due_date="2026-03-16")
    world.advance(by="1mo")
    (shown,) = world.ask("workflows.instances", {"workflow_id": workflow}).data["instances"]
    output = world.instance(shown["instance_id"])["output"]
    assert output == {"at": "2026-03-16T23:00:00Z", "event": "invoice.overdue"}


def test_an_invoice_of_a_clock_that_was_moved_has_its_day(world: World):
    world.advance(by="30d")
    shown = world.ask("invoices.get", {"id": invoice(world)}).data
    assert shown["issue_date"] == "2026-04-01"
    load("workers/sweep_invoices").handler({})
    assert world.ask("invoices.get", {"id": shown["id"]}).data["status"] == "pending"


def test_a_reminder_goes_out_once_at_its_time(world: World):
    about = {"title": "Visita", "start": "2026-03-10T10:00:00+01:00", "end": "2026-03-10T11:00:00+01:00"}
    reminders = [{"method": "email", "minutes_before": 60}]
    world.ask("calendar.create", {**about, "reminders": reminders}).data  # noqa: B018
    assert len(reminding(world)) == 1
    world.advance(by="1w")
    assert len(reminding(world)) == 1
    world.advance(by="1d")
    assert reminding(world) == []


def reminding(world: World) -> list[Any]:
    """The reminders that remain to be sent."""
    return [task for task in world.store().query(keys.CALENDAR_TASK) if task["kind"] == "remind"]


def test_whatsapp_closes_its_window_when_a_day_has_passed(world: World):
    message = {"channel": "whatsapp", "to": "+34 600 000 010", "body": "Hola"}
    world.ask("messages.send", message).data  # noqa: B018
    arrive()
    world.ask("messages.send", message).data  # noqa: B018
    arrive()
    world.advance(by="23h")
    world.ask("messages.send", message).data  # noqa: B018 - who writes back opens it again
    arrive()
    world.advance(by="25h")
    answer = world.ask("messages.send", message)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "whatsapp_window_closed")


def arrive() -> None:
    """Take in what the simulated provider has told."""
    for queue in ("arrivals", "ordered_arrivals"):
        for number, body in enumerate(waiting(queue)):
            record = {
                "messageId": str(number),
                "body": json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1"},
            }
            answer = load("workers/receive_message").handler({"Records": [{**record, "messageAttributes": {}}]})
            assert answer == {"batchItemFailures": []}


@pytest.mark.parametrize(("days", "count"), [(1, 0), (3, 1), (5, 2)])
def test_reminders_of_an_approval_go_out(world: World, days: int, count: int):
    step = {
        "id": "ok",
        "type": "approval",
        "input": {"message": "Pagar?", "roles": ["admin"], "remind_every_seconds": 2 * 86_400},
    }
    run = world.execute(world.workflow(step))
    world.advance(by=f"{days}d")
    sk = world.store().sort_key(keys.INSTANCE, run)
    (record,) = [each for each in world.store().query(keys.STEP, sk) if each["SK"].startswith("ok#")]
    assert int(record.get("notices", 0)) == count + 1  # and the one that opened it


def test_the_real_time_of_marks_is_kept_by_sweepers(world: World):
    """What a moved clock makes due at once is done in real time, not when the real clock comes there."""
    world.advance(by="30d")
    about = {"title": "Visita", "start": "2026-04-10T10:00:00+02:00", "end": "2026-04-10T11:00:00+02:00"}
    world.ask("calendar.create", {**about, "attendees": ["a@example.com"]}).data  # noqa: B018
    (task,) = [task for task in world.store().query(keys.CALENDAR_TASK) if task["kind"] == "mail"]
    assert task["GSI1SK"] == clock.real_stamp()
