"""Answers to invitations, which come in by mail, keep their promises."""

import email
from collections.abc import Callable
from datetime import timedelta
from email import policy

import pytest
from bivelio_core import clock
from bivelio_core.store.table import Table
from icalendar import Calendar

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, load
from tests.functions.calendar.events import ATTENDEES, connect_google, create, store
from tests.functions.inbound.mailbox import connected
from tests.functions.inbound.test_mail import receive
from tests.functions.integrations.connected import SMTP
from tests.google import SmallGoogle
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

GUEST = ATTENDEES[0]
PASSED = "amazonses.com; spf=pass (spfCheck: ok) client-ip=192.0.2.1; envelope-from={sender}; dkim=none; dmarc=none"
MAIL = """\
Authentication-Results: {verdicts}
Received: from mail.xyz.com by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x for {to};
 Tue, 07 Apr 2026 12:22:00 +0000 (UTC)
From: Client <{sender}>
To: {to}
Subject: Accepted: Demo de producte
Date: Tue, 07 Apr 2026 14:22:00 +0200
Message-ID: <{name}@xyz.com>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

Client has accepted this invitation.
--part
Content-Type: text/calendar; charset=utf-8; method={method}

{calendar}
--part--
"""
ANSWER = """\
BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:{stamp}
{more}ATTENDEE;PARTSTAT={answer}:mailto:{guest}
END:VEVENT
END:VCALENDAR"""


@pytest.fixture
def mailbox(table, monkeypatch, tmp_path):
    """A connected mailbox that receives, and the bucket of SES."""
    with connected(monkeypatch, tmp_path) as (server, _):
        yield server


@pytest.fixture
def event(mailbox):
    """An event whose attendees were invited."""
    made = create(attendees=ATTENDEES)
    sweep()
    return made


def sweep():
    assert load("workers/sweep_calendar").handler({})["failed"] == 0


def mail(event, *, answer="ACCEPTED", sequence=0, minute=0, **about):
    """The mail that brings an answer; the file in it may be another one."""
    known = {"uid": f"{event['id']}@calendar.bivelio.com", "guest": GUEST, "method": "REPLY", "more": ""}
    asked = {**known, "answer": answer, "sequence": sequence, "stamp": f"20260407T12{minute:02d}00Z", **about}
    sender = asked.get("sender", GUEST)
    return MAIL.format(
        verdicts=asked.get("verdicts", PASSED.format(sender=sender)),
        to=address(),
        sender=sender,
        name=asked.get("name", f"{answer}-{sequence}-{minute}"),
        method=asked["method"],
        calendar=asked.get("calendar", ANSWER.format(**asked)),
    ).encode()


def address():
    """Where mail for the connection comes in."""
    return call("integrations.list", {}).data["connections"][0]["inbound_address"]


def answer(event, **about):
    """An answer comes in by mail."""
    receive("", content=mail(event, **about))


def at(number: int, when: str) -> Callable[[int, str], bool]:
    """One point of a killer: a call of AWS, before it is sent or after it was answered."""
    return lambda n, w: (n, w) == (number, when)


def status(event):
    """What the first attendee has answered."""
    return call("calendar.get", {"id": event["id"]}).data["attendees"][0]["status"]


def told():
    """What the newest message says of its iCalendar object."""
    return call("messages.list", {}).data["messages"][-1].get("calendar")


