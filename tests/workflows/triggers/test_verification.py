"""Who may call a URL: the signatures of the commonest senders, by their own libraries, and no call twice."""

import base64
import hmac
import json
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from bivelio_core import clock
from standardwebhooks import Webhook

from tests.api import call
from tests.services import waiting
from tests.workflows.calls import QUICK
from tests.workflows.inbound import encoded, inbound, now, send, signed

SECRET = "a secret of both"
HMAC = {"method": "hmac", "header": "X-Signature", "prefix": "sha256=", "secret": SECRET}
TIMED = {**HMAC, "signed": "{timestamp}.{body}", "timestamp_header": "X-Timestamp"}
KEY = "whsec_" + base64.b64encode(b"twenty-four bytes of key").decode()
STANDARD: dict[str, Any] = {
    "method": "hmac",
    "header": "webhook-signature",
    "separator": " ",
    "prefix": "v1,",
    "encoding": "base64",
    "id_header": "webhook-id",
    "timestamp_header": "webhook-timestamp",
    "signed": "{id}.{timestamp}.{body}",
    "secret": KEY,
    "secret_encoding": "base64",
}
STRIPE: dict[str, Any] = {
    "method": "hmac",
    "header": "Stripe-Signature",
    "separator": ",",
    "prefix": "v1=",
    "timestamp_header": "Stripe-Signature",
    "timestamp_prefix": "t=",
    "signed": "{timestamp}.{body}",
    "secret": "whsec_5QqJr3aZ1nYv8Kc2",
}
STRIPES_BODY = b'{"id": "evt_1", "type": "payment_intent.succeeded"}'
STRIPES_HEADER = (
    "t=1772445600,v1=0a0ea1ef41d221b70fc1fc6a0e0f1eee90d4492a81ca8adc55409850915a7c0d,"
    "v1=247bbfe7aa70df2dedfae118b2d72e4f297b1bfb40f3ea4ad64315a22fd36360,"
    "v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"
)
"""Made and verified by stripe 16.1.0 (`WebhookSignature`): the secret has just been changed, so there are two."""

STRIPES_NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("table")


def run_of(answer):
    assert answer.status == 202, answer.body
    return answer.data["instance_id"]


def spellings(text):
    """Some of the ways in which a hexadecimal text can be written."""
    letters = [place for place, sign in enumerate(text) if sign.isalpha()][:3]
    for capitals in product((False, True), repeat=len(letters)):
        chosen = {place for place, capital in zip(letters, capitals, strict=True) if capital}
        yield "".join(sign.upper() if place in chosen else sign for place, sign in enumerate(text))


def test_a_signed_call_starts_once_however_its_signature_is_written():
    with clock.frozen(clock.now()):
        _, token = inbound(QUICK, verify=TIMED)
        body, at = encoded({"n": 1}), now()
        headers = signed(SECRET, body, at=at)
        written = headers["X-Signature"].removeprefix("sha256=")
        sent = [f"{prefix}{each}" for prefix in ("sha256=", "SHA256=") for each in spellings(written)]
        sent += [written.join(("sha256=", " ")), written.upper().join(("  Sha256=", ""))]
        assert len(set(sent)) == 18
        runs = {run_of(send(token, body, headers={**headers, "X-Signature": each})) for each in sent}
        assert len(runs) == 1
        assert send(token, body, headers={**headers, "X-Timestamp": f"0{at}"}).status == 401


@pytest.mark.parametrize("written", [" {0}", "{0}\n", "{0}=", "{1}", "{0} {0}"])
def test_another_spelling_of_base64_starts_no_second_run(written):
    verify = {**TIMED, "prefix": "", "encoding": "base64", "algorithm": "sha1"}
    with clock.frozen(clock.now()):
        _, token = inbound(QUICK, verify=verify)
        body, at = encoded({"n": 1}), now()
        digest = hmac.digest(SECRET.encode(), f"{at}.".encode() + body, "sha1")
        given = base64.b64encode(digest).decode()
        headers = {"X-Timestamp": str(at)}
        first = run_of(send(token, body, headers={**headers, "X-Signature": given}))
        other = written.format(given, given.rstrip("=") + "=" * 4)
        again = send(token, body, headers={**headers, "X-Signature": other})
        assert again.status == 401 or run_of(again) == first


