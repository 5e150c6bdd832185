"""iCalendar files of others: each is read or refused with a reason, whatever is in it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from bivelio_core.calendar import ics
from bivelio_core.calendar.ics_components import LONGEST_LINE, MAXIMUM_BYTES, MAXIMUM_LINES, Unreadable
from hypothesis import given
from hypothesis import strategies as st

from tests.samples import name_of, needs_samples, samples

FILES = samples("icalendar/*")
STAMP = "DTSTAMP:20270401T100000Z"


def file(*lines: str, method: str = "REPLY") -> bytes:
    """A calendar with one event of these lines."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", "UID:one@x.com")
    return "\r\n".join([*head, *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def event(*lines: str) -> ics.ReadEvent:
    """The one event of a file."""
    (found,) = ics.read(file(*lines)).events
    return found


def times(*lines: str) -> tuple[str, str, str]:
    """Start, end and zone of an event."""
    found = event(*lines)
    assert found.period is not None, found.untimed
    return f"{found.period.starts:%Y-%m-%dT%H:%MZ}", f"{found.period.ends:%Y-%m-%dT%H:%MZ}", found.zone


def refusal(content: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(Unreadable) as raised:
        ics.read(content)
    return str(raised.value)


@needs_samples
@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_of_others_is_read_or_refused_with_a_reason(path):
    found = _read(path.read_bytes())
    if isinstance(found, str):
        assert found
        return
    assert found.events
    for each in found.events:
        assert each.uid
        assert (each.period is None) == bool(each.untimed)
        if each.period:
            assert each.period.starts <= each.period.ends


@needs_samples
def test_most_events_of_others_are_read_with_their_times():
    """What is refused is broken: without a UID, or no event at all."""
    read = [_read(path.read_bytes()) for path in FILES]
    events = [each for found in read if isinstance(found, ics.ReadFile) for each in found.events]
    untimed = {each.untimed for each in events if each.untimed}
    assert len([each for each in events if each.period]) >= 35
    assert untimed <= {
        "it has no start",
        "its time zone is not known",
        "one of its times cannot be read",
        "its duration cannot be read",
    }


def _read(content: bytes) -> ics.ReadFile | str:
    """What a file has, or why it is refused."""
    try:
        return ics.read(content)
    except Unreadable as unreadable:
        return str(unreadable)


def test_an_answer_has_who_gave_it_and_when():
    found = event(STAMP, "SEQUENCE:3", 'ATTENDEE;CN="Mas, Núria";PARTSTAT=accepted;ROLE=OPT-PARTICIPANT:MAILTO:n@x.com')
    assert found.guests == (ics.Guest("n@x.com", "Mas, Núria", "accepted", is_optional=True),)
    assert (found.method, found.sequence, found.stamp) == ("REPLY", 3, datetime(2027, 4, 1, 10, tzinfo=UTC))
    assert found.untimed == "it has no start", "an answer needs none"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20270410T150000Z", "DTEND:20270410T160000Z"], ("2027-04-10T15:00Z", "2027-04-10T16:00Z", "UTC")),
        (
            ["DTSTART;TZID=America/Lima:20270410T150000", "DURATION:PT90M"],
            ("2027-04-10T20:00Z", "2027-04-10T21:30Z", "America/Lima"),
        ),
        (
            ['DTSTART;TZID="Romance Standard Time":20270410T150000'],
            ("2027-04-10T13:00Z", "2027-04-10T13:00Z", "Europe/Paris"),
        ),
        (
            ["DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Madrid:20270410T150000"],
            ("2027-04-10T13:00Z", "2027-04-10T13:00Z", "Europe/Madrid"),
        ),
        (["DTSTART:20270410T150000"], ("2027-04-10T13:00Z", "2027-04-10T13:00Z", "Europe/Madrid")),
        (["DTSTART;VALUE=DATE:20270410"], ("2027-04-09T22:00Z", "2027-04-10T22:00Z", "Europe/Madrid")),
        # an hour that is skipped is that of the offset before; of one that occurs twice the first is meant
        (
            ["DTSTART;TZID=Europe/Madrid:20270328T023000"],
            ("2027-03-28T01:30Z", "2027-03-28T01:30Z", "Europe/Madrid"),
        ),
        (
            ["DTSTART;TZID=Europe/Madrid:20271031T023000"],
            ("2027-10-31T00:30Z", "2027-10-31T00:30Z", "Europe/Madrid"),
        ),
    ],
)
def test_times_are_instants_of_the_zone_that_is_named(lines, expected):
    assert times(*lines) == expected


def test_whole_days_stay_days():
    found = event("DTSTART;VALUE=DATE:20270410", "DTEND;VALUE=DATE:20270412")
    assert found.period is not None
    assert found.period.days == ("2027-04-10", "2027-04-12")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["DTSTART:tomorrow"], "one of its times cannot be read"),
        (["DTSTART;TZID=Nowhere:20270410T150000"], "its time zone is not known"),
        (["DTSTART;TZID=../../etc/passwd:20270410T150000"], "its time zone is not known"),
        (["DTSTART:20270410T150000Z", "DTEND:20270410T140000Z"], "it ends before it starts"),
        (["DTSTART:20270410T150000Z", "DTEND;VALUE=DATE:20270411"], "it starts or ends with a day, and not both"),
        (["DTSTART;TZID=Asia/Tokyo:00010101T000000"], "its time cannot be"),
        (["DTSTART:20270410T150000Z", "DURATION:P99999999999W"], "its duration cannot be read"),
        (["DTSTART:20270410T150000Z", "DURATION:P3000000D"], "its time cannot be"),
    ],
)
def test_an_event_without_a_time_says_why(lines, reason):
    assert event(*lines).untimed == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is no iCalendar file"),
        (b"%PDF-1.7", "it is no iCalendar file"),
        (b"SUMMARY:x\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR", "it begins with no component"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "a component ends that has not begun"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT", "a component has no end"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR", "it has no event, but VTODO"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR", "an event has no UID"),
        (file("SEQUENCE:-1"), "an event's SEQUENCE is no number"),
        (file("SEQUENCE:" + "0" * 5_000), "an event's SEQUENCE is no number"),
        (file("SEQUENCE:" + "9" * 5_000), "an event's SEQUENCE is no number"),
        (file("X:" + "x" * MAXIMUM_BYTES), "it is too large"),
        (file("SUMMARY:" + "x" * LONGEST_LINE), "one of its lines is too long"),
        (file("SUMMARY:x" + "\r\n x" * LONGEST_LINE), "one of its lines is too long"),
        (file(*["X:1"] * MAXIMUM_LINES), "it has too many lines"),
        (b"BEGIN:A\r\n" * 11, "it has too many components, or too deep ones"),
        (b"BEGIN:A\r\nEND:A\r\n" * 1_001, "it has too many components, or too deep ones"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content, reason):
    assert refusal(content) == reason


def test_zones_whose_rules_never_end_cost_nothing():
    """A definition that recurs each second since the year 1 is not evaluated."""
    zone = ["BEGIN:VTIMEZONE", "TZID:Slow", "BEGIN:STANDARD", "DTSTART:00010101T000000", "RRULE:FREQ=SECONDLY"]
    zone += ["TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:STANDARD", "END:VTIMEZONE"]
    lines = ["BEGIN:VCALENDAR", *zone, "BEGIN:VEVENT", "UID:1", "DTSTART;TZID=Slow:20270101T000000", "END:VEVENT"]
    (found,) = ics.read("\n".join([*lines, "END:VCALENDAR"]).encode()).events
    assert found.untimed == "its time zone is not known"


def test_the_place_of_a_zone_that_is_the_files_own_is_its_name():
    lines = ["BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "TZID:Mine", "X-LIC-LOCATION:Asia/Tokyo", "END:VTIMEZONE"]
    lines += ["BEGIN:VEVENT", "UID:1", "DTSTART;TZID=Mine:20270101T090000", "END:VEVENT", "END:VCALENDAR"]
    (found,) = ics.read("\n".join(lines).encode()).events
    assert found.period is not None
    assert (found.zone, found.period.starts.hour) == ("Asia/Tokyo", 0)


WORDS = st.sampled_from(
    [
        *("BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE"),
        *("METHOD:REPLY", "UID:1", "SEQUENCE:1", STAMP, "DTSTART", "DTEND", "DURATION", "ATTENDEE", "TZID", "RRULE"),
        *("20270410T150000Z", "20270410", "00010101T000000", "99991231T235959", "PT1H", "-P1W", "P", "mailto:a@b.cat"),
        *(
            "Europe/Madrid",
            "Europe",
            "/",
            ";",
            ":",
            "=",
            ",",
            '"',
            "\\",
            "\\n",
            "PARTSTAT",
            "VALUE",
            "\r",
            "\n",
            "\r\n",
        ),
        *(" ", "\t", "\x00", "\ufeff", "à", "\u2028", "^n", "\\,"),
    ]
)
PIECES = st.lists(st.one_of(WORDS, WORDS, st.text(max_size=8)), max_size=60)


@given(pieces=PIECES, ends=st.sampled_from(["", "\r\n", "\n"]))
def test_no_text_made_of_the_grammars_pieces_is_a_crash(pieces, ends):
    content = ends.join(pieces).encode("utf-8", "surrogatepass")
    for each in (content, file(*(piece + ends for piece in pieces)), file("DTSTART" + "".join(pieces))):
        assert _read(each)


@needs_samples
@given(place=st.sampled_from(FILES or [Path()]), data=st.data())
def test_no_damaged_file_of_others_is_a_crash(place, data):
    """Bytes of a file are cut out, repeated or replaced."""
    content = place.read_bytes()
    first = data.draw(st.integers(0, len(content)))
    last = data.draw(st.integers(first, min(len(content), first + 200)))
    instead = data.draw(st.one_of(st.just(b""), st.just(content[first:last] * 2), st.binary(max_size=20)))
    assert _read(content[:first] + instead + content[last:])


@given(content=st.binary(max_size=500))
def test_no_bytes_are_a_crash(content):
    assert _read(content)
