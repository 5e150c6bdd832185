"""Invitations of others, which come in by mail, keep their promises: in the calendar, answered, changed, cancelled."""

import email
from email import policy

import pytest
from bivelio_core import clock
from icalendar import Calendar

from tests.api import call
from tests.functions.calendar.bookable import free, person, service
from tests.functions.calendar.events import store
from tests.functions.inbound.test_calendar_answers import PASSED, address, at, mailbox, sweep, told
from tests.functions.inbound.test_mail import receive
from tests.functions.integrations.connected import SMTP
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

__all__ = ["mailbox"]

OWN = SMTP["from_address"]
CLIENT = "maria@xyz.com"
MAIL = """\
Authentication-Results: {verdicts}
Received: from mail.xyz.com by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x for {to};
 Tue, 07 Apr 2026 12:22:00 +0000 (UTC)
From: Maria Garcia <{sender}>
To: {to}
Subject: Visita a l'obra
Date: Tue, 07 Apr 2026 14:22:00 +0200
Message-ID: <{name}@xyz.com>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

Hi pots venir?
--part
Content-Type: text/calendar; charset=utf-8; method={method}

{calendar}
--part--
"""
GOOGLE = """\
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:{method}
BEGIN:VEVENT
DTSTART:{start}
DTEND:{end}
DTSTAMP:{stamp}
ORGANIZER;CN=Maria Garcia:mailto:{organizer}
UID:{uid}
{more}ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE
 ;CN=Maria Garcia;X-NUM-GUESTS=0:mailto:{organizer}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=
 TRUE;CN={guest};X-NUM-GUESTS=0:mailto:{guest}
DESCRIPTION:Porta els plànols\\, si pots.\\nGràcies
LAST-MODIFIED:20260407T120000Z
LOCATION:Carrer Major 1\\, Girona
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:{title}
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR"""
OUTLOOK = """\
BEGIN:VCALENDAR
METHOD:{method}
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN=Maria Garcia:mailto:{organizer}
ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN={guest}:mai
 lto:{guest}
DESCRIPTION;LANGUAGE=es-ES:Porta els plànols\\, si pots.\\nGràcies
UID:{uid}
{more}SUMMARY;LANGUAGE=es-ES:{title}
DTSTART;TZID=Romance Standard Time:20270610T100000
DTEND;TZID=Romance Standard Time:20270610T110000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:{stamp}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{sequence}
LOCATION;LANGUAGE=es-ES:Carrer Major 1\\, Girona
X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE
BEGIN:VALARM
DESCRIPTION:REMINDER
TRIGGER;RELATED=START:-PT15M
ACTION:DISPLAY
END:VALARM
END:VEVENT
END:VCALENDAR"""
APPLE = """\
BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:{method}
PRODID:-//Apple Inc.//macOS 26.1//EN
VERSION:2.0
X-APPLE-CALENDAR-COLOR:#1BADF8
BEGIN:VEVENT
ATTENDEE;CN="Maria Garcia";CUTYPE=INDIVIDUAL;EMAIL="{organizer}";PARTSTAT=ACCEPTED
 ;ROLE=CHAIR:mailto:{organizer}
ATTENDEE;CUTYPE=INDIVIDUAL;EMAIL="{guest}";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE
 :mailto:{guest}
CREATED:20260407T120000Z
DESCRIPTION:Porta els plànols\\, si pots.\\nGràcies
DTEND;TZID=Europe/Madrid:20270610T110000
DTSTAMP:{stamp}
DTSTART;TZID=Europe/Madrid:20270610T100000
LOCATION:Carrer Major 1\\, Girona
ORGANIZER;CN="Maria Garcia";EMAIL="{organizer}":mailto:{organizer}
SEQUENCE:{sequence}
SUMMARY:{title}
UID:{uid}
{more}X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC
END:VEVENT
END:VCALENDAR"""
FORMS = {"google": GOOGLE, "outlook": OUTLOOK, "apple": APPLE}
USUAL = {
    "uid": "040000008200E00074C5B7101A82E008@xyz.com",
    "method": "REQUEST",
    "organizer": CLIENT,
    "guest": OWN,
    "sequence": 0,
    "stamp": "20260407T120000Z",
    "start": "20270610T080000Z",
    "end": "20270610T090000Z",
    "title": "Visita a l'obra",
    "more": "",
}
JUNE = {"from": "2027-06-01T00:00:00Z", "to": "2027-07-01T00:00:00Z"}


