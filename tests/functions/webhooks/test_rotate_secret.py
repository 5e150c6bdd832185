"""POST /v1/webhooks/rotate_secret keeps its promises."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from bivelio_core import clock
from standardwebhooks import Webhook as Verifier

from tests.api import call
from tests.functions.webhooks.registered import register
from tests.receiver import Received, Receiver

pytestmark = pytest.mark.usefixtures("table")


def signed_with(secret: str, received: Received) -> bool:
    return (
        received.headers["x-bivelio-signature"] == hmac.new(secret.encode(), received.body, hashlib.sha256).hexdigest()
    )


def test_both_secrets_sign_while_the_overlap_lasts_and_then_the_new_one():
    with Receiver() as receiver:
        made = register(receiver.url)
        webhook_id, old = made["webhook_id"], made["signing_secret"]
        rotated = call("webhooks.rotate_secret", {"webhook_id": webhook_id}).data
        new = rotated["signing_secret"]
        assert new != old
        assert rotated["previous_secret_expires_at"] > clock.timestamp()
        call("webhooks.test", {"webhook_id": webhook_id})
        during = receiver.received[-1]
        assert signed_with(old, during), "a receiver that knows only the old secret goes on working"
        assert (
            during.headers["x-bivelio-signature-next"]
            == hmac.new(new.encode(), during.body, hashlib.sha256).hexdigest()
        )
        for secret in (old, new):
            Verifier(secret).verify(during.body, during.headers)
        with clock.frozen(clock.now() + timedelta(hours=25)):
            call("webhooks.test", {"webhook_id": webhook_id})
        after = receiver.received[-1]
        assert signed_with(new, after)
        assert "x-bivelio-signature-next" not in after.headers


def test_without_overlap_the_old_secret_ends_at_once():
    with Receiver() as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        request = {"webhook_id": webhook_id, "overlap_hours": 0, "secret": "a secret of my own, long enough"}
        rotated = call("webhooks.rotate_secret", request).data
        assert rotated["signing_secret"] == "a secret of my own, long enough"
        assert "previous_secret_expires_at" not in rotated
        call("webhooks.test", {"webhook_id": webhook_id})
        assert signed_with(rotated["signing_secret"], receiver.received[-1])


def test_a_rotation_repeated_with_its_key_does_not_rotate_again():
    webhook_id = register()["webhook_id"]
    headers = {"Idempotency-Key": "rotate-1"}
    first = call("webhooks.rotate_secret", {"webhook_id": webhook_id}, headers=headers).data
    again = call("webhooks.rotate_secret", {"webhook_id": webhook_id}, headers=headers).data
    assert again["signing_secret"] == first["signing_secret"]
    assert again["previous_secret_expires_at"] == first["previous_secret_expires_at"]


def test_a_used_key_rotates_nothing_else():
    one, two = (register()["webhook_id"] for _ in range(2))
    headers = {"Idempotency-Key": "rotate-2"}
    call("webhooks.rotate_secret", {"webhook_id": one}, headers=headers)
    for other in ({"webhook_id": two}, {"webhook_id": one, "overlap_hours": 0}):
        answer = call("webhooks.rotate_secret", other, headers=headers)
        assert (answer.status, answer.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")


def test_a_second_rotation_within_the_overlap_does_not_lock_out_the_first_secret():
    with Receiver() as receiver:
        made = register(receiver.url)
        webhook_id = made["webhook_id"]
        rotated = [
            call("webhooks.rotate_secret", {"webhook_id": webhook_id, "overlap_hours": hours}).data for hours in (24, 2)
        ]
        secrets = [made["signing_secret"], *(answer["signing_secret"] for answer in rotated)]
        call("webhooks.test", {"webhook_id": webhook_id})
        during = receiver.received[-1]
        for secret in secrets:
            Verifier(secret).verify(during.body, during.headers)
        assert signed_with(secrets[1], during), "the reference's header stays with the one before the newest"
        with clock.frozen(clock.now() + timedelta(hours=3)):
            call("webhooks.test", {"webhook_id": webhook_id})
        assert receiver.received[-1].headers["webhook-signature"].count("v1,") == 1, "the shorter overlap ends both"
        call("webhooks.rotate_secret", {"webhook_id": webhook_id, "overlap_hours": 0})
        call("webhooks.test", {"webhook_id": webhook_id})
        assert receiver.received[-1].headers["webhook-signature"].count("v1,") == 1


def test_four_secrets_sign_at_most():
    with Receiver() as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        for _ in range(6):
            last = call("webhooks.rotate_secret", {"webhook_id": webhook_id}).data
        call("webhooks.test", {"webhook_id": webhook_id})
    assert receiver.received[-1].headers["webhook-signature"].count("v1,") == 4
    Verifier(last["signing_secret"]).verify(receiver.received[-1].body, receiver.received[-1].headers)


def test_a_weak_secret_is_refused_and_the_old_one_signs_on():
    webhook_id = register()["webhook_id"]
    answer = call("webhooks.rotate_secret", {"webhook_id": webhook_id, "secret": "a" * 24})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "weak_secret")
    rotated = call("webhooks.rotate_secret", {"webhook_id": webhook_id})
    assert rotated.data["previous_secret_expires_at"], "the first secret was still there"