@pytest.mark.parametrize("prefix", ["SHA256=", "sha256=", "Sha256 "])
def test_a_prefix_verifies_in_capitals_too(prefix):
    _, token = inbound(QUICK, verify={**HMAC, "prefix": prefix})
    body = encoded({})
    written = signed(SECRET, body)["X-Signature"].removeprefix("sha256=")
    for sent in (prefix, prefix.lower(), prefix.upper()):
        assert send(token, body, headers={"X-Signature": sent + written}).status == 202
    assert send(token, body, headers={"X-Signature": written}).status == 401


def test_spaces_around_what_a_header_has_are_none_of_it():
    _, token = inbound(QUICK, verify={**HMAC, "header": " X-Signature ", "prefix": " sha256="})
    assert send(token, b"{}", headers=signed(SECRET, b"{}")).status == 202
    _, token = inbound(QUICK, verify={"method": "token", "header": "X-Auth", "secret": f" {SECRET} "})
    assert send(token, b"{}", headers={"X-Auth": SECRET}).status == 202


def test_a_prefix_of_a_token_is_read_in_small_letters_too():
    verify = {"method": "token", "header": "X-Auth", "prefix": "Bearer ", "secret": SECRET}
    _, token = inbound(QUICK, verify=verify)
    assert send(token, {}, headers={"X-Auth": f"bearer {SECRET}"}).status == 202
    assert send(token, {}, headers={"X-Auth": f"bearer {SECRET.upper()}"}).status == 401


def standard(message, body, at, *keys):
    """The headers that senders by Standard Webhooks make, signed with each of the keys."""
    written = [Webhook(key).sign(message, at, body.decode()) for key in keys]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(written),
    }


def test_a_sender_by_standard_webhooks_is_verified_and_its_repetitions_start_nothing():
    with clock.frozen(clock.now()):
        _, token = inbound(QUICK, verify=STANDARD)
        body, at, other = (
            encoded({"n": 1}),
            clock.now(),
            "whsec_" + base64.b64encode(b"another key, 24 bytes in").decode(),
        )
        first = run_of(send(token, body, headers=standard("msg_1", body, at, other, KEY)))
        again = run_of(send(token, body, headers=standard("msg_1", body, clock.instant(now() + 60), KEY)))
        second = run_of(send(token, body, headers=standard("msg_2", body, at, KEY, other)))
        assert first == again != second
        good = standard("msg_3", body, at, KEY)
        for wrong in (
            standard("msg_3", body, at, other),
            {**good, "webhook-id": "msg_4"},
            {**good, "webhook-id": ""},
            {**good, "webhook-signature": good["webhook-signature"].replace("v1,", "v1a,")},
            {**good, "webhook-signature": good["webhook-signature"].replace("v1,", "")},
        ):
            assert send(token, body, headers=wrong).error["code"] == "INBOUND_NOT_VERIFIED", wrong
        old = standard("msg_3", body, clock.instant(now() - 301), KEY)
        assert send(token, body, headers=old).error["code"] == "INBOUND_TOO_OLD"


