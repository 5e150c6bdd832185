"""An API key's text shows its kind, and its checksum detects one wrong character."""

import hmac
import zlib

from bivelio_core.identity import key_text
from hypothesis import given
from hypothesis import strategies as st

ENVIRONMENTS, KINDS = st.sampled_from(["live", "sandbox"]), st.sampled_from(["secret", "publishable"])


@given(ENVIRONMENTS, KINDS)
def test_a_new_key_is_parsed_as_what_it_was_made(environment, kind):
    text = key_text.new_key(environment, kind)
    assert len(text) == 47
    assert key_text.parse(text) == key_text.KeyText(environment, kind)


def test_the_documented_prefixes():
    made = {key_text.prefix(e, k) for e in ("live", "sandbox") for k in ("secret", "publishable")}
    assert made == {"bv_live_sk_", "bv_test_sk_", "bv_live_pk_", "bv_test_pk_"}


@given(ENVIRONMENTS, KINDS, st.integers(0, 46), st.sampled_from(key_text.ALPHABET + "_-é"))
def test_one_changed_character_is_noticed(environment, kind, position, character):
    text = key_text.new_key(environment, kind)
    changed = text[:position] + character + text[position + 1 :]
    assert (key_text.parse(changed) is None) == (changed != text)


def test_the_checksum_is_the_crc_32_of_what_is_before_it():
    text = key_text.new_key("live", "secret")
    number = 0
    for character in text[-6:]:
        number = number * 62 + key_text.ALPHABET.index(character)
    assert number == zlib.crc32(text[:-6].encode())


def test_the_checksum_is_compared_in_constant_time(monkeypatch):
    compared: list[tuple[str, str]] = []

    def compare(a: str, b: str) -> bool:
        compared.append((a, b))
        return a == b

    monkeypatch.setattr(hmac, "compare_digest", compare)
    text = key_text.new_key("live", "secret")
    assert key_text.parse(text) is not None
    assert compared == [(text[-6:], text[-6:])]


def test_keys_do_not_repeat():
    assert len({key_text.new_key("live", "secret") for _ in range(2000)}) == 2000
