"""Many hold, book, move and cancel at once, are killed at any call and ask again: nothing is lost, nobody is in twice.

`BOOKING_KILLS=2000` is the full size; a small one runs with every test run.
"""

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from bivelio_core.calendar.actions.cancel import cancel
from bivelio_core.calendar.booking import days
from bivelio_core.calendar.booking.actions.book import book
from bivelio_core.calendar.booking.actions.hold import hold
from bivelio_core.calendar.booking.actions.move import move
from bivelio_core.calendar.booking.slot_models import BookSlot, HoldSlot, MoveBooking
from bivelio_core.calendar.models import CancelEvent
from bivelio_core.context import Actor, Context
from bivelio_core.errors import Conflict
from bivelio_core.store.keys import BOOKING_DAY, CALENDAR_EVENT
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.functions.calendar.bookable import person, service

KILLS = int(os.environ.get("BOOKING_KILLS", "60"))
CLIENTS = 6
SEEN = ("hold", "book", "move", "cancel", "slot_taken")
"""What somebody has been answered before they stop, however few the kills are."""

RISK = 0.03
"""The chance to be killed, at each side of each call of the table."""
STARTS = [f"2027-06-{day}T{hour}:00:00Z" for day in ("07", "08") for hour in ("07", "08", "09")]


class Killed(BaseException):
    """The process is gone: nothing catches it, nothing is cleaned up."""


class Mortal:
    """A table whose calls may be the caller's last, on both sides."""

    def __init__(self, table, dice):
        self._table, self._dice = table, dice
        self.kills = 0

    def __getattr__(self, name):
        method = getattr(self._table, name)

        def call(*args, **kwargs):
            self._cast()
            result = method(*args, **kwargs)
            self._cast()
            return result

        return call

    def _cast(self):
        if self._dice.random() < RISK:
            self.kills += 1
            raise Killed


class Client:
    """Somebody who asks again, under the same key, until there is an answer; remembers what stands."""

    def __init__(self, table, number, services, kills, clients):
        self.all = clients
        self.dice = random.Random(number)
        self.mortal = Mortal(table, self.dice)
        self.number, self.services, self.kills = number, services, kills
        self.standing = {}
        self.counts: Counter[str] = Counter()

    def context(self, key):
        tenant = Tenant(ORGANISATION, "live")
        return Context(
            tenant=tenant,
            actor=Actor("api_key", "key_test"),
            scopes=frozenset({"admin"}),
            request_id="test",
            language="ca",
            store=TenantStore(self.mortal, tenant),
            idempotency_key=key,
        )

    def answered(self, operation, request, key):
        """The answer, whatever happened on the way; None when the time was taken."""
        while True:
            try:
                answer = operation(request, self.context(key))
            except (Killed, TableBusy):
                continue
            except Conflict as refusal:
                self.counts[refusal.details["reason"]] += 1
                return None
            self.counts[operation.__name__] += 1
            return answer

    def run(self):
        for turn in range(100_000):
            if self.mortal.kills >= self.kills and all(sum(each.counts[what] for each in self.all) for what in SEEN):
                return self
            self.step(f"{self.number}-{turn}")
        raise AssertionError("nobody was killed")

    def step(self, key):
        start, service_id = self.dice.choice(STARTS), self.dice.choice(self.services)
        who = {"name": f"Client {self.number}", "email": f"client{self.number}@exemple.com"}
        action = self.dice.random()
        if action < 0.25:
            held = self.answered(
                hold, HoldSlot.model_validate({"service_id": service_id, "start": start}), f"hold-{key}"
            )
            if held is not None:
                event = self.answered(book, BookSlot.model_validate({"hold_id": held.id, **who}), key)
                assert event is not None, "what is held can be booked"
                self.keep(event)
        elif action < 0.6 or not self.standing:
            wanted = {"service_id": service_id, "start": start, **who}
            self.keep(self.answered(book, BookSlot.model_validate(wanted), key))
        elif action < 0.8:
            wanted = {"id": self.dice.choice(sorted(self.standing)), "start": start}
            self.keep(self.answered(move, MoveBooking.model_validate(wanted), None))
        else:
            event_id = self.dice.choice(sorted(self.standing))
            assert self.answered(cancel, CancelEvent(id=event_id), None).status == "cancelled"
            del self.standing[event_id]

    def keep(self, event):
        if event is not None:
            self.standing[event.id] = (event.start, event.booking.person_id)


@pytest.mark.usefixtures("table")
def test_no_booking_is_lost_or_there_twice_wherever_a_process_dies(table):
    person("anna")
    person("biel")
    alone = service(("anna", "biel"))["id"]
    group = service(("anna",), places=3, buffer_after_minutes=5)["id"]
    clients: list[Client] = []
    clients += [Client(table, number, [alone, group], KILLS // CLIENTS, clients) for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(Client.run, clients))
    store = TenantStore(table, Tenant(ORGANISATION, "live"))
    events = {event["SK"]: event for event in store.query(CALENDAR_EVENT) if event["status"] == "confirmed"}
    assert {sk: (event["starts"], event["booking"]["person"]) for sk, event in events.items()} == {
        event_id: place for client in clients for event_id, place in client.standing.items()
    }
    taken = {
        (day["SK"], name): each
        for day in store.query(BOOKING_DAY)
        for name, each in days.all_of(day, day["SK"].partition("#")[0]).items()
        if not each.expires
    }
    own = {sk: days.of_event(event) for sk, event in events.items()}
    assert taken == {(day, sk): each for sk, each in own.items() if each for day in each.places_of_days}
    _require_apart(own.values(), {alone: 1, group: 3})


def _require_apart(taken, places):
    """No two times of a person touch each other, unless they are one of a group that has places."""
    every = sorted(taken)
    for position, one in enumerate(every):
        same = [other for other in every if other[:4] == one[:4]]
        assert sum(each.places for each in same) <= places[one.service], same
        for other in every[position + 1 :]:
            if other.person == one.person and other[:4] != one[:4]:
                assert other.begins >= one.ends or one.begins >= other.ends, (one, other)
