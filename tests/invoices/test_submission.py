"""The submission of records to AEAT: each once, in order, at its time; what is lost, refused or wrong is found out."""

import os
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.invoices.submission import lanes, turns
from bivelio_core.invoices.verifactu import reading
from bivelio_core.invoices.verifactu.soap import Named
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION

from .aeat import Aeat, fault
from .papers import invoice, line
from .submitted import Chain, Wire

START = datetime(2026, 4, 7, 13, tzinfo=UTC)
PLATFORM = Named("Programes Exemple S.L.", "B65874216")
"""Who submits for an issuer under a representation, which covers no queries."""
RECORDS = int(os.environ.get("SUBMISSION_RECORDS", "300"))
KILLS = int(os.environ.get("SUBMISSION_KILLS", "60"))


@pytest.fixture
def store():
    return TenantStore(MemoryTable(), Tenant(ORGANISATION, "live"))


class World:
    """A tenant's records, an agency, and the time that passes between turns."""

    def __init__(self, store, **about):
        self.store, self.chain = store, Chain(store)
        self.agency = Aeat(**about)
        self.wire = Wire(self.agency)
        self.now = START

    def turn(self):
        """What a turn says of the next one."""
        with clock.frozen(self.now):
            return turns.serve(self.store, self.wire)

    def issue(self, count=1):
        with clock.frozen(self.now):
            return [self.chain.issue() for _ in range(count)]

    def later(self, seconds):
        self.now += timedelta(seconds=seconds)

    def settle(self):
        """Take turns at their times until nothing waits."""
        for _ in range(200):
            at = self.turn()
            if at is None:
                return
            self.now = max(self.now + timedelta(seconds=1), at)
        raise AssertionError("it does not come to an end")

    @property
    def lane(self):
        return lanes.load(self.store)


@pytest.fixture
def world(store):
    return World(store)


def test_the_first_message_goes_at_once_and_the_next_one_after_the_time_that_the_answer_says(world):
    world.agency.wait_seconds = 90
    world.issue(3)
    assert world.turn() is None
    world.issue(2)
    assert world.turn() == START + timedelta(seconds=90)
    assert [len(message.records) for message in world.agency.messages] == [3]
    world.later(90)
    assert world.turn() is None
    assert [len(message.records) for message in world.agency.messages] == [3, 2]
    assert world.chain.outcomes() == ["registered"] * 5
    assert world.agency.taken == world_records(world)
    assert world.agency.broken == []


def world_records(world):
    """The records as the agency reads them."""
    return [replace(record, xml="") for record in world.chain.records]


def test_full_messages_go_at_once_and_have_a_thousand_records(world):
    world.issue(2300)
    assert world.turn() == START + timedelta(seconds=60)
    assert [len(message.records) for message in world.agency.messages] == [1000, 1000]
    world.later(60)
    assert world.turn() is None
    assert world.agency.taken == world_records(world)
    assert world.agency.broken == []


def test_what_the_answer_says_is_kept_with_each_record(world):
    world.agency.codes = {"FAC-2026-00002": 2001, "FAC-2026-00003": 1110}
    world.issue(3)
    world.turn()
    first, second, third = (world.chain.states()[number] for number in (1, 2, 3))
    assert (first["state"], first["csv"], first["registered_at"]) == (
        "registered",
        "A-TEST00000001",
        "2026-04-07T13:00:00+00:00",
    )
    assert (second["state"], second["code"], second["is_held"]) == ("accepted_with_errors", 2001, True)
    assert (third["state"], third["code"], third["is_held"]) == ("rejected", 1110, False)
    assert "csv" not in third


def test_a_lost_answer_is_asked_for_before_anything_is_sent_again(world):
    world.issue(5)
    world.wire.fate = "dropped"
    again = world.turn()
    assert world.chain.outcomes() == ["pending"] * 5
    assert len(world.agency.messages) == 1
    world.wire.fate, world.now = None, again
    assert world.turn() is None
    assert world.chain.outcomes() == ["registered"] * 5
    assert len(world.agency.messages) == 1


