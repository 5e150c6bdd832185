"""Who has an appointment is reminded a day before; a no cancels it, and silence is a case for a person."""

import json

import pytest
from bivelio_core import clock

from tests.api import call
from tests.functions.inbound.called import arrive, signature, to_json
from tests.functions.messages.world import store_of, whatsapp, work_off, wrote
from tests.messages.world import stored
from tests.workflows.stream import Stream

START = {"start": "2026-03-05T10:00:00Z", "end": "2026-03-05T11:00:00Z"}


@pytest.fixture
def number(shop, monkeypatch):
    """A number of WhatsApp, and a patient."""
    with whatsapp(monkeypatch) as (meta, connection):
        person = {"type": "person", "name": "Maria", "email": "maria@example.com", "phone": "+34699000111"}
        call("contacts.create", person)
        shop.create("appointment-reminder")
        yield meta, connection


def booked(shop):
    stream = Stream(("CAL",))
    event = {"title": "Revisió", **START, "attendees": [{"email": "maria@example.com"}]}
    made = call("calendar.create", event).data
    shop.follow(stream)
    return made["id"]


def answer(shop, table, connection, text):
    body = to_json(wrote("34699000111", text=text))
    assert arrive("whatsapp", body, connection=connection, headers=signature(body)).status == 200
    work_off()
    newest = stored(store_of(table))[-1]
    shop.follow(Stream((f"MSG#{newest['contact']}",)))


def reminders(meta):
    work_off()
    asked = [json.loads(got.body) for got in meta.received if got.method == "POST"]
    return [each["template"]["name"] for each in asked if each.get("type") == "template"]


@pytest.mark.parametrize(("text", "status"), [("No", "cancelled"), ("Sí, gràcies", "confirmed")])
def test_a_no_cancels_the_appointment_and_anything_else_keeps_it(shop, table, number, text, status):
    meta, connection = number
    with shop.states.timed(clock.stamp()):
        appointment = booked(shop)
        assert clock.timestamp() == "2026-03-04T10:00:00Z", "a day before"
        assert reminders(meta) == ["recordatori"]
        answer(shop, table, connection, text)
    assert shop.latest()["output"] == {"answered": True}
    assert call("calendar.get", {"id": appointment}).data["status"] == status
    assert call("cases.list").data["cases"] == []


def test_who_does_not_answer_is_called_by_a_person(shop, number):
    booked(shop)
    shop.states.expires.add("token-1")
    shop.states.run()
    (case,) = call("cases.list").data["cases"]
    assert case["title"] == "Truca a Maria per la cita de demà"


def test_nobody_is_reminded_of_what_was_cancelled(shop, number, monkeypatch):
    meta, _ = number
    stream = Stream(("CAL",))
    event = {"title": "Revisió", **START, "attendees": [{"email": "maria@example.com"}]}
    made = call("calendar.create", event).data
    stream.publish()
    call("calendar.cancel", {"id": made["id"]})
    shop.states.run()
    assert shop.latest()["status"] == "completed"
    assert reminders(meta) == []
