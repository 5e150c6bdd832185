"""A workflow starts a lead time before an event of a calendar: once, at the time that the event has then."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.calendar import leads, starting
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.keys import CALENDAR_EVENT, CALENDAR_TASK

from tests.api import call, load
from tests.events.told import Told
from tests.functions.calendar.events import DEMO, connect_google, create, store
from tests.workflows.stream import instances

pytestmark = pytest.mark.usefixtures("table")
START = clock.parse(DEMO["start"])
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def workflow(before="24h", **trigger):
    """A workflow that starts so long before each event."""
    about = {"event": "calendar.starting", "before": before, **trigger}
    made = call(
        "workflows.create",
        {"name": "Recordatori", "trigger_type": "event", "trigger": about, "steps": [{"id": "s", "type": "set"}]},
    )
    return made.data["id"]


class World:
    """The platform at moments that a test chooses: its sweeper and its publisher."""

    def __init__(self):
        self.told = Told()

    def publish(self):
        """Hand over what was written; the types of the events."""
        return self.told.types()

    def sweep(self, at):
        """One run of the sweeper, and what follows; how many events it says start soon."""
        with clock.frozen(at):
            assert load("workers/sweep_calendar").handler({})["failed"] == 0
            return self.publish().count("calendar.starting")


@pytest.fixture
def world(table):
    return World()


def starts(workflow_id):
    """What its runs began with."""
    return [each["input"] for each in instances(workflow_id)]


def test_a_run_starts_once_a_day_before_with_what_it_needs(world):
    workflow_id, event = workflow(), create(attendees=["client@xyz.com"], location="Sala")
    world.publish()
    assert world.sweep(START - DAY - MINUTE) == 0
    assert world.sweep(START - DAY + MINUTE) == 1
    for later in (2 * MINUTE, HOUR, DAY):
        assert world.sweep(START - DAY + later) == 0
    (data,) = starts(workflow_id)
    assert (data["id"], data["start"], data["before"]) == (event["id"], event["start"], "24h")
    assert (data["location"], data["attendees"][0]["email"]) == ("Sala", "client@xyz.com")


def test_each_workflow_has_its_own_lead_and_those_of_one_lead_share_the_event(world):
    day, same, hours = workflow("24h"), workflow("1440m"), workflow("2h")
    create()
    world.publish()
    assert world.sweep(START - DAY + MINUTE) == 1
    assert [len(starts(each)) for each in (day, same, hours)] == [1, 1, 0]
    assert world.sweep(START - 2 * HOUR + MINUTE) == 1
    assert [len(starts(each)) for each in (day, same, hours)] == [1, 1, 1]


def test_an_event_that_is_moved_starts_at_its_new_time_alone(world):
    workflow_id, event = workflow(), create()
    world.publish()
    call("calendar.update", {"id": event["id"], "start": "2027-04-12T15:00:00Z", "end": "2027-04-12T16:00:00Z"})
    world.publish()
    assert world.sweep(START - DAY + MINUTE) == 0
    assert world.sweep(START + DAY + MINUTE) == 1
    assert [data["start"] for data in starts(workflow_id)] == ["2027-04-12T15:00:00Z"]


def test_an_event_that_was_moved_a_moment_ago_starts_nothing_at_its_old_time(world):
    """The sweeper comes before the change has passed the stream."""
    workflow_id, event = workflow(), create()
    world.publish()
    call("calendar.update", {"id": event["id"], "start": "2027-04-12T15:00:00Z", "end": "2027-04-12T16:00:00Z"})
    with clock.frozen(START - DAY + MINUTE):
        load("workers/sweep_calendar").handler({})
    world.publish()
    assert starts(workflow_id) == []
    assert world.sweep(START + DAY + MINUTE) == 1
    assert len(starts(workflow_id)) == 1


def test_an_event_that_is_cancelled_starts_nothing(world):
    workflow_id, event = workflow(), create()
    world.publish()
    call("calendar.cancel", {"id": event["id"]})
    assert world.sweep(START - DAY + MINUTE) == 0
    assert starts(workflow_id) == []


def test_an_event_that_is_moved_away_and_back_is_told_once_for_each_start(world):
    workflow_id, event = workflow(), create()
    world.publish()
    assert world.sweep(START - DAY + MINUTE) == 1
    later = {"start": "2027-04-12T15:00:00Z", "end": "2027-04-12T16:00:00Z"}
    with clock.frozen(START - DAY + 2 * MINUTE):
        call("calendar.update", {"id": event["id"], **later})
        world.publish()
        call("calendar.update", {"id": event["id"], "start": DEMO["start"], "end": DEMO["end"]})
        world.publish()
    assert world.sweep(START - DAY + HOUR) == 0
    assert world.sweep(START + 3 * DAY) == 0
    assert len(starts(workflow_id)) == 1


def test_one_that_is_made_or_moved_to_less_than_the_lead_before_it_starts_nothing(world):
    workflow_id = workflow()
    with clock.frozen(START - HOUR):
        event = create()
        world.publish()
        assert world.sweep(START - HOUR + MINUTE) == 0
        call("calendar.update", {"id": event["id"], "start": "2027-04-10T18:00:00Z", "end": "2027-04-10T19:00:00Z"})
        world.publish()
    assert world.sweep(START) == 0
    assert starts(workflow_id) == []


def test_a_workflow_that_is_saved_later_knows_the_events_to_come(world):
    """Its task goes through them once, in pages, and those that are made meanwhile are planned by their own change."""
    events = [create(title=f"Visita {number}") for number in range(3)]
    world.publish()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(starting, "PAGE", 2)
        workflow_id = workflow()
        world.sweep(clock.now())
    assert world.sweep(START - DAY + MINUTE) == 3
    assert sorted(data["id"] for data in starts(workflow_id)) == sorted(event["id"] for event in events)
    assert not [item for item in store().query(CALENDAR_TASK) if "plan" in item["SK"]]


def test_a_lead_that_nobody_states_any_more_starts_nothing(world):
    workflow_id, _ = workflow(), create()
    world.publish()
    call("workflows.archive", {"id": workflow_id})
    assert world.sweep(START - DAY + MINUTE) == 0


def test_without_such_a_workflow_nothing_is_planned(world):
    create()
    world.publish()
    assert store().query(CALENDAR_TASK) == []


def test_a_filter_chooses_among_them(world):
    workflow_id = workflow(filter="contains(data.title, 'Visita')")
    create()
    visit = create(title="Visita")
    world.publish()
    assert world.sweep(START - DAY + MINUTE) == 2
    assert [data["id"] for data in starts(workflow_id)] == [visit["id"]]


@pytest.mark.parametrize(
    ("lead", "start", "due"),
    [
        ("24h", "2027-03-28T10:00:00", "2027-03-27T08:00:00Z"),
        ("1d", "2027-03-28T10:00:00", "2027-03-27T09:00:00Z"),
        ("24h", "2027-10-31T10:00:00", "2027-10-30T09:00:00Z"),
        ("1d", "2027-10-31T10:00:00", "2027-10-30T08:00:00Z"),
        ("1w", "2027-03-29T09:30:00", "2027-03-22T08:30:00Z"),
        ("1d", "2027-03-29T02:30:00", "2027-03-28T01:30:00Z"),
        ("90m", "2027-04-10", "2027-04-09T20:30:00Z"),
        ("1d", "2027-03-29", "2027-03-27T23:00:00Z"),
    ],
)
def test_hours_are_exact_and_days_are_those_of_its_time_zone(world, lead, start, due):
    """Clocks go forward on 28 March and back on 31 October; at 02:30 on the former day they show 03:30."""
    end = {"end": f"{start[:14]}55:00"} if "T" in start else {}
    made = call("calendar.create", {"title": "Fira", "start": start, **end}).data
    item = store().find(CALENDAR_EVENT, made["id"])
    assert clock.timestamp(leads.due(item, leads.normal(lead))) == due
    workflow_id = workflow(lead)
    world.sweep(clock.now())
    assert world.sweep(clock.parse(due) - MINUTE) == 0
    assert world.sweep(clock.parse(due) + MINUTE) == 1
    assert len(starts(workflow_id)) == 1


def test_each_instance_of_a_series_of_google_is_an_event_of_its_own(world):
    """Google gives the instances singly (`singleEvents`); the move of one leaves the others where they are."""
    from bivelio_core.calendar import google_sync

    workflow_id, connection = workflow(), connect_google()
    account = google_sync.Account(connection, "primary", "", frozenset(), is_organisations=True)

    def instance(number, hour=15, version=1):
        day = f"2027-04-{10 + number:02}"
        return {
            "id": f"series_{number}",
            "status": "confirmed",
            "summary": "Seguiment",
            "updated": f"2026-11-29T10:00:0{version}Z",
            "start": {"dateTime": f"{day}T{hour}:00:00Z", "timeZone": "Europe/Madrid"},
            "end": {"dateTime": f"{day}T{hour + 1}:00:00Z", "timeZone": "Europe/Madrid"},
            "recurringEventId": "series",
        }

    for number in range(3):
        google_sync.apply(store(), account, instance(number))
    assert world.publish().count("calendar.created") == 3
    google_sync.apply(store(), account, instance(1, hour=18, version=2))
    assert world.publish() == ["calendar.updated"]
    assert world.sweep(START - DAY + MINUTE) == 1
    assert world.sweep(START + MINUTE) == 0
    assert world.sweep(START + 3 * HOUR + MINUTE) == 1
    assert world.sweep(START + DAY + MINUTE) == 1
    assert len(starts(workflow_id)) == 3


@pytest.mark.parametrize(
    ("trigger", "field", "said"),
    [
        ({"event": "calendar.starting"}, "trigger.before", "required"),
        ({"event": "calendar.created", "before": "1h"}, "trigger.before", "calendar.starting"),
        ({"event": "calendar.starting", "before": "29d"}, "trigger.before", "four weeks"),
        ({"event": "calendar.starting", "before": "0m"}, "trigger.before", ""),
        ({"event": "calendar.starting", "before": "a day"}, "trigger.before", ""),
    ],
)
def test_a_lead_that_is_none_is_refused(trigger, field, said):
    about = {"name": "x", "trigger_type": "event", "trigger": trigger, "steps": [{"id": "s", "type": "set"}]}
    answer = call("workflows.create", about, headers={"Accept-Language": "en"})
    assert (answer.status, answer.error["details"]["field"]) == (422, field)
    assert said in answer.error["message"]


def test_sweepers_and_publishers_that_die_anywhere_start_each_once(world, monkeypatch):
    """Each write may be the last of its process: before it, or after it."""
    workflow_id, _ = workflow(), create()
    world.publish()
    transact = DynamoTable.transact
    for dies_at in range(6):

        def dying(self, writes, token=None, *, after=bool(dies_at % 2)):
            if not after:
                raise RuntimeError("killed")
            transact(self, writes, token)
            raise RuntimeError("killed")

        with monkeypatch.context() as patched, clock.frozen(START - DAY + (1 + 3 * dies_at) * MINUTE):
            patched.setattr(DynamoTable, "transact", dying)
            load("workers/sweep_calendar").handler({})
    records = world.told.changes()
    world.told.publish(records)
    world.sweep(START - DAY + HOUR)
    assert len(starts(workflow_id)) == 1