@pytest.mark.parametrize(
    ("written", "expected"), [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative")]
)
def test_an_answer_is_the_attendees_status(event, written, expected):
    answer(event, answer=written)
    assert status(event) == expected
    assert told() == {"method": "REPLY", "event_id": event["id"], "attendee": GUEST, "status": expected}
    shown = call("calendar.get", {"id": event["id"]}).data
    assert (shown["version"], shown["attendees"][1]["status"]) == (2, "needs_action")


def test_answers_go_where_mail_comes_in(event, mailbox):
    """The organizer is our address, to which programs send answers; who is reminded alone is the connection's own."""
    sent = email.message_from_bytes(mailbox.mails[0].content, policy=policy.default)
    (part,) = [each for each in sent.walk() if each.get_content_type() == "text/calendar"]
    (made,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert str(made["ORGANIZER"]) == f"mailto:{address()}"
    alone = create(start="2027-05-10T15:00:00Z", end="2027-05-10T16:00:00Z", reminders=[MINUTE])
    mailbox.mails.clear()
    with clock.frozen(clock.parse(alone["start"]) - timedelta(minutes=1)):
        sweep()
    assert [mail.recipients[0] for mail in mailbox.mails] == [SMTP["from_address"]]


MINUTE = {"method": "email", "minutes_before": 1}


def test_the_latest_answer_counts_in_whatever_order_they_arrive(event):
    answer(event, answer="DECLINED", minute=5)
    answer(event, answer="ACCEPTED", minute=3)
    assert (status(event), told()["ignored"]) == ("declined", "outdated")
    answer(event, answer="TENTATIVE", minute=7)
    assert status(event) == "tentative"


def test_a_repeated_mail_changes_nothing(event):
    for _ in range(2):
        answer(event)
    assert call("calendar.get", {"id": event["id"]}).data["version"] == 2
    assert len(call("messages.list", {}).data["messages"]) == 1


def test_an_answer_to_the_event_as_it_was_does_not_count(event):
    call("calendar.update", {"id": event["id"], "start": "2027-04-12T15:00:00Z"})
    answer(event, sequence=0)
    assert (status(event), told()["ignored"]) == ("needs_action", "outdated")
    answer(event, sequence=1, minute=1)
    assert status(event) == "accepted"


def test_who_was_not_asked_again_may_answer_the_first_invitation(event):
    """A new attendee raises the sequence, of which nobody else is told."""
    call("calendar.update", {"id": event["id"], "attendees": [*ATTENDEES, "new@x.com"]})
    answer(event, sequence=0)
    assert status(event) == "accepted"


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"verdicts": "amazonses.com; spf=fail; dkim=none; dmarc=none"}, "sender_unverified"),
        ({"verdicts": "other.example; spf=pass; envelope-from=client@xyz.com; dmarc=pass"}, "sender_unverified"),
        ({"verdicts": PASSED.format(sender="x@evil.com")}, "sender_unverified"),
        ({"verdicts": "amazonses.com; spf=none; dkim=pass header.i=@evil.com; dmarc=none"}, "sender_unverified"),
        ({"verdicts": PASSED.format(sender="x@xyz.com").replace("dmarc=none", "dmarc=fail")}, "sender_unverified"),
        ({"verdicts": PASSED.format(sender='"; dkim=pass header.i=@xyz.com;"@evil.com')}, "sender_unverified"),
        ({"verdicts": "amazonses.com; dkim=pass header.i=@com; dmarc=none"}, "sender_unverified"),
        ({"sender": "other@xyz.com"}, "not_the_sender"),
        ({"sender": "stranger@xyz.com", "guest": "stranger@xyz.com"}, "not_attending"),
        ({"answer": "DELEGATED"}, "answer_unknown"),
        ({"uid": "evt_0123456789abcdef@calendar.bivelio.com"}, "event_unknown"),
        ({"uid": "evt_0123456789abcdef@other.example"}, "event_unknown"),
        ({"uid": "../evt_x@calendar.bivelio.com"}, "event_unknown"),
        ({"method": "COUNTER"}, "method"),
        ({"method": "REQUEST"}, "own_event"),
        ({"more": "RECURRENCE-ID:20270410T150000Z\n"}, "recurring"),
    ],
)
def test_what_is_no_answer_of_an_attendee_changes_nothing_and_says_why(event, about, reason):
    answer(event, **about)
    assert status(event) == "needs_action"
    assert told()["ignored"] == reason


@pytest.mark.parametrize(
    "verdicts",
    [
        "amazonses.com; spf=fail; dkim=fail; dmarc=pass header.from=xyz.com",
        "amazonses.com; spf=none; dkim=pass header.i=@other.com; dkim=pass header.i=@xyz.com; dmarc=none",
        PASSED.format(sender="bounces@xyz.com"),
    ],
)
def test_the_senders_own_domain_may_vouch_in_any_way(event, verdicts):
    answer(event, verdicts=verdicts)
    assert status(event) == "accepted"


