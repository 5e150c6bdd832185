"""Each person's events are at that person's account, wherever a function dies and whoever leaves."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import audit, clock
from bivelio_core.calendar import google_sync
from bivelio_core.erasure import erasures
from bivelio_core.store import connect, keys
from bivelio_core.store.stored import StoredTable
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.erasure.following import Stream
from tests.erasure.killed import erase_under_kills
from tests.functions.calendar import bookable
from tests.functions.calendar.events import connect_google, create, listed, store
from tests.functions.cases.made import member
from tests.functions.inbound.test_google_calendar import sweep
from tests.functions.integrations.connected import address, provider
from tests.functions.integrations.test_complete import consent, fields
from tests.functions.workers.test_sweep_calendar import at
from tests.google import SmallCalendar, SmallGoogle
from tests.receiver import Receiver
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

__all__ = ["consent"]

FROM, UNTIL = {"dateTime": "2027-04-12T10:00:00Z"}, {"dateTime": "2027-04-12T11:00:00Z"}
MEETING: dict[str, Any] = {"summary": "Reunio", "start": FROM, "end": UNTIL}
DAY = {"from": "2027-04-12T00:00:00Z", "to": "2027-04-13T00:00:00Z"}


class Office:
    """The organisation's account, and those of Anna and Biel with calendars of their own."""

    def __init__(self, google: SmallGoogle, tokens: Receiver) -> None:
        self.google, self.tokens = google, tokens
        self.connections = {"primary": connect_google()}
        self.calendars: dict[str, SmallCalendar] = {"primary": google}
        for person in ("anna", "biel"):
            self.calendars[person] = google.account(person)
            self.connections[person] = connect_google(person, calendar_id=person)

    def pull(self, *names: str) -> None:
        """Read what has changed at some accounts."""
        for name in names:
            google_sync.begin(store(), self.connections[name])
        sweep()

    def places(self) -> list[str]:
        """The accounts that have an event now."""
        return [name for name, calendar in self.calendars.items() if calendar.confirmed()]

    def disconnect(self, name: str) -> None:
        assert call("integrations.disconnect", {"id": self.connections[name]}).data["disconnected"]


@pytest.fixture
def office(table, consent, monkeypatch):
    with provider(lambda _: {"access_token": "ya29.x", "expires_in": 3599}) as google_tokens, SmallGoogle() as google:
        monkeypatch.setenv("GOOGLE_CALENDAR_URL", google.base)
        monkeypatch.setenv("GOOGLE_TOKEN_URL", f"{address(google_tokens)}/token")
        yield Office(google, google_tokens)


def shown(event):
    return call("calendar.get", {"id": event["id"]}).data


def later(minutes: float):
    return clock.frozen(clock.now() + timedelta(minutes=minutes))


@pytest.mark.parametrize(("calendar", "account"), [("anna", "anna"), ("primary", "primary"), ("sales", "primary")])
def test_an_event_goes_to_the_account_of_its_calendar_or_to_the_organisations(office, calendar, account):
    event = create(calendar_id=calendar, sync_to_google=True)
    sweep()
    assert office.places() == [account]
    now = shown(event)
    assert (now["google_connection_id"], now["google_status"]) == (office.connections[account], "synced")


def test_nobodys_own_account_takes_the_events_of_others(table, google):
    connect_google("anna", calendar_id="anna")
    for asked in ({"calendar_id": "primary"}, {"calendar_id": "biel"}):
        answer = call("calendar.create", {**bookable_event(), **asked, "sync_to_google": True})
        assert (answer.status, answer.error["details"]["reason"]) == (422, "not_connected")
    event = create(calendar_id="anna", sync_to_google=True)
    answer = call("calendar.update", {"id": event["id"], "calendar_id": "biel"})
    assert (answer.status, answer.error["details"]["reason"]) == (422, "not_connected"), "nor after a move"


@pytest.fixture
def google(monkeypatch):
    with SmallGoogle() as server:
        monkeypatch.setenv("GOOGLE_CALENDAR_URL", server.base)
        yield server


def bookable_event():
    return {"title": "Visita", "start": "2027-04-12T15:00:00Z", "end": "2027-04-12T16:00:00Z"}


def test_a_consent_that_is_still_asked_for_and_a_broken_account_take_no_others_events(office, table):
    waiting = connect_google("carla", calendar_id="carla")
    set_status(table, waiting, "pending")
    create(calendar_id="carla", sync_to_google=True)
    sweep()
    assert office.places() == ["primary"], "an owner who has not consented yet changes nothing"
    set_status(table, office.connections["anna"], "broken")
    answer = call("calendar.create", {**bookable_event(), "calendar_id": "anna", "sync_to_google": True})
    assert answer.status == 422, "it waits for its own account, and goes to no other"


def set_status(table, connection, status):
    item = store().find(keys.CONNECTION, connection)
    table.put({**item, "status": status})


