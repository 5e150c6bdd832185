"""Quick ways of checking a contact's fields judge as the libraries do that they leave out."""

import string
from datetime import UTC, timedelta, timezone
from typing import Any

import phonenumbers
import pytest
from bivelio_core import clock
from bivelio_core.contacts import fields
from bivelio_core.contacts.transfer.seen_addresses import SeenAddresses
from bivelio_core.contacts.transfer.seen_ids import SeenIds
from bivelio_core.store.index import words
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.ad import nrt
from stdnum.es import cif, nif
from stdnum.eu import vat

LOCAL = st.text(string.ascii_letters + string.digits + "._+-\"' !ñ@", max_size=70)
DOMAIN = st.one_of(
    st.text(string.ascii_letters + string.digits + "-._ñ@[]:", max_size=30),
    st.sampled_from(["gmail.com", "exemple.cat", "localhost", "a.test", "xn--a.com", "b.onion", "[127.0.0.1]", "a..b"]),
    st.integers(200, 260).map(lambda length: ("a" * 50 + ".") * (length // 51) + "b" * (length % 51 or 1) + ".com"),
)


def is_accepted(text: str) -> bool:
    """What email-validator says of an address as contacts use it."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


@given(st.builds("{}@{}".format, LOCAL, DOMAIN) | st.text(max_size=30))
@example("maria@exemple.com")
@example("a" * 64 + "@exemple.com")
@example("a" * 65 + "@exemple.com")
@example("maria@exemple.com\n")
@example("maria@@exemple.com")
@example("maria@exemple.TEST")
def test_addresses_are_judged_as_email_validator_judges_them(text):
    assert fields.is_email(text) is is_accepted(text)


LABEL = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=6) | st.integers(60, 66).map(
    "a".__mul__
)
ENDS = st.sampled_from([*SPECIAL_USE_DOMAIN_NAMES, "com", "CAT", "c", "c0m", "com-", "xn--p1ai", "local.", "a" * 64])


@given(st.lists(LABEL, min_size=1, max_size=5).map(".".join), ENDS | LABEL)
@settings(max_examples=1_000)
def test_domains_are_judged_as_email_validator_judges_them(domain, end):
    for text in (f"maria@{domain}.{end}", f"maria@{domain}.{end.upper()}"):
        assert fields.is_email(text) is is_accepted(text)


def parsed(text: str) -> str | None:
    """What phonenumbers makes of a number as contacts use it."""
    try:
        number = phonenumbers.parse(text, "ES")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@given(
    st.sampled_from(["", "+34", "+34 ", "+34-", "34", "0034", "+33 "]) | st.text("+34 -.", max_size=5),
    st.from_regex(r"[0-9](?:[ .-]?[0-9]){6,9}", fullmatch=True),
)
@settings(max_examples=1_000)
@example("", "612 345 678")
@example("+34 ", "9.3-7 0 0 1 1 2 2")
@example("", "\u0666\u0661\u0662345678")
def test_phones_are_read_as_phonenumbers_reads_them(country, number):
    assert fields.phone_e164(country + number) == parsed(country + number)


@given(
    st.text("ABESKXY0123456789-. l", min_size=7, max_size=12) | st.from_regex(r"[A-Z][0-9]{7}[0-9A-J]", fullmatch=True)
)
@example("B12345674")
@example("ESB12345674")
@example("12345678Z")
@example("D059888N")
def test_tax_numbers_are_judged_by_all_four_kinds(text):
    kinds = (nif, cif, nrt, vat)
    assert fields.has_valid_tax_number(text) is any(kind.is_valid(text) for kind in kinds)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_text_folds_like_any_other(text):
    assert words.fold(text) == words.fold(text + "é")[:-1]


@given(st.datetimes(), st.integers(-12, 14))
def test_times_are_written_in_utc_with_a_z(naive, hours):
    instant = naive.replace(year=max(2, min(9998, naive.year)), tzinfo=timezone(timedelta(hours=hours)))
    in_utc = instant.astimezone(UTC)
    assert clock.timestamp(instant) == f"{in_utc.year:04d}" + in_utc.strftime("-%m-%dT%H:%M:%SZ")
    assert clock.stamp(instant) == f"{clock.timestamp(instant)[:-1]}.{in_utc.microsecond // 1000:03d}Z"
    assert clock.parse(clock.stamp(instant)) == in_utc.replace(microsecond=in_utc.microsecond // 1000 * 1000)


class Files:
    """Keeps what is put."""

    def __init__(self):
        self.kept = {}

    def put(self, name, body, _content_type):
        self.kept[name] = body

    def read(self, name):
        return [self.kept[name]]

    def state(self, name):
        return self.kept.get(name)


@pytest.mark.parametrize("slices", [1, 3])
def test_what_rows_have_named_is_kept_from_slice_to_slice(slices):
    files: Any = Files()
    for step in range(slices):
        state = {"id": "imp_1", "step": step}
        seen, addresses = SeenIds.before(files, state), SeenAddresses.before(files, state)
        for row in range(step * 10, step * 10 + 10):
            seen.add(f"id-{row}", "company" if row % 2 else None)
            addresses.add(f"A{row % 7}@exemple.com", row)
        seen.write(files, state)
        addresses.write(files, state)
    last = {"id": "imp_1", "step": slices}
    seen, addresses = SeenIds.before(files, last), SeenAddresses.before(files, last)
    assert [seen.type_of(f"id-{row}") for row in range(slices * 10)] == [None, "company"] * (slices * 5)
    assert [addresses.row_of(f"a{number}@exemple.com") for number in range(8)] == [*range(7), None]
