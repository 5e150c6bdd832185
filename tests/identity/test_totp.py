"""Codes of authenticator apps: RFC 6238's own, those of another implementation, and one step either way."""

import base64

import pyotp
import pytest
from bivelio_core.identity.second_factor import recovery, totp
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

SECRET = base64.b32encode(b"12345678901234567890").decode()
"""That of RFC 6238, appendix B."""

LAST = 253_402_300_799
"""The last second of the year 9999, the last that the other implementation knows."""


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_rfc(at, code):
    assert totp.code(SECRET, at // 30, digits=8) == code


@examples(100)
@given(at=st.integers(0, LAST), key=st.binary(min_size=20, max_size=20))
def test_another_implementation_says_the_same(at, key):
    secret = base64.b32encode(key).decode()
    assert totp.code(secret, at // 30) == pyotp.TOTP(secret).at(at)


@examples(50)
@given(at=st.integers(10_000, 2**40), off=st.integers(-5, 5))
def test_one_step_either_way_counts(at, off):
    step = at // 30 + off
    found = totp.matching_step(SECRET, totp.code(SECRET, step), at)
    assert found == (step if abs(off) <= 1 else None) or totp.code(SECRET, step) in {
        totp.code(SECRET, at // 30 + near) for near in (-1, 0, 1)
    }


@pytest.mark.parametrize("given_code", ["", "12345", "abcdef", "١٢٣٤٥٦", "0" * 20, "287082 "])
def test_what_is_no_code_matches_nothing(given_code):
    assert totp.matching_step(SECRET, given_code, 59) is None


def test_an_app_reads_the_address():
    parsed = pyotp.parse_uri(totp.uri(SECRET, "anna+1@exemple.cat"))
    assert (parsed.secret, parsed.issuer, parsed.name) == (SECRET, "BiVelio", "anna+1@exemple.cat")
    assert isinstance(parsed, pyotp.TOTP)
    assert parsed.at(59) == totp.code(SECRET, 1)


def test_new_secrets_and_recovery_codes_are_never_the_same():
    assert len({totp.new_secret() for _ in range(50)}) == 50
    assert len(set(recovery.new_codes())) == recovery.COUNT == 10
    assert all(len(base64.b32decode(totp.new_secret())) == 20 for _ in range(5))


def test_a_recovery_code_is_found_however_it_is_typed_and_for_its_user_alone():
    (code, *_) = recovery.new_codes()
    stored = recovery.hashed(code, "usr_1")
    for typed in (code, code.upper(), code.replace("-", ""), code.replace("-", " ")):
        assert recovery.hashed(typed, "usr_1") == stored
    assert recovery.hashed(code, "usr_2") != stored
    assert code not in stored