def test_what_is_made_at_an_account_comes_into_its_calendar(office):
    for name in ("anna", "biel"):
        office.calendars[name].write("same", **{**MEETING, "summary": name})
    office.pull("anna", "biel")
    for name in ("anna", "biel"):
        (event,) = listed(calendar_id=name)
        assert (event["title"], event["google_event_id"]) == (name, "same")
        assert event["google_connection_id"] == office.connections[name]
    assert listed() == []


def test_a_guests_copy_is_an_event_of_the_guests_and_changes_nothing_of_the_first(office):
    """Google gives the copies of all who attend the same id, and tells each account which one is the organizer's."""
    event = create(calendar_id="anna", sync_to_google=True, attendees=["biel@exemple.com"])
    sweep()
    copy = {**office.calendars["anna"].events[event["google_event_id"]], "organizer": {"email": "anna@exemple.com"}}
    office.calendars["biel"].write(event["google_event_id"], **{**copy, "updated": "2099-01-01T00:00:00Z"})
    office.pull("biel")
    (guests,) = listed(calendar_id="biel")
    assert (guests["title"], guests["id"] == event["id"]) == (event["title"], False), "and Biel is busy"
    office.calendars["biel"].write(event["google_event_id"], status="cancelled", updated="2099-01-02T00:00:00Z")
    with later(6):
        sweep()
    assert listed(calendar_id="biel") == []
    assert shown(event)["status"] == "confirmed", "Biel's refusal does not cancel it for Anna"


def test_an_event_that_moves_leaves_the_former_account(office):
    event = create(calendar_id="anna", sync_to_google=True)
    sweep()
    for calendar, account in (("biel", "biel"), ("sales", "primary"), ("anna", "anna")):
        call("calendar.update", {"id": event["id"], "calendar_id": calendar})
        with later(1):
            sweep()
        assert (office.places(), shown(event)["google_status"]) == ([account], "synced")
    call("calendar.update", {"id": event["id"], "sync_to_google": False})
    with later(2):
        sweep()
    assert office.places() == []
    assert not {"google_connection_id", "google_event_id", "google_status"} & shown(event).keys()


def test_the_sweeper_may_die_at_any_call_and_the_event_is_at_one_account(office, table):
    event, killer = create(calendar_id="anna", sync_to_google=True), Killer()
    sweep()
    call("calendar.update", {"id": event["id"], "calendar_id": "biel"})
    with later(1), killer.armed(lambda *_: False):
        sweep()
    writes = [number for number, name in enumerate(killer.calls) if name.startswith(("Update", "Delete"))]
    points = [(number, when) for number in writes for when in ("before", "after")]
    assert len(points) >= 6
    now = "biel"
    for place, point in enumerate(points, start=1):
        now = {"anna": "biel", "biel": "anna"}[now]
        with later(10 * place):
            call("calendar.update", {"id": event["id"], "calendar_id": now})
            with killer.armed(at(*point)), pytest.raises(Killed):
                sweep()
        with later(10 * place + 5):
            sweep()
        assert (office.places(), shown(event)["google_status"]) == ([now], "synced"), point
        assert [item["SK"] for item in table.query(f"{ORGANISATION}#live#CALT")] == []


def test_a_copy_that_arrives_late_at_the_former_account_is_removed_again(office):
    """Google answers the first insertion only after the event has gone to another account."""
    event = create(calendar_id="anna", sync_to_google=True)

    def moved_meanwhile(request):
        office.google.answer = original
        with later(1):
            call("calendar.update", {"id": event["id"], "calendar_id": "biel"})
            sweep()
        return original(request)

    original, office.google.answer = office.google.answer, moved_meanwhile
    sweep()
    assert office.places() == ["anna", "biel"], "overtaken"
    with later(2):
        sweep()
    assert office.places() == ["biel"]


def test_after_an_account_is_disconnected_its_events_are_kept_by_the_organisations(office):
    event, gone = (create(calendar_id="anna", sync_to_google=True, title=title) for title in ("Una", "Dues"))
    sweep()
    office.disconnect("anna")
    call("calendar.cancel", {"id": gone["id"]})
    call("calendar.update", {"id": event["id"], "title": "Canviada"})
    with later(1):
        sweep()
    assert shown(gone)["google_status"] == "synced", "there is nothing to remove any more"
    assert [each["summary"] for each in office.google.events.values()] == ["Canviada"]
    assert shown(event)["google_connection_id"] == office.connections["primary"]


def test_an_account_that_is_connected_again_finds_its_events_and_brings_them_into_its_calendar(office):
    office.calendars["anna"].write("hers", **MEETING)
    ours = create(calendar_id="anna", sync_to_google=True)
    office.pull("anna")
    office.disconnect("anna")
    office.connections["anna"] = connect_google("anna", calendar_id="consulta")
    with later(1):
        office.pull("anna")
    assert [event["google_event_id"] for event in listed(calendar_id="consulta")] == ["hers"]
    assert [event["id"] for event in listed(calendar_id="anna")] == [ours["id"]], "ours stays where we have it"
    assert shown(ours)["google_connection_id"] == office.connections["anna"]


