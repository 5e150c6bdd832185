"""A definition becomes an index of existing contacts by a job, whatever dies meanwhile; lists are right or refused."""

import os
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.contacts.custom import building, criteria, definitions, terms
from bivelio_core.contacts.custom.definitions import Definition
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.contacts.transfer import queue
from bivelio_core.errors import Unprocessable
from bivelio_core.ids import random_text
from bivelio_core.store import keys
from bivelio_core.store.connect import table as connected
from bivelio_core.store.index import reader
from bivelio_core.store.index.numbers import number_texts
from bivelio_core.store.index.terms import matches
from bivelio_core.store.index.words import fold
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant
from hypothesis import given
from hypothesis import strategies as st

from tests import streams
from tests.api import ORGANISATION, call, load
from tests.examples import examples
from tests.functions.contacts import transfers
from tests.services import waiting
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

BEGIN = datetime(2026, 4, 7, 12, tzinfo=UTC)
CONTACTS_THERE = int(os.environ.get("FIELD_CONTACTS", "300"))
"""10,000 takes two minutes."""

KILLS = int(os.environ.get("FIELD_KILLS", "25"))

SECTORS = ["retail", "hostaleria", "serveis"]
FIELDS: dict[str, dict[str, Any]] = {
    "sector": {"type": "select", "options": [{"value": each} for each in SECTORS]},
    "saldo": {"type": "currency"},
    "renovacio": {"type": "date"},
    "ciutat": {"type": "text"},
}
CONDITIONS = [
    ("sector", "equals", "retail"),
    ("sector", "in", ["retail", "serveis"]),
    ("saldo", "range", (-20, "55.5")),
    ("saldo", "range", (None, 0)),
    ("saldo", "equals", 7),
    ("renovacio", "range", ("2025-03-10", "2026-01-31")),
    ("renovacio", "range", (None, "2024-12-31")),
    ("ciutat", "begins", "Vilanova i la"),
    ("ciutat", "equals", "vilanova i la geltrú"),
    ("ciutat", "exists", None),
]


def store():
    return SystemStore(connected()).of(Tenant(ORGANISATION, "live"))


def fill(count, seed=7):
    """Contacts from before the definitions, as they lie in the table; every value but one in twenty fits."""
    source = random.Random(seed)
    first = store().lease_sequence(keys.CONTACT, count)
    items = []
    for number in range(first, first + count):
        custom = {
            "sector": source.choice([*SECTORS, "altres"] if source.random() < 0.2 else SECTORS),
            "saldo": source.choice([source.randint(-9999, 9999) / 100, 7, 0]),
            "renovacio": str(datetime(2024, 1, 1, tzinfo=UTC).date() + timedelta(days=source.randrange(900))),
            "ciutat": source.choice(["Vilanova i la Geltrú", "Vilanova del Camí", "Vic", "Olot"]),
        }
        about = {
            "random": random_text(5),
            "version": 1,
            "type": "person",
            "name": f"Contacte {number}",
            "tags": [],
            "custom_fields": {name: value for name, value in custom.items() if source.random() < 0.8},
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
        }
        items.append(store().item(keys.CONTACT, keys.sequence_sk(number), about))
    for start in range(0, count, 500):
        connected().put_many(items[start : start + 500])
    deliver(items)
    return items


def deliver(items):
    for start in range(0, len(items), 500):
        records = (streams.record(None, item) for item in items[start : start + 500])
        load("workers/index_changes").handler(streams.batch(*records), None)


def define_all():
    for name, about in FIELDS.items():
        assert call("contacts.fields_define", {"name": name, "indexed": True, **about}).data["index"] == "building"


def asked(condition):
    """The numbers of the contacts that meet a condition, by the index."""
    declared = definitions.read(store())
    wanted = criteria.fields_of([condition], declared)
    total, batches = reader.every(store(), terms.bound(CONTACTS, declared), wanted)
    found = sorted(item["SK"] for batch in batches for item in batch)
    assert total == len(found)
    return found


def fits(value: Any, operator: str, wanted: Any) -> bool:
    if value is None or operator == "exists":
        return value is not None
    if operator in ("equals", "begins"):
        folded = fold(value) if isinstance(value, str) else value
        wanted = fold(wanted) if isinstance(wanted, str) else wanted
        return folded == wanted if operator == "equals" else folded.startswith(wanted)
    if operator == "in":
        return value in wanted
    low, high = wanted
    if isinstance(value, str):
        return (low or "") <= value <= (high or "9999")
    number = Decimal(str(value))
    return (low is None or Decimal(low) <= number) and (high is None or number <= Decimal(high))


