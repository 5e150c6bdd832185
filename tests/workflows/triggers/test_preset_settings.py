"""What a definition says beside a preset; the examples that senders publish; and the answers to their challenges."""

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from bivelio_core import clock
from bivelio_core.workflows.definitions.models import Preset
from bivelio_core.workflows.definitions.verify_presets import BY_HAND, PRESETS

from tests.api import call
from tests.services import waiting
from tests.workflows.calls import QUICK
from tests.workflows.inbound import FORM, HOST, encoded, inbound, reach, send

pytestmark = pytest.mark.usefixtures("table")

SECRET = "a secret of both"
TOKEN = "a-token-for-meta"
META = {"preset": "meta", "secret": SECRET, "verify_token": TOKEN}
MICROSOFT = {"preset": "microsoft", "secret": SECRET}
SLACK = {"preset": "slack", "secret": "8f742231b10e8888abcd99yyyzzz85a5"}
PLAIN = "text/plain; charset=utf-8"
JSON = {"Content-Type": "application/json"}


def created(verify: dict[str, Any], language: str = "en") -> Any:
    about = {"name": "x", "steps": [QUICK], "trigger_type": "inbound", "trigger": {"verify": verify}}
    return call("workflows.create", about, headers={"Accept-Language": language})


def test_the_model_has_each_preset_and_no_other():
    assert {*PRESETS, BY_HAND} == set(get_args(Preset))


def test_a_preset_takes_a_secret_and_nothing_that_it_knows_itself():
    for preset in PRESETS:
        verify = {"preset": preset, "secret": "whsec_cmVwbGFjZSB0aGlzIHNlY3JldA=="}
        verify |= {"verify_token": TOKEN} if preset == "meta" else {}
        assert created(verify).status == 200, preset
        for name, value in (("header", "X-Other"), ("signed", "{body}"), ("method", "token"), ("prefix", "v2=")):
            refused = created({**verify, name: value})
            assert (refused.status, refused.error["details"]["field"]) == (422, f"trigger.verify.{name}"), preset
            assert preset in refused.error["message"]


@pytest.mark.parametrize(
    ("verify", "field", "told"),
    [
        ({"preset": "strype", "secret": SECRET}, "preset", "stripe"),
        ({"preset": "stripe"}, "secret", "secret"),
        ({"preset": "standard_webhooks", "secret": "not base64!!"}, "secret", "base64"),
        ({"preset": "github", "secret": SECRET, "tolerance_seconds": 60}, "tolerance_seconds", "secret"),
        ({"preset": "meta", "secret": SECRET}, "verify_token", "verify_token"),
        ({"preset": "stripe", "secret": SECRET, "verify_token": TOKEN}, "verify_token", "secret, tolerance_seconds"),
        ({"preset": "hmac", "header": "X-Signature", "secret": SECRET, "verify_token": TOKEN}, "verify_token", "meta"),
        ({"preset": "hmac", "secret": SECRET}, "header", "header"),
        ({"preset": "hmac", "method": "token", "header": "X-Auth", "secret": SECRET}, "method", "hmac"),
        ({"header": "X-Signature", "secret": SECRET}, "method", "method"),
        ({"preset": "hmac", "header": "X-S", "secret": SECRET, "signed": "{bdy}"}, "signed", "'{body}'"),
        ({"preset": "hmac", "header": "X-S", "secret": SECRET, "signed": "{Body}"}, "signed", "'{body}'"),
        (
            {"preset": "hmac", "header": "X-S", "secret": SECRET, "signed": "{time-stamp}.{body}"},
            "signed",
            "'{timestamp}'",
        ),
        ({"preset": "hmac", "header": "X-S", "secret": SECRET, "signed": "{url}{body}"}, "signed", "{url}"),
    ],
)
def test_what_can_never_verify_is_refused_with_what_to_write(verify, field, told):
    messages = set()
    for language in ("ca", "es", "en"):
        refused = created(verify, language)
        fault = refused.error["details"]["errors"][0]
        assert (refused.status, fault["field"]) == (422, f"trigger.verify.{field}")
        assert told in fault["message"]
        messages.add(fault["message"])
    assert len(messages) == 3


