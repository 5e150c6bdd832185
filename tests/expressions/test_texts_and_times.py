"""Captures, parts of addresses, codes, times of day, hours between times, and the names of months."""

import hmac
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bivelio_core.expressions.values import ExpressionError
from hypothesis import given
from hypothesis import strategies as st

from tests.expressions.test_functions import DAYS, MADRID, MOMENTS, TEXTS, refused, text, value
from tests.for_each import for_each

CAPTURES = {
    ("F-2026-0042", "F-([0-9]+)-([0-9]+)", None): "2026",
    ("F-2026-0042", "F-([0-9]+)-([0-9]+)", 2): "0042",
    ("F-2026-0042", "F-([0-9]+)-([0-9]+)", 0): "F-2026-0042",
    ("F-2026-0042", "[0-9]+$", None): "0042",
    ("ab", "(?P<x>a)(?P<y>b)?(c)?", "y"): "b",
    ("ab", "(a)(b)?(c)?", 3): None,
    ("ab", "x", None): None,
    ("Import: 12 €", "(?i)IMPORT: ([0-9]+)", None): "12",
    ("çñ€x", "€(.)", None): "x",
    ("", "^$", None): "",
}


@for_each(("given", "captured"), CAPTURES.items())
def test_a_capture_is_what_a_group_of_the_first_match_has(given, captured):
    whole, pattern, group = given
    about = {"text": whole, "pattern": pattern, "group": group}
    assert value("extract(input.text, input.pattern, input.group)", **about) == captured


@given(TEXTS, st.sampled_from(["(a)(b)?", "[a-c]+", "(?P<n>[0-9]+)", "^(.)", "(x*)", r"\s(\S)"]))
def test_a_capture_is_that_of_python(whole, pattern):
    match = re.search(pattern.replace(r"\s", "[ \\t\\n\\f\\r]").replace(r"\S", "[^ \\t\\n\\f\\r]"), whole)
    expected = match and (match[1] if match.re.groups else match[0])
    assert value("extract(input.text, input.pattern)", text=whole, pattern=pattern) == expected


@for_each("group", ["`2`", "`-1`", "`1.5`", "'y'"])
def test_a_group_that_the_pattern_lacks_is_refused_when_it_is_saved(group):
    assert "has no group" in refused(f"extract(input.text, '(?P<x>a)', {group})")
    assert refused(f"extract(input.text, '(a', {group})").count("missing )")


SLUGS = {
    "Col·lecció d'Estiu": "colleccio-d-estiu", "  Ünïcode -- Straße  ": "unicode-strasse", "A/B_C.D": "a-b-c-d",
    "Øre & Æble": "ore-aeble", "你好": "", "": "", "ﬁn ½ ²": "fin-1-2-2", "İstanbul": "istanbul", "L·L": "ll",
}  # fmt: skip


@for_each(("whole", "slug"), SLUGS.items())
def test_a_slug_is_plain_letters_digits_and_hyphens(whole, slug):
    assert value("slug(input.text)", text=whole) == slug


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_slug_of_a_slug_is_itself(whole):
    slug = value("slug(input.text)", text=whole)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert value("slug(input.text)", text=slug) == slug
    assert value("slug(input.text)", text=unicodedata.normalize("NFD", whole)) == slug


@given(TEXTS, TEXTS)
def test_a_code_is_that_of_rfc_2104(whole, key):
    code = hmac.digest(key.encode(), whole.encode(), "sha256")
    assert value("hmac_sha256(input.text, input.key)", text=whole, key=key) == code.hex()


def test_an_encoding_of_codes_that_does_not_exist_is_refused():
    assert "is none of hex, base64" in refused("hmac_sha256(input.a, input.b, 'base32')")


# times

