"""The last activity of a contact: noted by the stream, once a day, without a version, and lists go by it."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock, ids
from bivelio_core.store import keys
from bivelio_core.store.connect import table as connected
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, call, load
from tests.functions.contacts.about import contact, note

NOW = datetime(2026, 4, 7, 12, tzinfo=UTC)


@pytest.fixture
def world(table):
    """The contacts, of whom the stream tells all that is written."""
    assert table is not None
    return World()


class World:
    """A live organisation, and what the consumer has heard of it."""

    def __init__(self):
        self.store = TenantStore(connected(), Tenant(ORGANISATION, "live"))
        self.known = {}
        self.handler = load("workers/index_changes").handler

    def items(self):
        """What the consumer hears of, by key; contacts come last."""
        for kind in (keys.NOTE, keys.TASK, keys.DEAL, keys.CONTACT):
            rests = [()] if kind is not keys.NOTE else [(item["SK"],) for item in self.store.query(keys.CONTACT)]
            yield from itertools.chain.from_iterable(self.store.query(kind, *rest, consistent=True) for rest in rests)

    def hear(self):
        """Tell the consumer all changes, until there are none."""
        while records := [
            streams.record(self.known.get((item["PK"], item["SK"])), item)
            for item in self.items()
            if self.known.get((item["PK"], item["SK"])) != item
        ]:
            self.known = {(item["PK"], item["SK"]): item for item in self.items()}
            assert self.handler(streams.batch(*records), None) == {"batchItemFailures": []}


def shown(contact_id):
    return call("contacts.get", {"id": contact_id}).data


def listed(**query):
    return [each["id"] for each in call("contacts.list", query).data["contacts"]]


def test_a_note_and_a_task_that_is_done_are_activities_and_an_open_task_is_none(world):
    with clock.frozen(NOW):
        noted, worked, idle = contact("Anna"), contact("Bru"), contact("Carla")
        note(noted, "Trucada.")
        tasks = [call("contacts.tasks_create", {"contact_id": each, "title": "Oferta"}).data for each in (worked, idle)]
        world.hear()
        assert shown(noted)["last_activity_at"] == "2026-04-07T12:00:00Z"
        assert "last_activity_at" not in shown(worked)
        call("contacts.tasks_complete", {"id": tasks[0]["id"]})
        world.hear()
        assert shown(worked)["last_activity_at"] == "2026-04-07T12:00:00Z"
        assert "last_activity_at" not in shown(idle)


def test_a_deal_that_moves_is_one_with_its_contact(world):
    with clock.frozen(NOW):
        person = contact("Anna")
        deal = call("deals.create", {"title": "Pla Enterprise", "contact_id": person}).data
        world.hear()
    assert shown(person)["last_activity_at"] == "2026-04-07T12:00:00Z"
    stages = call("deals.pipelines_list", {}).data["pipelines"][0]["stages"]
    with clock.frozen(NOW + timedelta(days=2)):
        call("deals.move", {"id": deal["id"], "stage_id": stages[1]["id"]})
        world.hear()
    assert shown(person)["last_activity_at"] == "2026-04-09T12:00:00Z"
    with clock.frozen(NOW + timedelta(days=3)):
        call("deals.update", {"id": deal["id"], "title": "Pla Pro"})
        world.hear()
    assert shown(person)["last_activity_at"] == "2026-04-09T12:00:00Z"


def test_lists_are_filtered_and_sorted_by_days(world):
    contact_ids = []
    for number in range(4):
        with clock.frozen(NOW + timedelta(days=number)):
            contact_ids.append(contact(f"Maria {number}"))
            for each in contact_ids[:2] if number == 3 else contact_ids[-1:]:
                note(each, "Trucada.")
            world.hear()
    with clock.frozen(NOW + timedelta(days=3)):
        first, second, third, idle = contact_ids
        assert listed(sort="-last_activity_at") == [second, first, third, idle]
        assert listed(sort="last_activity_at") == [third, second, first, idle]
        assert listed(filter={"field": "last_activity_at", "range": {"last_days": 1}}) == [second, first]
        assert listed(filter={"field": "last_activity_at", "range": {"to": "2026-04-09"}}) == [third]
        assert listed(filter={"field": "last_activity_at", "empty": True}) == [idle]


def test_it_is_written_once_a_day_and_makes_no_version_and_no_event(world):
    with clock.frozen(NOW):
        person = contact("Anna")
        note(person, "Trucada.")
        world.hear()
    before = shown(person)
    with clock.frozen(NOW + timedelta(hours=3)):
        note(person, "Una altra.")
        world.hear()
    assert shown(person) == before
    assert (before["version"], before["updated_at"]) == (1, before["created_at"])
    with clock.frozen(NOW + timedelta(days=1)):
        note(person, "L'endemà.")
        world.hear()
    assert shown(person) == {**before, "last_activity_at": "2026-04-08T12:00:00Z"}
    with clock.frozen(NOW + timedelta(days=1)):
        changed = call("contacts.update", {"id": person, "version": before["version"], "tags": ["lead"]}).data
    assert (changed["version"], changed["last_activity_at"]) == (2, "2026-04-08T12:00:00Z")


def test_a_write_that_takes_it_back_is_followed_by_it(world):
    with clock.frozen(NOW):
        person = contact("Anna")
        item = world.store.query(keys.CONTACT)[0]
        note(person, "Trucada.")
        world.hear()
        world.store.table.put({**item, "version": 2, "name": "Anna Vila"})
        world.hear()
    assert shown(person)["last_activity_at"] == "2026-04-07T12:00:00Z"
    assert shown(person)["name"] == "Anna Vila"


def test_an_archived_contact_and_none_at_all_are_left_alone(world):
    with clock.frozen(NOW):
        person = contact("Anna")
        note(person, "Trucada.")
        call("contacts.archive", {"id": person})
        sk = world.store.query(keys.CONTACT)[0]["SK"]
        world.hear()
        assert "last_activity_at" not in shown(person)
        gone = {**world.store.query(keys.NOTE, sk)[0], "contact": keys.sequence_sk(ids.decode_sequence(sk) + 9)}
        assert world.handler(streams.batch(streams.record(None, gone)), None) == {"batchItemFailures": []}
        assert len(world.store.query(keys.CONTACT)) == 1