def mail(form=GOOGLE, *, name="one", sender=CLIENT, **about):
    """A mail that brings an iCalendar object of a program."""
    asked = {**USUAL, **about}
    verdicts = asked.pop("verdicts", PASSED.format(sender=sender))
    calendar = form.format(**asked)
    values = {"verdicts": verdicts, "to": address(), "sender": sender, "name": name, "method": asked["method"]}
    return MAIL.format(**values, calendar=calendar).encode()


def arrives(form=GOOGLE, **about):
    receive("", content=mail(form, **about))


def events(**about):
    return call("calendar.events", {**JUNE, "include_cancelled": True, **about}).data["events"]


def the_event():
    (event,) = events()
    return event


@pytest.mark.parametrize("program", FORMS)
def test_an_invitation_is_a_tentative_event_of_its_conversation(mailbox, program):
    arrives(FORMS[program])
    event = the_event()
    assert (event["title"], event["location"]) == ("Visita a l'obra", "Carrer Major 1, Girona")
    assert event["description"] == "Porta els plànols, si pots.\nGràcies"
    assert (event["start"], event["end"]) == ("2027-06-10T08:00:00Z", "2027-06-10T09:00:00Z")
    assert (event["status"], event["source"], event["sync_to_google"]) == ("tentative", "invitation", False)
    assert event["invitation"] == {
        "organizer": CLIENT,
        "organizer_name": "Maria Garcia",
        "attendee": OWN,
        "answer": "needs_action",
    }
    (message,) = call("messages.list", {}).data["messages"]
    assert event["conversation"] == {"contact_id": message["contact_id"], "message_id": message["id"]}
    assert told() == {"method": "REQUEST", "event_id": event["id"]}


def test_the_same_mail_again_changes_nothing(mailbox):
    arrives()
    before = the_event()
    arrives()
    assert the_event() == before
    arrives(name="forwarded")
    after = the_event()
    changed = {"conversation", "version", "updated_at"}
    assert {name for name in after if after[name] != before[name]} <= changed


def test_a_later_sequence_moves_it_and_asks_again(mailbox):
    arrives()
    event = the_event()
    call("calendar.update", {"id": event["id"], "answer": "accepted"})
    arrives(name="text", stamp="20260407T120500Z", title="Visita")
    assert (the_event()["title"], the_event()["status"]) == ("Visita", "confirmed"), "the time is the same"
    moved = {"start": "20270611T080000Z", "end": "20270611T093000Z", "sequence": 1, "stamp": "20260407T121000Z"}
    arrives(name="moved", **moved)
    after = the_event()
    assert (after["id"], after["start"], after["end"]) == (event["id"], "2027-06-11T08:00:00Z", "2027-06-11T09:30:00Z")
    assert (after["status"], after["invitation"]["answer"]) == ("tentative", "needs_action")
    arrives(name="late", stamp="20260407T120700Z", title="Antiga")
    assert told()["ignored"] == "outdated"
    assert the_event()["title"] == "Visita a l'obra"


def test_a_stamp_of_the_future_does_not_outdate_what_comes_later(mailbox):
    arrives(stamp="20990101T000000Z")
    arrives(name="two", sequence=1, title="Visita")
    assert the_event()["title"] == "Visita"


def test_who_invited_cancels_it_and_may_invite_again(mailbox):
    arrives()
    arrives(name="off", method="CANCEL", stamp="20260407T121000Z")
    event = the_event()
    assert (event["status"], told()["event_id"]) == ("cancelled", event["id"])
    assert event["cancelled_at"]
    arrives(name="late")
    assert (the_event()["status"], told()["ignored"]) == ("cancelled", "outdated")
    arrives(name="again", sequence=2, stamp="20260407T122000Z")
    assert the_event()["status"] == "tentative"
    assert "cancelled_at" not in the_event()


def test_a_cancellation_of_what_is_not_known_is_nothing(mailbox):
    arrives(method="CANCEL")
    assert (events(), told()) == ([], {"method": "CANCEL", "ignored": "event_unknown"})