def test_hmac_is_the_preset_of_those_who_say_everything_themselves():
    verify = {"preset": "hmac", "header": "X-Signature", "prefix": "sha256=", "secret": SECRET}
    _, token = inbound(QUICK, verify=verify)
    written = "sha256=" + hmac.digest(SECRET.encode(), b"{}", "sha256").hex()
    assert send(token, b"{}", headers={"X-Signature": written.upper()}).status == 202
    assert send(token, b"{ }", headers={"X-Signature": written}).status == 401


def test_a_secret_stays_while_its_sender_does():
    identifier, _ = inbound(QUICK, verify={"preset": "slack", "secret": SECRET})
    change = {"id": identifier, "trigger_type": "inbound"}
    kept = call("workflows.update", {**change, "trigger": {"verify": {"preset": "slack", "tolerance_seconds": 60}}})
    assert kept.data["trigger"]["verify"] == {"preset": "slack", "tolerance_seconds": 60}
    refused = call("workflows.update", {**change, "trigger": {"verify": {"preset": "github"}}})
    assert (refused.status, refused.error["details"]["field"]) == (422, "trigger.verify.secret")


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ("live", "https://hooks.example.test/v1"),
        ("sandbox", "https://hooks.example.test/sandbox/v1"),
        ("live", f"https://{HOST}/v1"),
        ("sandbox", f"https://{HOST}:443/sandbox"),
    ],
)
def test_a_signed_url_is_the_one_that_we_told_or_the_one_that_was_called(monkeypatch, environment, url):
    monkeypatch.setenv("INBOUND_URL", "https://hooks.example.test/v1")
    caller = {"environment": environment}
    trigger = {"verify": {"preset": "twilio", "secret": SECRET}}
    about = {"name": "x", "steps": [QUICK], "trigger_type": "inbound", "trigger": trigger}
    identifier = call("workflows.create", about, caller=caller).data["id"]
    token = call("workflows.rotate_url", {"id": identifier}, caller=caller).data["token"]
    stage = "v1" if environment == "live" else "sandbox"
    for text, status in ((f"{url}/inbound/workflows/{token}", 202), (f"{url}/inbound/workflows/other", 401)):
        signature = base64.b64encode(hmac.digest(SECRET.encode(), f"{text}Bodyhola".encode(), "sha1")).decode()
        answer = send(token, {"Body": "hola"}, kind=FORM, headers={"X-Twilio-Signature": signature}, stage=stage)
        assert answer.status == status, text


GITHUBS = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
"""Of "Hello, World!" (docs.github.com, "Validating webhook deliveries")."""

SLACKS_BODY = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SLACKS = {
    "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    "X-Slack-Request-Timestamp": "1531420618",
}
"""docs.slack.dev, "Verifying requests from Slack"."""


def test_the_examples_that_senders_publish_are_accepted():
    _, token = inbound(QUICK, verify={"preset": "github", "secret": "It's a Secret to Everybody"})
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": GITHUBS}
    refused = reach("workflows", token, b"Hello, World!", headers)
    assert refused["statusCode"] == 400, "verified, and then no JSON"
    assert reach("workflows", token, b"Hello, World?", headers)["statusCode"] == 401
    with clock.frozen(datetime.fromtimestamp(1_531_420_618, tz=UTC)):
        _, token = inbound(QUICK, verify=SLACK)
        assert send(token, SLACKS_BODY.encode(), headers=SLACKS, kind=FORM).status == 202