def test_stripes_signature_is_verified_as_stripe_writes_it():
    with clock.frozen(STRIPES_NOW):
        _, token = inbound(QUICK, verify=STRIPE)
        first = run_of(send(token, STRIPES_BODY, headers={"Stripe-Signature": STRIPES_HEADER}))
        time, old, new, _ = STRIPES_HEADER.split(",")
        for same in (f"{time},{new}", f"{new}, {time}", f"{time},{new.upper()},{new}"):
            assert run_of(send(token, STRIPES_BODY, headers={"Stripe-Signature": same})) == first
        for wrong in (f"{time},{old}", new, f"{time},t=1772445601,{new}", f"t=1772445601,{new}", f"{time} {new}", ""):
            refused = send(token, STRIPES_BODY, headers={"Stripe-Signature": wrong})
            assert refused.error["code"] == "INBOUND_NOT_VERIFIED", wrong
    with clock.frozen(clock.instant(STRIPES_NOW.timestamp() + 301)):
        late = send(token, STRIPES_BODY, headers={"Stripe-Signature": STRIPES_HEADER})
        assert late.error["code"] == "INBOUND_TOO_OLD"


def created(verify, language="en"):
    about = {"name": "x", "steps": [QUICK], "trigger_type": "inbound", "trigger": {"verify": verify}}
    return call("workflows.create", about, headers={"Accept-Language": language})


@pytest.mark.parametrize(
    ("verify", "field", "told"),
    [
        ({**TIMED, "timestamp_header": "X-Signature"}, "timestamp_header", '"separator": ","'),
        ({**STRIPE, "separator": None}, "timestamp_header", '"timestamp_prefix": "t="'),
        ({**STRIPE, "timestamp_prefix": None}, "timestamp_header", '"timestamp_prefix": "t="'),
        ({**STRIPE, "prefix": "v1,"}, "prefix", "','"),
        ({**STRIPE, "timestamp_prefix": "t,"}, "timestamp_prefix", "','"),
        ({**TIMED, "timestamp_prefix": "t="}, "separator", "separator"),
        ({**HMAC, "timestamp_prefix": "t="}, "timestamp_header", "timestamp_header"),
        ({**HMAC, "signed": "{method}{body}"}, "signed", "{method}"),
        ({**TIMED, "signed": "{ts}.{timestamp}.{body}"}, "signed", "{ts}"),
        ({**TIMED, "signed": "{id}.{timestamp}.{body}"}, "signed", "id_header"),
        ({**STANDARD, "signed": "{timestamp}.{body}"}, "signed", "id_header"),
        ({**STANDARD, "id_header": "Webhook-Signature"}, "id_header", "id_header"),
        ({**STANDARD, "secret": "not base64!!"}, "secret", "secret_encoding"),
        ({**HMAC, "method": "token", "signed": "{body}"}, "signed", "hmac"),
        ({**TIMED, "method": "token"}, "signed", "hmac"),
    ],
)
def test_settings_that_can_never_verify_are_refused_with_what_to_write(verify, field, told):
    messages = set()
    for language in ("ca", "es", "en"):
        refused = created(verify, language)
        fault = refused.error["details"]["errors"][0]
        assert (refused.status, fault["field"]) == (422, f"trigger.verify.{field}")
        assert told in fault["message"]
        messages.add(fault["message"])
    assert len(messages) == 3


def test_a_secret_is_asked_for_again_when_it_is_to_be_read_otherwise():
    identifier = created(STANDARD).data["id"]
    kept = {name: value for name, value in STANDARD.items() if name != "secret"}
    change = {"id": identifier, "trigger_type": "inbound"}
    assert call("workflows.update", {**change, "trigger": {"verify": kept}}).status == 200
    kept["secret_encoding"] = "text"
    refused = call("workflows.update", {**change, "trigger": {"verify": kept}})
    assert (refused.status, refused.error["details"]["field"]) == (422, "trigger.verify.secret")


def test_the_runs_of_verified_calls_do_not_see_the_signature(states):
    with clock.frozen(STRIPES_NOW):
        _, token = inbound(QUICK, verify=STRIPE)
        send(token, STRIPES_BODY, headers={"Stripe-Signature": STRIPES_HEADER})
    assert "v1=" not in json.dumps(waiting("inbound_starts"))