def expected(condition):
    """The same by reading every contact."""
    name, operator, wanted = condition
    items = store().query(keys.CONTACT, consistent=True)
    return sorted(
        item["SK"]
        for item in items
        if "archived_at" not in item and fits(item["custom_fields"].get(name), operator, wanted)
    )


def serve(at, killer=None):
    """Serve the queue of transfers until it is empty, with time going on; the worker is killed as the test wants."""
    for _ in range(2_000):
        messages = waiting("transfers")
        if not messages:
            return at
        for message in messages:
            at += timedelta(seconds=20)
            with clock.frozen(at):
                try:
                    assert transfers.serve(message)
                except Killed:
                    with killer.resting():
                        again(message)
    raise AssertionError("the job does not end")


def again(message):
    """The queue has the message of a function that died once more."""
    queue.send(message["kind"], message["id"], Tenant(ORGANISATION, "live"), message["language"])


@pytest.mark.usefixtures("table")
def test_a_field_is_asked_for_only_when_all_contacts_are_indexed():
    fill(60)
    with clock.frozen(BEGIN):
        define_all()
    for name, constraint in (("sector", "field_building"), ("edat", "not_indexed")):
        with pytest.raises(Unprocessable) as refusal:
            asked((name, "equals", "retail"))
        assert refusal.value.details["constraint"] == constraint
    serve(BEGIN)
    listed = {each["name"]: each for each in call("contacts.fields_list", {}).data["fields"]}
    assert {each["index"] for each in listed.values()} == {"ready"}
    have = [item["custom_fields"] for item in store().query(keys.CONTACT)]
    assert listed["sector"]["check"]["contacts"] == sum("sector" in each for each in have)
    assert listed["sector"]["check"]["not_fitting"] == sum(each.get("sector") == "altres" for each in have)
    assert sum(each.get("sector") == "altres" for each in have) > 0
    for condition in CONDITIONS:
        assert asked(condition) == expected(condition), condition
        assert expected(condition), f"nothing meets {condition}"


@pytest.mark.usefixtures("table")
def test_a_job_that_is_killed_at_any_call_ends_with_the_right_index():
    fill(CONTACTS_THERE)
    at = BEGIN
    with clock.frozen(at):
        define_all()
    source, killer = random.Random(3), Killer()
    at_call = {"next": 2}

    def wants(number, when):
        if number < at_call["next"] or killer.kills >= KILLS:
            return False
        at_call["next"] = number + source.randint(1, 60)
        return when == source.choice(["before", "after"])

    with killer.armed(wants):
        serve(at, killer)
    assert killer.kills > 5
    for condition in CONDITIONS:
        assert asked(condition) == expected(condition), condition


@pytest.mark.usefixtures("table")
def test_contacts_that_are_written_while_it_runs_and_afterwards_are_found():
    with clock.frozen(BEGIN):
        define_all()
        made = call("contacts.create", {"type": "person", "name": "Pia", "custom_fields": {"sector": "retail"}}).data
    serve(BEGIN)
    assert len(asked(CONDITIONS[0])) == 1
    call("contacts.update", {"id": made["id"], "custom_fields": {"sector": "serveis"}})
    assert asked(CONDITIONS[0]) == [], "right after the change, before the stream tells of it"
    assert len(asked(("sector", "equals", "serveis"))) == 1
    deliver(store().query(keys.CONTACT))
    assert asked(CONDITIONS[0]) == []
    call("contacts.archive", {"id": made["id"]})
    assert asked(("sector", "equals", "serveis")) == []


def listed(conditions):
    answer = call("contacts.list", {"filter": conditions, "per_page": 100})
    return answer if answer.status != 200 else sorted(each["name"] for each in answer.data["contacts"])