def test_each_event_of_a_series_is_one_of_its_own(mailbox):
    first, second = ("RECURRENCE-ID:20270610T080000Z\n", "RECURRENCE-ID:20270617T080000Z\n")
    arrives(more=first)
    arrives(name="two", more=second, start="20270617T080000Z", end="20270617T090000Z")
    arrives(name="off", more=first, method="CANCEL", stamp="20260407T121000Z")
    assert [each["status"] for each in events()] == ["cancelled", "tentative"]
    call("calendar.update", {"id": events()[1]["id"], "answer": "accepted"})
    assert reply(mailbox)["RECURRENCE-ID"].to_ical() == b"20270617T080000Z"
    arrives(name="series", more="RRULE:FREQ=WEEKLY\n")
    assert told()["ignored"] == "recurring"
    assert len(events()) == 2


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"verdicts": "amazonses.com; spf=fail; dkim=none; dmarc=none"}, "sender_unverified"),
        ({"verdicts": PASSED.format(sender="x@evil.com")}, "sender_unverified"),
        ({"sender": "eve@evil.com"}, "not_the_organizer"),
        ({"organizer": "boss@xyz.com"}, "not_the_organizer"),
        ({"organizer": OWN, "sender": "eve@evil.com"}, "own_event"),
        ({"uid": "evt_0123456789abcdef@calendar.bivelio.com"}, "own_event"),
        ({"guest": "somebody@else.com"}, "not_attending"),
        ({"end": "20270610T070000Z"}, "unreadable"),
        ({"end": "20270610T080000Z"}, "unreadable"),
        ({"end": "20290610T080000Z"}, "unreadable"),
        ({"start": "tomorrow"}, "unreadable"),
    ],
)
def test_what_is_no_invitation_of_its_sender_is_no_event(mailbox, about, reason):
    arrives(**about)
    assert (events(), told()["ignored"]) == ([], reason)
    assert len(call("messages.list", {}).data["messages"]) == 1, "the mail is kept"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
@pytest.mark.parametrize(
    "about",
    [
        {"sender": "eve@evil.com"},
        {"sender": "eve@evil.com", "organizer": "eve@evil.com"},
        {"sender": "eve@xyz.com", "organizer": "eve@xyz.com"},
        {"verdicts": "amazonses.com; spf=fail; dkim=fail; dmarc=fail"},
        {"verdicts": PASSED.format(sender="eve@evil.com")},
    ],
)
def test_nobody_changes_the_event_of_another_organizer(mailbox, method, about):
    """Whoever knows the UID, and claims what they like."""
    arrives()
    before = the_event()
    arrives(name="spoofed", method=method, sequence=9, stamp="20260407T122000Z", title="Pagueu aquí", **about)
    assert [each for each in events() if each["id"] == before["id"]] == [before]
    assert all(each["invitation"]["organizer"] != CLIENT for each in events() if each["id"] != before["id"])


def test_an_invitation_takes_no_time_until_it_is_accepted(mailbox):
    person(calendars=["primary"])
    visit = service()["id"]
    day = {"start": "2027-06-10T00:00:00Z", "end": "2027-06-11T00:00:00Z"}
    busy = {"from": day["start"], "to": day["end"]}
    arrives()
    assert len(free(visit, **day)) == 3
    assert call("calendar.free_busy", busy).data["calendars"][0]["busy"] == []
    call("calendar.update", {"id": the_event()["id"], "answer": "accepted"})
    assert free(visit, **day) == ["2027-06-10T07:00:00Z", "2027-06-10T09:00:00Z"]
    assert len(call("calendar.free_busy", busy).data["calendars"][0]["busy"]) == 1
    call("calendar.update", {"id": the_event()["id"], "answer": "declined"})
    assert len(free(visit, **day)) == 3