CLOCK = st.times().map(lambda moment: moment.replace(microsecond=0))
ZONES = st.sampled_from(["Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "UTC"])


@given(DAYS, CLOCK, ZONES)
def test_at_a_time_the_clock_shows_it_if_the_day_has_it(day, clock, zone):
    found = datetime.fromisoformat(
        value("at(input.day, input.clock, input.zone)", day=text(day), clock=clock.isoformat(), zone=zone)
    )
    wall = datetime.combine(day, clock, ZoneInfo(zone))
    assert found == wall.astimezone(UTC)
    shown = found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    exists = wall.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall.replace(tzinfo=None)
    assert (shown == wall.replace(tzinfo=None)) is exists


AT = {
    "at('2026-03-29', '02:30')": "2026-03-29T03:30:00+02:00",
    "at('2026-03-29', '03:00')": "2026-03-29T03:00:00+02:00",
    "at('2026-10-25', '02:30')": "2026-10-25T02:30:00+02:00",
    "at('2026-03-01T23:30:00Z', '9:00')": "2026-03-02T09:00:00+01:00",
    "at(today(), '0:00')": "2026-03-02T00:00:00+01:00",
    "at('2026-07-01', '09:00:30')": "2026-07-01T09:00:30+02:00",
}


@for_each(("expression", "expected"), AT.items())
def test_at_a_time_of_a_day_in_madrid(expression, expected):
    assert value(expression) == expected


@for_each("clock", ["24:00", "9", "9:60", "9:5", "09:00Z", "9.00", "", "-1:00", "\u06609:00", "9:00:60"])
def test_what_is_no_time_of_day_is_refused(clock):
    assert "is no time of day" in refused(f"at(input.day, '{clock}')")
    with pytest.raises(ExpressionError, match="is no time of day"):
        value("at('2026-01-01', input.clock)", clock=clock)


@given(MOMENTS, st.integers(-(10**6), 10**6))
def test_hours_between_times_are_those_that_pass(first, minutes):
    second = (first + timedelta(minutes=minutes)).astimezone(MADRID)
    about = {"a": text(first), "b": second.isoformat()}
    assert value("round(multiply(diff_hours(input.a, input.b), `60`))", **about) == minutes
    assert value("add_hours(input.a, diff_hours(input.a, input.b))", **about)[:19] == text(second.astimezone(UTC))[:19]


def test_a_date_alone_has_no_hours():
    with pytest.raises(ExpressionError, match="has no time"):
        value("diff_hours('2026-01-01', now())")


# names of months

MONTHS = {
    "ca": ("1 de gener", "1 de febrer", "1 de març", "1 d'abril", "1 de maig", "1 de juny", "1 de juliol", "1 d'agost",
           "1 de setembre", "1 d'octubre", "1 de novembre", "1 de desembre"),
    "es": ("1 de enero", "1 de febrero", "1 de marzo", "1 de abril", "1 de mayo", "1 de junio", "1 de julio",
           "1 de agosto", "1 de septiembre", "1 de octubre", "1 de noviembre", "1 de diciembre"),
    "en": ("1 January", "1 February", "1 March", "1 April", "1 May", "1 June", "1 July", "1 August", "1 September",
           "1 October", "1 November", "1 December"),
}  # fmt: skip


@for_each("language", MONTHS)
def test_a_day_of_a_month_is_written_with_the_articles_of_its_language(language):
    for month, expected in enumerate(MONTHS[language], start=1):
        day = f"2026-{month:02d}-01"
        assert value("format_date(input.day, 'day_month', `null`, input.in)", day=day, **{"in": language}) == expected
        standing = value("format_date(input.day, 'month_year', `null`, input.in)", day=day, **{"in": language})
        assert standing.endswith("2026")
        assert "d'" not in standing


@given(DAYS, st.sampled_from(["ca", "es", "en"]), st.sampled_from(["long", "d MMM yyyy", "dd/LLLL/yyyy", "MMMM d, y"]))
def test_a_date_with_the_name_of_its_month_is_read_again(day, language, pattern):
    about = {"day": text(day), "in": language, "pattern": pattern}
    for around in ("{}", "upper({})", "lower({})"):
        written = around.format("format_date(input.day, input.pattern, `null`, input.in)")
        assert value(f"parse_date({written}, input.pattern, `null`, input.in)", **about) == text(day)


def test_names_of_months_are_read_in_their_language_only():
    assert value("parse_date('1 d’abril de 2026', 'long')") == "2026-04-01"
    assert value("parse_date('3 sept 2026', 'd MMM yyyy', `null`, 'es')") == "2026-09-03"
    for wrong in ("parse_date('1 April 2026', 'd MMMM yyyy')", "parse_date('31 abril 2026', 'd LLLL yyyy')"):
        with pytest.raises(ExpressionError):
            value(wrong)
