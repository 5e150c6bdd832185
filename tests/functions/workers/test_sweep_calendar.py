"""The sweeper of the calendar: invitations and reminders are sent once, and Google Calendar is kept in step."""

import email
import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from email import policy

import pytest
from bivelio_core import clock
from bivelio_core.calendar import google_sync
from icalendar import Calendar

from tests.api import call, load
from tests.functions.calendar.events import ATTENDEES, DEMO, connect_google, connect_mail, create, listed, store
from tests.google import SmallGoogle
from tests.mail_server import MailServer
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

START = clock.parse(DEMO["start"])
SANDBOX = {"environment": "sandbox"}
pytestmark = pytest.mark.usefixtures("table")


def sweep():
    """One run of the sweeper."""
    found = load("workers/sweep_calendar").handler({})
    assert found["failed"] == 0
    return found["taken_up"]


def at(number: int, when: str) -> Callable[[int, str], bool]:
    """One point of a killer: a call of AWS, before it is sent or after it was answered."""
    return lambda n, w: (n, w) == (number, when)


def left(table):
    """What remains to be done."""
    return sorted(item["SK"].partition("#")[2] for item in table.query("org_0000000000000000#live#CALT"))


@pytest.fixture
def mailbox(tmp_path):
    """A mail server, connected without TLS, as the local runtime may."""
    with MailServer(tmp_path, tls="none") as server:
        connect_mail(server.port, security="none", from_name="Empresa")
        yield server


def read(mail):
    """A mail's subject, recipient, text and iCalendar object."""
    parsed = email.message_from_bytes(mail.content, policy=policy.default)
    parts = {part.get_content_type(): part for part in parsed.walk()}
    calendar = parts.get("text/calendar")
    text = parts["text/plain"].get_content()
    return parsed, text, None if calendar is None else (calendar, Calendar.from_ical(calendar.get_content()))


def test_who_attends_is_invited_by_icalendar(mailbox, table):
    event = create(
        attendees=[*ATTENDEES, {"email": "m@exemple.com", "name": "Maria", "optional": True}], location="Sala"
    )
    assert sweep() == 1
    assert sorted(mail.recipients[0] for mail in mailbox.mails) == [
        "client@xyz.com",
        "m@exemple.com",
        "team@bivelio.com",
    ]
    parsed, text, (part, calendar) = read(mailbox.mails[0])
    assert parsed["Subject"] == "Invitació: Demo de producte"
    assert parsed["From"].addresses[0].addr_spec == "info@exemple.com"
    assert "2027-04-10 17:00 - 18:00 (Europe/Madrid)" in text
    assert part.get_params()[1:] and dict(part.get_params())["method"] == "REQUEST"  # noqa: PT018
    (made,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], made["UID"], made["SEQUENCE"]) == ("REQUEST", f"{event['id']}@calendar.bivelio.com", 0)
    assert (made["DTSTART"].dt, made["DTEND"].dt) == (START, START + timedelta(hours=1))
    assert str(made["ORGANIZER"]) == "mailto:info@exemple.com"
    assert [guest.params["ROLE"] for guest in made["ATTENDEE"]] == [
        "REQ-PARTICIPANT",
        "REQ-PARTICIPANT",
        "OPT-PARTICIPANT",
    ]
    assert left(table) == []
    assert sweep() == 0


@pytest.mark.parametrize(
    ("last", "shown"), [("2027-04-10", "2027-04-10"), ("2027-04-12", "2027-04-10 - 2027-04-12")], ids=["one", "three"]
)
def test_an_invitation_to_whole_days_ends_on_the_day_after_the_last(mailbox, last, shown):
    """RFC 5545, 3.6.1: DTEND is not part of the event. The text names the last day."""
    after = date.fromisoformat(last) + timedelta(days=1)
    create(start="2027-04-10", end=after.isoformat(), attendees=ATTENDEES[:1])
    assert sweep() == 1
    _, text, (_, calendar) = read(mailbox.mails[0])
    (made,) = calendar.walk("VEVENT")
    assert (made["DTSTART"].dt, made["DTEND"].dt) == (date(2027, 4, 10), after)
    assert f"Quan: {shown}" in text.splitlines()