def reply(mailbox):
    """The newest answer that was sent, as its organizer's program reads it."""
    sweep()
    sent = email.message_from_bytes(mailbox.mails[-1].content, policy=policy.default)
    (part,) = [each for each in sent.walk() if each.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REPLY"
    read = Calendar.from_ical(part.get_content())
    assert read["METHOD"] == "REPLY"
    (event,) = read.walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("answer", "status", "language", "subject"),
    [
        ("accepted", "confirmed", "ca", "Acceptada: Visita a l'obra"),
        ("declined", "tentative", "es", "Rechazada: Visita a l'obra"),
        ("tentative", "tentative", "en", "Tentative: Visita a l'obra"),
    ],
)
def test_the_organizer_gets_our_answer(mailbox, answer, status, language, subject):
    arrives(OUTLOOK, sequence=3)
    headers = {"Accept-Language": language}
    event = call("calendar.update", {"id": the_event()["id"], "answer": answer}, headers=headers).data
    assert (event["status"], event["invitation"]["answer"], event["attendees_notified"]) == (status, answer, True)
    made = reply(mailbox)
    (sent,) = mailbox.mails
    assert list(sent.recipients) == [CLIENT]
    assert email.message_from_bytes(sent.content, policy=policy.default)["Subject"] == subject
    assert (str(made["UID"]), made["SEQUENCE"], str(made["ORGANIZER"])) == (USUAL["uid"], 3, f"mailto:{CLIENT}")
    assert str(made["ATTENDEE"]) == f"mailto:{OWN}"
    assert made["ATTENDEE"].params["PARTSTAT"] == answer.upper()
    assert made["DTSTART"].dt == clock.parse("2027-06-10T08:00:00Z")
    again = call("calendar.update", {"id": event["id"], "answer": answer}).data
    sweep()
    assert (len(mailbox.mails), again["version"]) == (1, event["version"]), "the same answer is sent once"


def test_a_later_answer_takes_the_place_of_one_that_has_not_gone_out(mailbox):
    arrives()
    for answer in ("accepted", "declined"):
        call("calendar.update", {"id": the_event()["id"], "answer": answer})
    assert reply(mailbox)["ATTENDEE"].params["PARTSTAT"] == "DECLINED"
    assert len(mailbox.mails) == 1


def test_nobody_else_gets_mail_about_an_invitation(mailbox):
    arrives()
    event = the_event()
    call("calendar.update", {"id": event["id"], "calendar_id": "obres"})
    arrives(name="moved", start="20270612T080000Z", end="20270612T090000Z", sequence=1, stamp="20260407T121000Z")
    arrives(name="off", method="CANCEL", sequence=2, stamp="20260407T122000Z")
    sweep()
    assert mailbox.mails == []
    (moved,) = events(calendar_id="obres")
    assert (moved["id"], moved["start"], moved["status"]) == (event["id"], "2027-06-12T08:00:00Z", "cancelled")


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Una altra"},
        {"start": "2027-06-11T08:00:00Z"},
        {"attendees": []},
        {"sync_to_google": True},
        {"reminders": []},
    ],
)
def test_what_the_organizer_decides_is_not_changed_here(mailbox, change):
    arrives()
    event = the_event()
    answer = call("calendar.update", {"id": event["id"], **change})
    (field,) = change
    assert (answer.status, answer.error["details"]["field"]) == (422, field)
    assert answer.error["details"]["constraint"] == "organizer_decides"
    cancelled = call("calendar.cancel", {"id": event["id"]})
    assert (cancelled.status, cancelled.error["details"]["reason"]) == (409, "not_the_organizer")
    assert the_event() == event


def test_only_an_invitation_is_answered(mailbox):
    made = call("calendar.create", {"title": "Demo", "start": "2027-06-10T08:00:00Z", "end": "2027-06-10T09:00:00Z"})
    answer = call("calendar.update", {"id": made.data["id"], "answer": "accepted"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "answer")
    bad = call("calendar.update", {"id": made.data["id"], "answer": "maybe"})
    assert (bad.status, bad.error["details"]["field"]) == (400, "answer")


def test_a_worker_may_die_at_any_call_and_the_event_is_made_once(mailbox):
    arrives(name="first", uid="first")
    killer, second = Killer(), mail(name="second", uid="second")
    with killer.armed(lambda *_: False):
        receive("", content=second)
    names = ("PutItem", "Update", "Transact")
    calls = [number for number, name in enumerate(killer.calls) if name.startswith(names)]
    points = [(number, when) for number in calls for when in ("before", "after")]
    assert len(points) >= 6, "the event, the message, the link between them"
    for place, point in enumerate(points):
        content = mail(name=f"mail-{place}", uid=f"uid-{place}")
        with killer.armed(at(*point)), pytest.raises(Killed):
            receive("", content=content)
        receive("", content=content)
        receive("", content=content)
        assert len(events(per_page=100)) == place + 3
        made = call("calendar.get", {"id": told()["event_id"]}).data
        newest = call("messages.list", {"per_page": 100}).data["messages"][-1]
        assert made["conversation"]["message_id"] == newest["id"]
    assert len(call("messages.list", {"per_page": 100}).data["messages"]) == len(points) + 2
    assert len(store().table.query("org_0000000000000000#live#CAL")) == len(points) + 2
