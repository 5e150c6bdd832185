"""What happens to items becomes events: once each, whatever is delivered again."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import log, publish
from bivelio_core.events.log import Draft
from bivelio_core.store import keys
from bivelio_core.store.changes import Change
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, call, load
from tests.services import received
from tests.there import there

LIVE = Tenant(ORGANISATION, "live")
MARIA = {"type": "person", "name": "Maria Garcia", "tags": ["lead"], "custom_fields": {"pla": "pro", "edat": 4.5}}


@pytest.fixture
def written(table):
    """Calls the API, and answers the stream's records of what it wrote."""

    def write(operation, data, **options):
        before = contacts(table)
        answer = call(operation, data, **options).data
        after = contacts(table)
        changed = [key for key in after.keys() | before.keys() if before.get(key) != after.get(key)]
        return answer, [streams.record(before.get(key), after.get(key)) for key in changed]

    return write


def contacts(table):
    day = Tenant.at(ORGANISATION, "sandbox").business
    items = [item for prefix in (f"{ORGANISATION}#live", day) for item in table.query(f"{prefix}#CT", consistent=True)]
    return {(item["PK"], item["SK"]): item for item in items}


def publish_events(*records):
    assert load("workers/publish_events").handler(streams.batch(*records), None) == {"batchItemFailures": []}


def events(tenant=LIVE):
    store = store_of(tenant)
    return list(log.after(store, log.earliest(store), 100, log.position_at(datetime.now(UTC) + timedelta(seconds=1))))


def test_a_new_contact_is_told_as_the_api_shows_it(written):
    maria, records = written("contacts.create", MARIA)
    publish_events(*records)
    (event,) = events()
    assert (event.type, event.data) == ("contact.created", maria)
    assert event.id.startswith("evn_")


def test_a_change_is_told_with_what_was_before(written):
    maria, _ = written("contacts.create", MARIA)
    after, records = written("contacts.update", {"id": maria["id"], "tags": ["client"], "email": "m@exemple.com"})
    publish_events(*records)
    (event,) = events()
    assert event.type == "contact.updated"
    assert event.data == {**after, "previous": {"tags": ["lead"], "email": None, "emails": []}}


def test_one_that_becomes_true_is_a_change_though_python_takes_them_for_equal(written):
    maria, _ = written("contacts.create", {**MARIA, "custom_fields": {"f": 1}})
    _, records = written("contacts.update", {"id": maria["id"], "custom_fields": {"f": True}})
    publish_events(*records)
    (event,) = events()
    assert event.data["custom_fields"] == {"f": True}
    assert event.data["previous"] == {"custom_fields": {"f": 1}}


def test_a_change_that_the_api_does_not_show_is_no_event(written):
    _, records = written("contacts.create", MARIA)
    after = there(Change(records[0]).after)
    publish_events(streams.record(after, {**after, "internal": 1, "version": 2}))
    assert events() == []


def test_the_examples_of_a_sandbox_day_are_no_events_and_their_changes_are(written):
    sandbox = {"caller": {"environment": "sandbox"}}
    _, opening = written("contacts.get", {"id": "ct_abc123"}, **sandbox)
    assert len(opening) == 11
    publish_events(*opening)
    _, records = written("contacts.update", {"id": "ct_abc123", "tags": ["vip"]}, **sandbox)
    publish_events(*records)
    found = [event.type for event in events(Tenant.at(ORGANISATION, "sandbox"))]
    assert found == ["workflow.completed", "contact.updated"], "the day's example event, and the change"


def test_deletions_are_no_events(written):
    _, records = written("contacts.create", MARIA)
    publish_events(streams.record(Change(records[0]).after, None))
    assert events() == []


def test_a_record_delivered_again_is_recorded_once_and_sent_on_again(written):
    webhook = call("webhooks.create", {"url": "https://example.org/in", "events": ["contact.created"]}).data
    _, records = written("contacts.create", MARIA)
    publish_events(*records)
    publish_events(*records)
    (event,) = events()
    messages = received("deliveries")
    assert [(message["event"], message["webhook"], message["place"]) for message in messages] == [
        (event.id, webhook["webhook_id"], event.place)
    ] * 2


def test_events_of_a_batch_keep_their_order(written):
    records = [
        record for number in range(60) for record in written("contacts.create", {**MARIA, "name": str(number)})[1]
    ]
    publish_events(*records)
    assert [event.data["name"] for event in events()] == [str(number) for number in range(60)]


def test_the_id_depends_on_the_record_alone(written):
    _, records = written("contacts.create", MARIA)
    first, again = (there(publish.read(Change(record))).drafts[0].id for record in (records[0], dict(records[0])))
    assert first == again
    other = {**records[0], "dynamodb": {**records[0]["dynamodb"], "SequenceNumber": "9"}}
    assert there(publish.read(Change(other))).drafts[0].id != first


def test_two_publishers_of_one_event_agree_on_its_place(table):
    store = store_of(LIVE)
    drafts = [Draft(f"evn_{number}", "contact.created", "2026-04-07T12:00:00Z", {}) for number in range(3)]
    (first,) = log.record(store, drafts[1:2])
    both = log.record(store, drafts)
    assert both[1] == first
    assert len({event.place for event in both}) == 3
    assert len(store.query(keys.EVENT)) == 3


def test_data_too_large_to_be_told_is_parked_and_stops_nobody(written):
    _, records = written("contacts.create", MARIA)
    item = there(Change(records[0]).after)
    publish_events(streams.record(None, {**item, "custom_fields": {"x": "y" * 140_000}}), *records)
    assert [event.data["name"] for event in events()] == ["Maria Garcia"]
    (parked,) = received("parked")
    assert "more than" in parked["error"]