def test_an_update_has_the_same_uid_and_the_next_sequence(mailbox):
    event = create(attendees=ATTENDEES)
    sweep()
    call(
        "calendar.update",
        {"id": event["id"], "start": "2027-04-11T15:00:00Z", "attendees": [ATTENDEES[0], "new@x.com"]},
    )
    sweep()
    told = {mail.recipients[0]: read(mail) for mail in mailbox.mails[2:]}
    assert set(told) == {"client@xyz.com", "new@x.com", "team@bivelio.com"}
    methods = {to: (found[2][1]["METHOD"], found[2][1].walk("VEVENT")[0]["SEQUENCE"]) for to, found in told.items()}
    assert methods == {"client@xyz.com": ("REQUEST", 1), "new@x.com": ("REQUEST", 1), "team@bivelio.com": ("CANCEL", 1)}
    assert len({found[2][1].walk("VEVENT")[0]["UID"] for found in told.values()}) == 1
    assert told["client@xyz.com"][0]["Subject"] == "Canvi: Demo de producte"


def test_who_is_new_is_invited_and_nobody_else_is_told(mailbox):
    event = create(attendees=ATTENDEES)
    sweep()
    call("calendar.update", {"id": event["id"], "attendees": [*ATTENDEES, "new@x.com"]})
    call("calendar.update", {"id": event["id"], "reminders": []})
    sweep()
    assert [mail.recipients[0] for mail in mailbox.mails[2:]] == ["new@x.com"]


