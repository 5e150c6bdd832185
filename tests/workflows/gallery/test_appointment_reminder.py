"""Who has an appointment is reminded a day before; a no cancels it, and silence is a case for a person."""

import json

import pytest
from bivelio_core import clock

from tests.api import call, load
from tests.events.told import Told
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


def book(told):
    """An appointment for the fifth of March at eleven in Madrid."""
    event = {"title": "Revisió", **START, "attendees": [{"email": "maria@example.com"}]}
    made = call("calendar.create", event).data["id"]
    told.types()
    return made


def a_day_before(shop, told):
    """The sweeper of the calendar at that time, and what follows."""
    assert load("workers/sweep_calendar").handler({})["failed"] == 0
    told.types()
    shop.states.run()


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


@pytest.fixture
def told(shop):
    """The events of what is written, from now on."""
    return Told()


@pytest.mark.parametrize(("text", "status"), [("No", "cancelled"), ("Sí, gràcies", "confirmed")])
def test_a_no_cancels_the_appointment_and_anything_else_keeps_it(shop, table, number, told, text, status):
    meta, connection = number
    appointment = book(told)
    with clock.frozen(clock.parse("2026-03-04T09:59:00Z")):
        a_day_before(shop, told)
        assert shop.runs() == []
    with clock.frozen(clock.parse("2026-03-04T10:01:00Z")):
        a_day_before(shop, told)
        assert reminders(meta) == ["recordatori"]
        answer(shop, table, connection, text)
        assert shop.latest()["output"] == {"answered": True}
    assert call("calendar.get", {"id": appointment}).data["status"] == status
    assert call("cases.list").data["cases"] == []


def test_who_does_not_answer_is_called_by_a_person(shop, number, told):
    book(told)
    with clock.frozen(clock.parse("2026-03-04T10:01:00Z")):
        a_day_before(shop, told)
    shop.states.expires.add("token-1")
    shop.states.run()
    (case,) = call("cases.list").data["cases"]
    assert case["title"] == "Truca a Maria per la cita de demà"


def test_nobody_is_reminded_of_what_was_cancelled(shop, number, told):
    meta, _ = number
    call("calendar.cancel", {"id": book(told)})
    told.types()
    with clock.frozen(clock.parse("2026-03-04T10:01:00Z")):
        a_day_before(shop, told)
    assert (shop.runs(), reminders(meta)) == ([], [])