def test_metas_challenge_is_answered_to_who_knows_the_token():
    _, token = inbound(QUICK, verify=META)
    query = {"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "1158201444"}
    answer = reach("workflows", token, b"", {}, method="GET", query=query)
    assert (answer["statusCode"], answer["body"], answer["headers"]["Content-Type"]) == (200, "1158201444", PLAIN)
    assert answer["headers"]["X-Content-Type-Options"] == "nosniff"
    for wrong, status in (
        ({"hub.verify_token": TOKEN.upper()}, 401),
        ({"hub.verify_token": ""}, 401),
        ({"hub.verify_token": "é"}, 401),
        ({"hub.mode": "unsubscribe"}, 401),
        ({"hub.challenge": "<script>alert(1)</script>"}, 400),
        ({"hub.challenge": ""}, 400),
        ({"hub.challenge": "1" * 1_001}, 400),
    ):
        assert reach("workflows", token, b"", {}, method="GET", query={**query, **wrong})["statusCode"] == status, wrong
    assert waiting("inbound_starts") == []


def test_the_token_of_meta_is_not_shown_and_can_be_changed():
    identifier, _ = inbound(QUICK, verify=META)
    shown = call("workflows.get", {"id": identifier}).body
    assert TOKEN not in json.dumps(shown)
    assert SECRET not in json.dumps(shown)
    verify = {"preset": "meta", "verify_token": "another-token"}
    changed = call("workflows.update", {"id": identifier, "trigger_type": "inbound", "trigger": {"verify": verify}})
    assert changed.status == 200


def test_slacks_challenge_is_answered_when_slack_has_signed_it():
    _, token = inbound(QUICK, verify=SLACK)
    body = encoded({"token": "x", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd", "type": "url_verification"})
    at = str(int(clock.epoch()))
    signature = "v0=" + hmac.digest(SLACK["secret"].encode(), f"v0:{at}:".encode() + body, "sha256").hex()
    headers = {**JSON, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
    answer = reach("workflows", token, body, headers)
    assert (answer["statusCode"], answer["body"]) == (200, "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd")
    assert answer["headers"]["Content-Type"] == PLAIN
    assert reach("workflows", token, body, {**headers, "X-Slack-Signature": "v0=00"})["statusCode"] == 401
    assert waiting("inbound_starts") == []


def test_microsofts_validation_token_is_sent_back_as_plain_text():
    _, token = inbound(QUICK, verify=MICROSOFT)
    sent = "Validation: Testing client application reachability for subscription Request-Id: 8460-48"
    answer = reach("workflows", token, b"", {"Content-Type": PLAIN}, query={"validationToken": sent})
    assert (answer["statusCode"], answer["body"], answer["headers"]["Content-Type"]) == (200, sent, PLAIN)
    for wrong in ("<img src=x>", "a" * 1_001, "", "a\nb", "\u202eabc"):
        refused = reach("workflows", token, b"", {"Content-Type": PLAIN}, query={"validationToken": wrong})
        assert refused["statusCode"] == 400, wrong
    assert waiting("inbound_starts") == []


def test_a_notification_of_microsoft_is_verified_by_the_client_state_of_each_change():
    _, token = inbound(QUICK, verify=MICROSOFT)
    right, wrong = {"clientState": SECRET, "changeType": "created"}, {"clientState": "another", "changeType": "created"}
    assert send(token, {"value": [right, right]}).status == 202
    values: tuple[Any, ...] = ([right, wrong], [wrong], [{}], [], None, "text", [SECRET], {"clientState": [SECRET, 1]})
    for value in values:
        refused = send(token, {"value": value})
        assert (refused.status, refused.error["code"]) == (401, "INBOUND_NOT_VERIFIED"), value
    assert send(token, b"[" * 5_000).status == 401


def test_no_other_url_answers_a_challenge():
    query = {"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "1", "validationToken": "abc"}
    for verify in (None, SLACK, {"preset": "github", "secret": SECRET}, MICROSOFT):
        _, token = inbound(QUICK, verify=verify)
        assert reach("workflows", token, b"", {}, method="GET", query=query)["statusCode"] == 404
    body = encoded({"type": "url_verification", "challenge": "abc"})
    _, token = inbound(QUICK)
    answer = reach("workflows", token, body, JSON, query=query)
    assert (answer["statusCode"], json.loads(answer["body"])["data"]["status"]) == (202, "pending")