@pytest.mark.usefixtures("table")
def test_a_filter_names_declared_fields_with_all_of_its_operators():
    with clock.frozen(BEGIN):
        define_all()
    refused = listed({"field": "custom_fields.sector", "equals": "retail"})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "field_building")
    serve(BEGIN)
    for name, custom in {
        "Anna": {"sector": "retail", "saldo": 10, "renovacio": "2026-04-01", "ciutat": "Sant Cugat"},
        "Berta": {"sector": "serveis", "saldo": -3.5, "ciutat": "Sant Celoni"},
        "Carla": {"saldo": 250},
    }.items():
        assert call("contacts.create", {"type": "person", "name": name, "custom_fields": custom}).status == 200
    for conditions, names in (
        ({"field": "custom_fields.sector", "equals": "retail"}, ["Anna"]),
        ({"field": "custom_fields.sector", "in": ["retail", "serveis"]}, ["Anna", "Berta"]),
        ({"not": {"field": "custom_fields.sector", "equals": "retail"}}, ["Berta", "Carla"]),
        ({"field": "custom_fields.sector", "empty": True}, ["Carla"]),
        ({"field": "custom_fields.renovacio", "empty": False}, ["Anna"]),
        ({"field": "custom_fields.saldo", "range": {"from": -5, "to": 10}}, ["Anna", "Berta"]),
        ({"field": "custom_fields.saldo", "range": {"from": 10.01}}, ["Carla"]),
        ({"field": "custom_fields.renovacio", "range": {"to": "2026-04-30"}}, ["Anna"]),
        ({"field": "custom_fields.ciutat", "begins": "sant ce"}, ["Berta"]),
    ):
        assert listed(conditions) == names, conditions
    for conditions, field, constraint in (
        ({"field": "custom_fields.edat", "equals": 3}, "custom_fields.edat", "not_indexed"),
        ({"field": "custom_fields.sector", "equals": "altres"}, "filter.equals", "choice"),
        ({"field": "custom_fields.sector", "begins": "re"}, "filter.begins", "no_condition"),
        ({"field": "custom_fields.saldo", "range": {"from": "molt"}}, "filter.range", "type"),
        ({"field": "custom_fields.saldo", "range": {"de": 1}}, "filter.range.de", "unknown_field"),
        ({"field": "custom_fields.saldo", "empty": 1}, "filter.empty", "type"),
    ):
        error = listed(conditions).error["details"]
        assert (error["field"], error["constraint"]) == (field, constraint), conditions


@pytest.mark.usefixtures("table")
def test_a_newer_definition_takes_over_what_the_older_job_has_not_done():
    fill(20)
    with clock.frozen(BEGIN):
        for name, about in FIELDS.items():
            call("contacts.fields_define", {"name": name, "indexed": True, **about})
    jobs = {each.building for each in definitions.read(store()).indexed()}
    assert len(jobs) == 1
    serve(BEGIN)
    assert {each.building for each in definitions.read(store()).indexed()} == {None}
    job = store().get(keys.CONTACT_FIELD, building.JOB)
    assert (job["id"], job["phase"]) == (jobs.pop(), "done")


ON = "2026-01-01T00:00:00Z"
NUMBER = Definition("saldo", "number", ON, ON, indexed=True)
DAY = Definition("data", "date", ON, ON, indexed=True)
numbers = st.decimals(-(10**15), 10**15, allow_nan=False, places=3) | st.integers(-200, 200).map(Decimal)
small = numbers.filter(lambda number: len("".join(map(str, number.as_tuple().digits)).strip("0")) <= 15)


@given(st.lists(small, min_size=1, max_size=20), small, small)
@examples(200)
def test_a_range_of_numbers_has_those_between_and_no_others(values, one, other):
    low, high = min(one, other), max(one, other)
    for ends in ((low, high), (None, high), (low, None), (None, None)):
        wanted = (criteria.clause(NUMBER, "range", ends),)
        for value in values:
            is_between = (ends[0] is None or ends[0] <= value) and (ends[1] is None or value <= ends[1])
            assert matches(wanted, terms.terms_of(NUMBER, value)) == is_between, (ends, value)


@given(st.lists(small, min_size=2, max_size=10))
@examples(100)
def test_numbers_sort_as_their_texts_do(values):
    fine = {number_texts(value)[0]: value for value in values}
    assert [fine[text] for text in sorted(fine)] == sorted(set(values))


days = st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31))


@given(st.lists(days, min_size=1, max_size=10), days, days)
@examples(100)
def test_a_range_of_days_has_those_between_and_no_others(values, one, other):
    low, high = min(one, other), max(one, other)
    for ends in ((low, high), (None, high), (low, None)):
        wanted = (criteria.clause(DAY, "range", tuple(None if end is None else str(end) for end in ends)),)
        for value in values:
            is_between = (ends[0] is None or ends[0] <= value) and (ends[1] is None or value <= ends[1])
            assert matches(wanted, terms.terms_of(DAY, str(value))) == is_between, (ends, value)