def test_what_did_not_arrive_is_sent_again_and_says_that_there_was_an_incident(world):
    world.issue(2)
    world.wire.fate = "down"
    again = world.turn()
    world.issue(1)
    world.wire.fate, world.now = None, again
    world.settle()
    assert [(len(message.records), message.had_incident) for message in world.agency.messages] == [(3, True)]
    world.issue(1)
    world.settle()
    assert [message.had_incident for message in world.agency.messages] == [True, False]
    assert world.agency.broken == []


def test_an_outage_is_tried_at_least_once_an_hour(world):
    world.issue(1)
    world.wire.fate = "down"
    waits = []
    for _ in range(12):
        at = world.turn()
        waits.append((at - world.now).total_seconds())
        world.now = at
    assert waits[0] == 60
    assert max(waits) <= 3600
    assert world.lane.problem == "unreachable"
    world.wire.fate = None
    world.settle()
    assert world.chain.outcomes() == ["registered"]
    assert world.lane.problem is None


def test_an_invoice_that_is_voided_in_the_same_message_is_registered_and_cancelled(world):
    (record,) = world.issue(1)
    world.chain.void(record)
    world.wire.fate = "dropped"
    again = world.turn()
    world.wire.fate, world.now = None, again
    assert world.turn() is None
    assert world.chain.outcomes() == ["registered", "registered"]
    assert len(world.agency.messages) == 1


def test_a_number_that_another_program_has_registered_is_a_rejection(world, store):
    other = World(TenantStore(MemoryTable(), store.tenant))
    other.agency = world.agency
    other.wire = world.wire
    other.chain.records.append(other.chain.issue())
    other.chain.records.pop()
    other.turn()
    with clock.frozen(START):
        world.chain.issue(total_is_other())
    world.later(60)
    world.turn()
    state = world.chain.states()[1]
    assert (state["state"], state["code"]) == ("rejected", 3000)


def total_is_other():
    """Another invoice, whose record has another hash."""
    return invoice([line("Altres", 1, 7)])


def test_a_message_that_the_agency_cannot_read_is_parted_until_the_record_is_found(world):
    world.issue(9)
    broken = world.chain.records[4].number
    answer = world.agency.answer

    def unreadable(document):
        is_in = b"RegistroFactura>" in document and broken in {each.number for each in reading.read(document)}
        return fault("Client", 4102) if is_in else answer(document)

    world.agency.answer = unreadable
    world.settle()
    states = world.chain.states()
    assert [states[number]["state"] for number in range(1, 10)] == [
        "rejected" if number == 5 else "registered" for number in range(1, 10)
    ]
    assert states[5]["code"] == 4102
    assert world.lane.limit is None


def test_a_refusal_about_the_issuer_waits_for_a_person_and_loses_nothing(world):
    world.issue(2)
    world.agency.refusal = 4104
    at = world.turn()
    assert at is not None
    assert (world.lane.problem, world.lane.problem_code) == ("refused", 4104)
    assert world.chain.outcomes() == ["pending"] * 2
    world.agency.refusal, world.now = None, at
    world.settle()
    assert world.chain.outcomes() == ["registered"] * 2
    assert [message.had_incident for message in world.agency.messages] == [False]


def test_records_of_before_verifactu_are_passed_over(world):
    with clock.frozen(START):
        for _ in range(3):
            world.chain.issue(is_submitted=False)
    world.issue(2)
    world.turn()
    assert [record.number for record in world.agency.taken] == ["FAC-2026-00004", "FAC-2026-00005"]


def test_two_turns_at_once_send_one_message(world):
    world.issue(3)
    inner = []
    answer = world.agency.answer

    def meanwhile(document):
        world.agency.answer = answer
        inner.append(turns.serve(world.store, world.wire))
        return answer(document)

    world.agency.answer = meanwhile
    world.turn()
    assert inner == [START + lanes.LEASE]
    assert len(world.agency.messages) == 1


