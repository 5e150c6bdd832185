"""The signing secret in its forms, and the rotation as pure decisions."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.identity import signing

NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)
KEY = base64.b64encode(b"k" * 48).decode()


@pytest.mark.parametrize(
    "document", [{"current": "k1", "k1": KEY}, {"current": "k1", "keys": {"k1": KEY}}], ids=["flat", "nested"]
)
def test_both_forms_of_the_secret_are_read(document):
    keyring = signing.parse(json.dumps(document))
    assert (keyring.current, keyring.keys) == ("k1", {"k1": b"k" * 48})
    assert signing.parse(signing.render(keyring)) == keyring


@pytest.mark.parametrize(
    "document",
    [
        {"current": "k2", "k1": KEY},
        {"current": "k1", "k1": base64.b64encode(b"short").decode()},
        {"current": "k1", "k1": "not base64 !"},
    ],
)
def test_a_broken_secret_is_refused(document):
    with pytest.raises(ValueError):
        signing.parse(json.dumps(document))


def test_a_new_key_signs_only_when_every_process_can_know_it():
    with clock.frozen(NOW):
        keyring = signing.rotated(signing.parse(json.dumps({"current": "k1", "k1": KEY})))
        assert (keyring.signing_kid(), set(keyring.keys)) == ("k1", {"k1", keyring.current})
    known_after = timedelta(seconds=signing.MEMORY_SECONDS * 2)
    with clock.frozen(NOW + known_after - timedelta(seconds=1)):
        assert keyring.signing_kid() == "k1"
    with clock.frozen(NOW + known_after):
        assert keyring.signing_kid() == keyring.current
    assert signing.parse(signing.render(keyring)) == keyring


def test_a_second_rotation_keeps_the_key_that_signs():
    with clock.frozen(NOW):
        once = signing.rotated(signing.parse(json.dumps({"current": "k1", "k1": KEY})))
        twice = signing.rotated(once)
    assert (twice.previous, set(twice.keys)) == ("k1", {"k1", twice.current})


def test_retiring_the_old_key_at_once_makes_the_new_one_sign():
    with clock.frozen(NOW):
        keyring = signing.rotated(signing.parse(json.dumps({"current": "k1", "k1": KEY})))
        alone = signing.without(keyring, "k1")
        assert alone.signing_kid() == keyring.current
        with pytest.raises(ValueError):
            signing.without(alone, alone.current)