def test_a_cancelled_event_takes_no_answers(event):
    call("calendar.cancel", {"id": event["id"]})
    answer(event, sequence=1)
    assert (status(event), told()["ignored"]) == ("needs_action", "event_cancelled")


def test_another_organisations_event_is_not_known_here(event, table: Table):
    other = call("calendar.create", DEMO_OF_OTHERS, caller={"organisation": OTHER_ORGANISATION}).data
    answer(other)
    assert told()["ignored"] == "event_unknown"
    assert OTHER_ORGANISATION != ORGANISATION


DEMO_OF_OTHERS = {
    "title": "Una altra",
    "start": "2027-04-10T15:00:00Z",
    "end": "2027-04-10T16:00:00Z",
    "attendees": ATTENDEES,
}


@pytest.mark.parametrize("calendar", ["", "BEGIN:VCALENDAR", "no calendar at all", "BEGIN:VCALENDAR\nEND:VCALENDAR"])
def test_a_file_that_cannot_be_read_is_stored_with_its_message(event, calendar):
    answer(event, calendar=calendar)
    assert told()["ignored"] == "unreadable"
    assert told()["text"]
    assert call("messages.list", {}).data["messages"][-1]["message"]["body"] == "Client has accepted this invitation."


def test_a_mail_that_is_nothing_but_an_answer_counts(event):
    known = {"uid": f"{event['id']}@calendar.bivelio.com", "guest": GUEST, "method": "REPLY", "more": ""}
    file = ANSWER.format(**known, answer="ACCEPTED", sequence=0, stamp="20260407T120000Z")
    head = f"Authentication-Results: {PASSED.format(sender=GUEST)}\nFrom: {GUEST}\nTo: {address()}\n"
    receive("", content=f"{head}Content-Type: text/calendar; method=REPLY\n\n{file}\n".encode())
    assert status(event) == "accepted"


def test_google_gets_the_answer_of_an_event_that_it_keeps(event, monkeypatch):
    """The event was invited to by us, and is kept at Google since."""
    with SmallGoogle() as google:
        monkeypatch.setenv("GOOGLE_CALENDAR_URL", google.base)
        connect_google()
        item = store().table.query("org_0000000000000000#live#CAL")[0]
        store().table.put({**item, "sync_to_google": True, "google_event_id": "x"})
        answer(event)
        assert call("calendar.get", {"id": event["id"]}).data["google_status"] == "pending"
        with clock.frozen(clock.now() + timedelta(minutes=1)):
            sweep()
        (kept,) = google.events.values()
        assert kept["attendees"][0]["responseStatus"] == "accepted"


def test_a_worker_may_die_at_any_call_and_the_answer_is_taken_once(event):
    """Killed around each write of a mail from somebody who has written before."""
    answer(event, name="first", minute=0)
    killer, second = Killer(), mail(event, name="second", minute=1, answer="TENTATIVE")
    with killer.armed(lambda *_: False):
        receive("", content=second)
    calls = [number for number, name in enumerate(killer.calls) if name.startswith(("PutItem", "Update", "Transact"))]
    points = [(number, when) for number in calls for when in ("before", "after")]
    assert len(points) >= 4, "the event, the contact, the message"
    for place, point in enumerate(points):
        written = "ACCEPTED" if place % 2 else "DECLINED"
        content = mail(event, answer=written, minute=place + 2, name=f"mail-{place}")
        version = call("calendar.get", {"id": event["id"]}).data["version"]
        with killer.armed(at(*point)), pytest.raises(Killed):
            receive("", content=content)
        receive("", content=content)
        receive("", content=content)
        shown = call("calendar.get", {"id": event["id"]}).data
        assert (shown["attendees"][0]["status"], shown["version"]) == (written.lower(), version + 1)
        assert told()["status"] == written.lower()
    assert len(call("messages.list", {"per_page": 100}).data["messages"]) == len(points) + 2