def test_who_may_not_ask_sends_the_same_again_after_a_lost_answer_and_what_is_there_already_is_taken_for_ours(world):
    world.wire.representative = PLATFORM
    first, _ = world.issue(2)
    world.chain.void(first)
    world.wire.fate = "dropped"
    again = world.turn()
    assert world.chain.outcomes() == ["pending"] * 3
    world.issue()
    world.wire.fate, world.now = None, again
    world.settle()
    assert world.chain.outcomes() == ["registered"] * 4
    assert [len(message.records) for message in world.agency.messages] == [3, 4]
    assert world.agency.taken == world_records(world)
    assert world.lane.problem is None
    assert world.agency.broken == []


def test_who_may_not_ask_takes_what_was_never_sent_for_anothers(world, store):
    other = World(TenantStore(MemoryTable(), store.tenant))
    other.agency, other.wire = world.agency, world.wire
    other.issue()
    other.turn()
    world.wire.representative = PLATFORM
    with clock.frozen(START):
        world.chain.issue(total_is_other())
    world.later(60)
    world.turn()
    state = world.chain.states()[1]
    assert (state["state"], state["code"]) == ("rejected", 3000)


def test_a_correction_whose_answer_was_lost_is_sent_again_with_the_same_content(world):
    """AEAT applies it twice: what it holds in the end is the same (docs/adr/0092)."""
    world.wire.representative = PLATFORM
    (record,) = world.issue()
    world.turn()
    world.later(60)
    with clock.frozen(world.now):
        world.chain.correct(record)
    world.wire.fate = "dropped"
    again = world.turn()
    world.wire.fate, world.now = None, again
    world.settle()
    assert world.chain.outcomes() == ["registered", "registered"]
    assert [each.number for each in world.agency.taken] == [record.number] * 3
    assert world.agency.taken[1] == world.agency.taken[2]
    assert world.agency.broken == []


class Killed(BaseException):
    """The process is gone: nothing catches it, nothing is cleaned up."""


def killed_at(count, work):
    """Do some work in a process that dies at its line of this number, counted through the code of invoices."""
    left = [count]

    def trace(frame, event, _arg):
        if "/bivelio_core/invoices/" not in frame.f_code.co_filename:
            return None
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                raise Killed
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    except Killed:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.parametrize("representative", [None, PLATFORM], ids=["itself", "represented"])
def test_killed_at_any_line_each_record_is_registered_once_in_order_and_at_its_time(world, representative):
    """`SUBMISSION_RECORDS=10000 SUBMISSION_KILLS=2000` is the full size; a small one runs with every test run."""
    chance = random.Random(92)
    world.wire = Wire(world.agency, chance, risk=0.1, representative=representative)
    kills = turn_count = 0
    while len(world.chain.records) < RECORDS or "pending" in world.chain.outcomes() or kills < KILLS:
        room = RECORDS - len(world.chain.records)
        with clock.frozen(world.now):
            for _ in range(min(room, chance.randint(0, max(1, 2 * RECORDS // KILLS)))):
                if world.chain.records and chance.random() < 0.05:
                    record = chance.choice(world.chain.records)
                    is_open = [each.number for each in world.chain.records].count(record.number) == 1
                    if is_open:
                        world.chain.void(record)
                        continue
                world.chain.issue()
        if chance.random() < 0.8:
            steps = int(10 ** chance.uniform(0, 4.2))
            kills += killed_at(steps, world.turn)
        else:
            world.turn()
        turn_count += 1
        assert turn_count < 60 * KILLS + 1000, "it does not come to an end"
        world.agency.wait_seconds = chance.choice([30, 60, 90, 180])
        world.later(chance.choice([1, 20, 60, 130]))
    assert world.agency.broken == []
    assert world.agency.taken == world_records(world)
    assert set(world.chain.outcomes()) == {"registered"}