def test_one_account_for_two_calendars_is_read_into_both(office):
    second = connect_google("anna", calendar_id="consulta")
    office.calendars["anna"].write("hers", **MEETING)
    office.pull("anna")
    google_sync.begin(store(), second)
    sweep()
    assert [len(listed(calendar_id=name)) for name in ("anna", "consulta")] == [1, 1]


def test_each_persons_account_is_asked_when_it_is_busy(office):
    office.calendars["anna"].write("a", **MEETING)
    office.calendars["biel"].write(
        "b", start={"dateTime": "2027-04-12T12:00:00Z"}, end={"dateTime": "2027-04-12T13:00:00Z"}
    )
    asked = {**DAY, "calendars": ["anna", "biel", "primary", "sales"]}
    found = call("calendar.free_busy", asked).data
    hours = {each["calendar_id"]: [span["start"][11:13] for span in each["busy"]] for each in found["calendars"]}
    assert hours == {"anna": ["10"], "biel": ["12"], "primary": [], "sales": []}
    assert (found["google"], "google" in found["calendars"][3]) == ("included", False)
    office.google.failing = [503]
    found = call("calendar.free_busy", asked).data
    assert found["google"] == "unavailable"
    answers = sorted(each["google"] for each in found["calendars"] if "google" in each)
    assert answers == ["included", "included", "unavailable"], "one does not answer, and the others count"
    office.google.failing = [503]
    assert call("calendar.free_busy", {**asked, "include_google": True}).status == 503
    answer = call("calendar.free_busy", {**DAY, "calendars": ["sales"], "include_google": True})
    assert answer.error["details"]["reason"] == "not_connected"


def test_times_of_a_service_are_free_by_the_account_of_who_gives_it(office):
    for name in ("anna", "biel"):
        bookable.person(name)
    service = bookable.service(people=("anna", "biel"))
    day = bookable.MONDAY
    office.calendars["anna"].write("a", start={"dateTime": f"{day}T07:00:00Z"}, end={"dateTime": f"{day}T08:00:00Z"})
    days = call(
        "calendar.slots", {"service_id": service["id"], "from": f"{day}T00:00:00Z", "to": "2027-06-08T00:00:00Z"}
    ).data
    who = {slot["start"][11:13]: sorted(slot["people"]) for slot in days["days"][0]["slots"]}
    assert who == {"07": ["biel"], "08": ["anna", "biel"], "09": ["anna", "biel"]}


def test_the_account_of_a_member_who_leaves_is_disconnected_and_google_forgets_the_consent(office, table):
    user = member(table)
    theirs = connect_google("dolors", calendar_id="dolors", user_id=user)
    office.google.account("dolors").write("hers", **MEETING)
    google_sync.begin(store(), theirs)
    sweep()
    key = keys.organisation_member(ORGANISATION, user)
    table.delete(key)
    with later(6):
        sweep()
        assert store().get(keys.CONNECTION, theirs) is None
        sweep()
    assert fields(office.tokens.received[-1]) == {"token": "refresh-of-dolors"}
    assert [event["google_event_id"] for event in listed(calendar_id="dolors")] == ["hers"], "what was read stays"
    assert [item["SK"] for item in table.query(f"{ORGANISATION}#live#CALT")] == []
    (entry,) = audit.newest(connect.table(), ORGANISATION, 1)
    assert (entry["action"], entry["details"]["connection"]) == ("connection.removed", theirs)


def test_who_leaves_may_be_removed_by_a_sweeper_that_dies_at_any_call(office, table):
    killer = Killer()
    number = 0
    for when in ("before", "after"):
        for point in range(40):
            theirs = connect_google("dolors", calendar_id="dolors", user_id="usr_0000000000000000")
            google_sync.begin(store(), theirs)
            with later(10 * number), killer.armed(at(point, when)):
                try:
                    sweep()
                except Killed:
                    pass
                else:
                    break
            number += 1
            with later(10 * number):
                sweep()
                sweep()
            assert store().get(keys.CONNECTION, theirs) is None, (point, when)
            assert table.query(f"{ORGANISATION}#live#CALT") == []
    assert number >= 8


def test_who_is_erased_is_erased_from_the_copies_at_google_too(office):
    contact = call("contacts.create", {"type": "person", "name": "Maria Garcia", "email": "maria@exemple.com"}).data
    event = create(
        calendar_id="anna",
        sync_to_google=True,
        title="Visita de maria@exemple.com",
        attendees=["maria@exemple.com", "joan@exemple.com"],
    )
    sweep()
    stream = Stream(StoredTable.deployed())
    assert call("contacts.erase", {"id": contact["id"]}).status == 202
    erase_under_kills(erasures.Subject(Tenant.at(ORGANISATION, "live"), contact["id"]).key, kills=10)
    for _ in range(2):  # a stream may hand over twice
        stream.flow()
    with later(5):
        sweep()
    copy = office.calendars["anna"].events[event["google_event_id"]]
    assert "maria" not in str(copy).casefold()
    assert [each["email"] for each in copy["attendees"]] == ["joan@exemple.com"]
    assert shown(event)["google_status"] == "synced"