def test_a_cancellation_is_told_to_all(mailbox):
    event = create(attendees=ATTENDEES)
    sweep()
    call("calendar.cancel", {"id": event["id"]})
    sweep()
    parsed, _, (_, calendar) = read(mailbox.mails[-1])
    assert parsed["Subject"] == "Cancel·lat: Demo de producte"
    (made,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], made["STATUS"], made["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_mails_are_in_the_language_of_the_request(mailbox):
    call("calendar.create", {**DEMO, "attendees": ATTENDEES}, headers={"Accept-Language": "en"})
    sweep()
    assert read(mailbox.mails[0])[0]["Subject"] == "Invitation: Demo de producte"


def test_reminders_are_sent_once_at_their_time(mailbox, table):
    create(
        attendees=ATTENDEES,
        reminders=[{"method": "email", "minutes_before": 60}, {"method": "popup", "minutes_before": 5}],
    )
    sweep()
    mailbox.mails.clear()
    with clock.frozen(START - timedelta(minutes=61)):
        assert sweep() == 0
    for minute in (60, 59, 58):
        with clock.frozen(START - timedelta(minutes=minute)):
            sweep()
    assert [mail.recipients[0] for mail in mailbox.mails] == ATTENDEES
    assert read(mailbox.mails[0])[0]["Subject"] == "Recordatori: Demo de producte"
    assert left(table) == []


def test_a_moved_event_reminds_at_its_new_time_and_a_cancelled_one_never(mailbox, table):
    event = create(reminders=[{"method": "email", "minutes_before": 60}])
    call("calendar.update", {"id": event["id"], "start": "2027-05-10T15:00:00Z"})
    with clock.frozen(START - timedelta(minutes=60)):
        assert sweep() == 0
    with clock.frozen(clock.parse("2027-05-10T14:00:00Z")):
        sweep()
    assert [mail.recipients[0] for mail in mailbox.mails] == ["info@exemple.com"], "who keeps the calendar is reminded"
    again = create(reminders=[{"method": "email", "minutes_before": 60}])
    call("calendar.cancel", {"id": again["id"]})
    assert left(table) == []


def test_a_reminder_of_the_past_is_not_made_and_a_late_one_not_sent(mailbox, table):
    soon = clock.timestamp(clock.now() + timedelta(minutes=10))
    create(start=soon, end="2027-05-10T16:00:00Z", reminders=[{"method": "email", "minutes_before": 60}])
    assert left(table) == []
    create(reminders=[{"method": "email", "minutes_before": 60}])
    with clock.frozen(START + timedelta(minutes=5)):
        sweep()
    assert mailbox.mails == []
    assert left(table) == []


def test_who_declined_is_not_reminded(mailbox, table):
    create(attendees=ATTENDEES, reminders=[{"method": "email", "minutes_before": 60}])
    sweep()
    (item,) = table.query("org_0000000000000000#live#CAL")
    table.put({**item, "attendees": [{**item["attendees"][0], "status": "declined"}, item["attendees"][1]]})
    mailbox.mails.clear()
    with clock.frozen(START - timedelta(minutes=60)):
        sweep()
    assert [mail.recipients[0] for mail in mailbox.mails] == ["team@bivelio.com"]


def test_a_server_that_is_down_is_tried_again_and_a_wrong_address_is_passed_over(mailbox, table):
    mailbox.answer = lambda mail: "550 no such user" if mail.recipients[0] == ATTENDEES[0] else "451 later"
    create(attendees=ATTENDEES)
    sweep()
    assert left(table) == ["mail#REQUEST#0"]
    mailbox.answer = lambda _: "250 accepted"
    mailbox.mails.clear()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        sweep()
    assert [mail.recipients[0] for mail in mailbox.mails] == [ATTENDEES[1]]
    assert left(table) == []


def test_a_sweeper_may_die_at_any_call_and_each_mail_arrives_under_one_message_id(mailbox, table):
    """Killed around each call of AWS: everybody is invited, and a repeated mail has the Message-ID of the first."""
    killer = Killer()
    create(attendees=ATTENDEES)
    with killer.armed(lambda *_: False):
        sweep()
    writes = [number for number, name in enumerate(killer.calls) if name.startswith(("Update", "Delete"))]
    points = [(number, when) for number in writes for when in ("before", "after")]
    repeated = 0
    for number, when in points:
        mailbox.mails.clear()
        create(attendees=ATTENDEES)
        with killer.armed(at(number, when)), pytest.raises(Killed):
            sweep()
        with clock.frozen(clock.now() + timedelta(minutes=3)):
            sweep()
        ids = Counter(read(mail)[0]["Message-ID"] for mail in mailbox.mails)
        assert {mail.recipients[0] for mail in mailbox.mails} == set(ATTENDEES)
        assert len(ids) == 2
        assert max(ids.values()) <= 2
        repeated += sum(ids.values()) - 2
        assert left(table) == []
    assert len(points) >= 8
    assert repeated >= 1, "a mail whose success could not be recorded is repeated"


@pytest.fixture
def google(monkeypatch, table):
    """Google Calendar, connected."""
    with SmallGoogle() as server:
        monkeypatch.setenv("GOOGLE_CALENDAR_URL", server.base)
        server.connection = connect_google()
        yield server


def shown(event):
    return call("calendar.get", {"id": event["id"]}).data


def test_an_event_is_kept_at_google_under_an_id_of_ours(google):
    reminders = [{"method": "email", "minutes_before": 60}, {"method": "popup", "minutes_before": 15}]
    event = create(attendees=ATTENDEES, reminders=reminders, sync_to_google=True)
    assert (event["attendees_notified"], event["google_status"]) == (True, "pending")
    sweep()
    kept = google.events[event["google_event_id"]]
    assert kept["summary"] == DEMO["title"]
    assert kept["start"] == {"dateTime": DEMO["start"], "timeZone": "Europe/Madrid"}
    assert [guest["email"] for guest in kept["attendees"]] == ATTENDEES
    assert kept["reminders"] == {"useDefault": False, "overrides": [{"method": "popup", "minutes": 15}]}
    assert shown(event)["google_status"] == "synced"
    assert google.received[0].headers["authorization"] == "Bearer ya29.token"
    assert "sendUpdates=all" in google.received[0].path


def test_google_invites_what_it_has_and_we_do_not(google, tmp_path, table):
    with MailServer(tmp_path, tls="none") as server:
        connect_mail(server.port, security="none")
        event = create(attendees=ATTENDEES, sync_to_google=True)
        call("calendar.update", {"id": event["id"], "title": "Dues"})
        call("calendar.cancel", {"id": event["id"]})
        sweep()
    assert server.mails == []


def test_changes_and_cancellations_follow(google):
    event = create(sync_to_google=True)
    sweep()
    call("calendar.update", {"id": event["id"], "title": "Dues"})
    sweep()
    assert google.events[event["google_event_id"]]["summary"] == "Dues"
    call("calendar.cancel", {"id": event["id"]})
    sweep()
    assert google.events[event["google_event_id"]]["status"] == "cancelled"
    assert [method for method, _ in google.asked()] == ["POST", "PUT", "DELETE"]


def test_an_insertion_whose_answer_was_lost_makes_no_second_event(google):
    google.lost_answers = 1
    event = create(sync_to_google=True)
    sweep()
    assert shown(event)["google_status"] == "pending"
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        sweep()
    assert list(google.events) == [event["google_event_id"]]
    assert shown(event)["google_status"] == "synced"


def test_what_google_refuses_for_good_is_said(google):
    google.failing = [400]
    event = create(sync_to_google=True)
    sweep()
    assert shown(event)["google_status"] == "failed"


def switch(event, *, on):
    return call("calendar.update", {"id": event["id"], "sync_to_google": on}).data


def test_an_event_may_go_to_google_and_leave_it_again(google, table):
    event = create(title="Una", attendees=ATTENDEES)
    changed = switch(event, on=True)
    assert (changed["sync_to_google"], changed["google_status"], changed["attendees_notified"]) == (
        True,
        "pending",
        True,
    )
    sweep()
    kept = google.events[changed["google_event_id"]]
    assert (kept["summary"], kept["status"], shown(event)["google_status"]) == ("Una", "confirmed", "synced")
    changed = switch(event, on=False)
    assert (changed["sync_to_google"], changed["google_status"]) == (False, "pending"), "it is not gone yet"
    sweep()
    assert google.events[changed["google_event_id"]]["status"] == "cancelled"
    assert not {"google_status", "google_event_id"} & shown(event).keys()
    switch(event, on=True)
    sweep()
    assert list(google.events) == [changed["google_event_id"]]
    assert (google.events[changed["google_event_id"]]["status"], shown(event)["google_status"]) == (
        "confirmed",
        "synced",
    )
    assert left(table) == []


def test_a_repeated_switch_changes_nothing(google, table):
    event = create()
    first = switch(event, on=True)
    sweep()
    google.received.clear()
    assert switch(event, on=True)["version"] == first["version"]
    assert left(table) == []
    sweep()
    assert google.received == []


def test_who_was_invited_by_us_is_told_that_google_invites_and_the_other_way_round(google, mailbox):
    event = create(attendees=ATTENDEES)
    sweep()
    mailbox.mails.clear()
    switch(event, on=True)
    sweep()
    read_mails = [read(mail) for mail in mailbox.mails]
    assert [mail.recipients[0] for mail in mailbox.mails] == ATTENDEES
    assert {parsed["Subject"] for parsed, _, _ in read_mails} == {"Nova invitació: Demo de producte"}
    assert all("Google Calendar" in text for _, text, _ in read_mails)
    assert {(made["METHOD"], made.walk("VEVENT")[0]["SEQUENCE"]) for _, _, (_, made) in read_mails} == {("CANCEL", 1)}
    mailbox.mails.clear()
    switch(event, on=False)
    sweep()
    made = [read(mail)[2][1] for mail in mailbox.mails]
    assert {(each["METHOD"], each.walk("VEVENT")[0]["SEQUENCE"]) for each in made} == {("REQUEST", 2)}


def test_an_invitation_that_waits_is_not_sent_of_an_event_that_google_has_since(google, mailbox):
    event = create(attendees=ATTENDEES)
    switch(event, on=True)
    sweep()
    assert {read(mail)[2][1]["METHOD"] for mail in mailbox.mails} == {"CANCEL"}


def test_what_became_of_a_copy_that_we_removed_does_not_come_back(google):
    event = create(sync_to_google=True)
    sweep()
    switch(event, on=False)
    sweep()
    before = shown(event)
    pull(google)
    google.write(before["id"], summary="x")
    assert shown(event) == before
    assert shown(event)["status"] == "confirmed"


def test_an_event_that_was_made_at_google_is_changed_there_while_it_is_synced(google):
    google.write("one", **MEETING)
    pull(google)
    (event,) = listed()
    assert switch(event, on=True)["google_event_id"] == "one"
    call("calendar.update", {"id": event["id"], "title": "Nostre"})
    sweep()
    assert (google.events["one"]["summary"], list(google.events)) == ("Nostre", ["one"])
    call("calendar.update", {"id": event["id"], "title": "Pendent"})
    assert "google_status" not in switch(event, on=False)
    sweep()
    assert (google.events["one"]["summary"], google.events["one"]["status"]) == ("Nostre", "confirmed")
    assert shown(event)["google_event_id"] == "one"


def test_moving_to_another_calendar_leaves_one_event_at_google(google):
    event = create(sync_to_google=True)
    sweep()
    call("calendar.update", {"id": event["id"], "calendar_id": "sales"})
    sweep()
    assert list(google.events) == [event["google_event_id"]]
    assert shown(event)["google_status"] == "synced"


def test_a_change_while_google_is_told_of_an_older_one_is_told_after_it(google, table):
    """The older call arrives at Google after the event has left it: it is removed again."""
    event = create(sync_to_google=True)

    def left_meanwhile(request):
        google.answer = original
        switch(event, on=False)
        with clock.frozen(clock.now() + timedelta(seconds=1)):
            sweep()
        return original(request)

    original, google.answer = google.answer, left_meanwhile
    sweep()
    assert google.events[event["google_event_id"]]["status"] == "confirmed", "overtaken"
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        sweep()
    assert google.events[event["google_event_id"]]["status"] == "cancelled"
    assert left(table) == []


def test_switching_may_die_at_any_call_and_google_has_what_the_event_says(google, table):
    event, killer = create(), Killer()
    switch(event, on=True)
    with killer.armed(lambda *_: False):
        switch(event, on=False)
    asked = [(number, when) for number, _ in enumerate(killer.calls) for when in ("before", "after")]
    with killer.armed(lambda *_: False):
        sweep()
    writes = [number for number, name in enumerate(killer.calls) if name.startswith(("Update", "Delete"))]
    swept = [(number, when) for number in writes for when in ("before", "after")]
    assert min(len(asked), len(swept)) >= 4
    on = False
    for place, point in enumerate([*asked, *swept]):
        on = not on
        with clock.frozen(clock.now() + timedelta(minutes=10 * place)):
            if place >= len(asked):
                switch(event, on=on)
            with killer.armed(at(*point)), pytest.raises(Killed):
                sweep() if place >= len(asked) else switch(event, on=on)
            switch(event, on=on)
        with clock.frozen(clock.now() + timedelta(minutes=10 * place + 5)):
            sweep()
        (kept,) = google.events.values()
        assert (kept["status"] == "confirmed", shown(event)["sync_to_google"]) == (on, on), point
        assert shown(event).get("google_status") == ("synced" if on else None)
        assert left(table) == []


MEETING = {
    "summary": "Reunio",
    "start": {"dateTime": "2027-04-12T10:00:00+02:00", "timeZone": "Europe/Madrid"},
    "end": {"dateTime": "2027-04-12T11:00:00+02:00", "timeZone": "Europe/Madrid"},
    "attendees": [{"email": "a@x.com", "responseStatus": "accepted"}],
}


def pull(google, *, minutes=0):
    """Read what has changed at Google, some minutes from now."""
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        google_sync.begin(store(), google.connection)
        sweep()


def test_events_of_google_come_here_and_follow_their_changes(google):
    for name in ("one", "two", "three"):
        google.write(name, **MEETING)
    google.write("day", summary="Festa", start={"date": "2027-04-23"}, end={"date": "2027-04-24"})
    pull(google)
    events = {event["google_event_id"]: event for event in listed()}
    assert set(events) == {"one", "two", "three", "day"}
    assert events["one"]["start"] == "2027-04-12T08:00:00Z"
    assert events["one"]["attendees"] == [{"email": "a@x.com", "status": "accepted"}]
    assert (events["day"]["all_day"], events["day"]["start"], events["day"]["source"]) == (
        True,
        "2027-04-23",
        "google_calendar",
    )
    google.write("one", status="cancelled")
    google.write("two", summary="Una altra")
    pull(google, minutes=6)
    assert {event["google_event_id"]: event["title"] for event in listed()} == {
        "two": "Una altra",
        "three": "Reunio",
        "day": "Festa",
    }


def test_only_changes_are_asked_for_and_a_forgotten_token_reads_everything_again(google):
    google.write("one", **MEETING)
    pull(google)
    google.received.clear()
    pull(google, minutes=6)
    assert "syncToken=1" in google.received[0].path
    google.write("two", **MEETING)
    google.forgotten_before = 2
    pull(google, minutes=12)
    assert {event["google_event_id"] for event in listed()} == {"one", "two"}
    assert len(google.received) == 3, "asked with the old token, and then without one"


def test_our_own_changes_come_back_as_nothing(google):
    event = create(sync_to_google=True)
    sweep()
    before = shown(event)
    pull(google)
    assert shown(event) == before
    assert len(listed()) == 1


def test_an_echo_of_an_older_change_of_ours_is_no_conflict(google):
    event = create(sync_to_google=True)
    sweep()
    google.failing = [503]
    call("calendar.update", {"id": event["id"], "title": "Dues"})
    sweep()
    pull(google)
    assert shown(event)["title"] == "Dues"
    assert "conflicts" not in shown(event)


def test_an_answer_given_at_google_comes_here(google):
    event = create(attendees=ATTENDEES, sync_to_google=True)
    sweep()
    guests = [{"email": each, "responseStatus": "accepted"} for each in ATTENDEES]
    google.write(event["google_event_id"], attendees=guests)
    pull(google)
    assert {each["status"] for each in shown(event)["attendees"]} == {"accepted"}


@pytest.mark.parametrize(
    ("updated", "title", "loser"),
    [("2099-01-01T00:00:00Z", "De Google", "bivelio"), ("2020-01-01T00:00:00Z", "Nostre", "google_calendar")],
)
def test_the_later_change_stays_and_the_earlier_is_kept_as_a_conflict(google, table, updated, title, loser):
    event = create(sync_to_google=True)
    sweep()
    (item,) = table.query("org_0000000000000000#live#CAL")
    table.put({**item, "google_updated": "2019-01-01T00:00:00Z"})
    google.failing = [503]
    call("calendar.update", {"id": event["id"], "title": "Nostre"})
    google.write(event["google_event_id"], summary="De Google", updated=updated)
    sweep()
    pull(google)
    found = shown(event)
    assert found["title"] == title
    (conflict,) = found["conflicts"]
    assert conflict["source"] == loser
    assert conflict["fields"]["title"] == ("Nostre" if loser == "bivelio" else "De Google")
    with clock.frozen(clock.now() + timedelta(minutes=10)):
        sweep()
    assert google.events[event["google_event_id"]]["summary"] == title


def test_events_that_cannot_be_ours_are_passed_over(google):
    google.write("endless", summary="x", start={"date": "2020-01-01"}, end={"date": "2027-01-01"})
    google.write("timeless", summary="x")
    google.write("backwards", **{**MEETING, "start": MEETING["end"], "end": MEETING["start"]})
    google.write("odd", **{**MEETING, "summary": None, "attendees": [{"displayName": "no address"}]})
    pull(google)
    assert [(event["google_event_id"], event["title"]) for event in listed()] == [("odd", "(sense títol)")]


def test_a_withdrawn_consent_breaks_the_connection(google, table):
    google.failing = [401]
    pull(google)
    (connection,) = table.query("org_0000000000000000#live#CN")
    assert connection["status"] == "broken"


def test_the_sandbox_does_it_all_without_anybody(table):
    made = call("calendar.create", {**DEMO, "attendees": ATTENDEES, "sync_to_google": True}, caller=SANDBOX).data
    call("calendar.create", {**DEMO, "attendees": ATTENDEES}, caller=SANDBOX)
    assert sweep() == 2
    assert call("calendar.get", {"id": made["id"]}, caller=SANDBOX).data["google_status"] == "synced"


def test_the_token_and_the_mails_are_in_no_log_line(google, logged):
    create(attendees=ATTENDEES, sync_to_google=True)
    sweep()
    assert "ya29" not in logged.getvalue()
    assert json.dumps(ATTENDEES[0]) not in logged.getvalue()
    assert os.environ["DEPLOYMENT"] == "local"
