"""The presets of `verify`: a URL accepts what the sender's own library accepts, and refuses what it refuses."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import pytest
from bivelio_core.workflows.definitions.verify_presets import PRESETS
from pywa.utils import webhook_updates_validator

from tests.judges import senders
from tests.workflows.calls import QUICK
from tests.workflows.inbound import FORM, HOST, be_on, inbound, reach

pytestmark = pytest.mark.usefixtures("table")

SECRET, OTHER = "a secret of both", "another secret than that"
KEY = "whsec_" + base64.b64encode(b"twenty-four bytes of key").decode()
OTHER_KEY = "whsec_" + base64.b64encode(b"another key, 24 bytes in").decode()
BODY = '{"id": "evt_1", "què": "ñ €", "amount": 10.50}'
FIELDS = urlencode([("From", "+34600000000"), ("Body", "Hola, què tal?"), ("Empty", ""), ("Tag", "b"), ("Tag", "a")])


class Signed(NamedTuple):
    """A call as a sender makes it: what its library is given, and what is sent."""

    preset: str
    secret: str
    body: str
    headers: dict[str, str]
    query: dict[str, str]

    def with_headers(self, **changed: str | None) -> "Signed":
        """The call with other headers; None takes one away."""
        names = {name.replace("_", "-"): value for name, value in changed.items()}
        kept = {**self.headers, **names}
        return self._replace(headers={name: value for name, value in kept.items() if value is not None})


SIGNATURE = {
    name: about["header"].lower() for name, about in PRESETS.items() if about["method"] == "hmac" and name != "meta"
}
TIMED = {name: about["timestamp_header"].lower() for name, about in PRESETS.items() if "timestamp_header" in about}


def headers_of(preset: str, signature: str, at: int, algorithm: str | None) -> dict[str, str]:
    """The headers that a sender sends with a signature."""
    about: dict[str, dict[str, str]] = {
        "github": {"x-github-event": "push", "x-github-delivery": "8d3f"},
        "shopify": {
            "x-shopify-topic": "orders/create",
            "x-shopify-shop-domain": "example.myshopify.com",
            "x-shopify-api-version": "2026-04",
            "x-shopify-webhook-id": "b54557e4",
        },
        "slack": {"x-slack-request-timestamp": str(at)},
        "standard_webhooks": {"webhook-id": "msg_1", "webhook-timestamp": str(at)},
        "hubspot": {"x-hubspot-request-timestamp": str(at * 1000)},
    }
    settings = {"x-twilio-webhooks-signature-settings": f"key=k1,algorithm={algorithm}"} if algorithm else {}
    return {SIGNATURE[preset]: signature, **about.get(preset, {}), **settings}


def url_of(token: str, query: dict[str, str]) -> str:
    """The URL that a sender calls."""
    return f"https://{HOST}/v1/inbound/workflows/{token}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")


def signing(preset: str, token: str, **about: Any) -> dict[str, Any]:
    """What a library is asked to sign."""
    kind = FORM if preset == "twilio" else "application/json"
    plain = {
        "preset": preset,
        "secret": KEY if preset == "standard_webhooks" else SECRET,
        "body": FIELDS if preset == "twilio" else BODY,
        "headers": {"content-type": kind},
        "query": {},
        "at": int(time.time()),
        "id": "msg_1",
        "method": "POST",
    }
    asked = {**plain, **about}
    return {**asked, "url": url_of(token, asked["query"])}


def signed(asked: list[dict[str, Any]]) -> list[Signed]:
    """The calls that the libraries sign; Shopify's only judges, so its calls are signed as its documentation says."""
    others = [one for one in asked if one["preset"] != "shopify"]
    written = iter(senders.ask("sign", others))
    calls = []
    for one in asked:
        if one["preset"] == "shopify":
            signature = base64.b64encode(hmac.digest(one["secret"].encode(), one["body"].encode(), "sha256")).decode()
        else:
            signature = next(written)
        assert signature, one
        headers = headers_of(one["preset"], signature, one["at"], one.get("algorithm"))
        calls.append(Signed(one["preset"], one["secret"], one["body"], {**one["headers"], **headers}, one["query"]))
    return calls


def altered(one: Signed) -> Iterator[tuple[str, Signed]]:
    """A call, and what somebody may change of it."""
    name = SIGNATURE[one.preset]
    signature = one.headers[name]
    yield "as it was signed", one
    yield "a space more in the body", one._replace(body=one.body + " ")
    yield "another body", one._replace(body=one.body.replace("1", "2").replace("346", "347"))
    yield "no body", one._replace(body="")
    yield "no signature", one.with_headers(**{name: None})
    yield "an empty signature", one.with_headers(**{name: ""})
    for what, change in REWRITTEN.items():
        if one.preset == "shopify" and what == "a space behind":
            continue  # its library is given a Request, which takes spaces at the ends off, as HTTP does
        yield what, one.with_headers(**{name: change(signature)})
    if (timed := TIMED.get(one.preset)) is not None and timed != name:
        sent_at = one.headers[timed]
        yield "no time", one.with_headers(**{timed: None})
        yield "an empty time", one.with_headers(**{timed: ""})
        yield "another time", one.with_headers(**{timed: str(int(sent_at) + 1)})
        yield "a time that is no number", one.with_headers(**{timed: "yesterday"})
    if one.preset == "standard_webhooks":
        yield "another id", one.with_headers(**{"webhook-id": "msg_2"})
        yield "no id", one.with_headers(**{"webhook-id": None})
    if one.preset == "twilio":
        yield "a field more", one._replace(body=one.body + "&More=1")
        yield "the fields in another order", one._replace(body="&".join(reversed(one.body.split("&"))))
        yield "another URL", one._replace(query={"a": "b"})


REWRITTEN: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "a space behind": lambda text: text + " ",
    "a space in the middle": lambda text: text[:20] + " " + text[20:],
    "one sign less": lambda text: text[:-1],
    "one sign more": lambda text: text + "0",
    "twice, with a comma": lambda text: f"{text},{text}",
    "without what stands before it": lambda text: text.rpartition("=" if "=" in text[:12] else ",")[2],
    "not ASCII": lambda text: text[:-1] + "é",
}


def verdicts(tokens: dict[str, str], calls: list[Signed]) -> list[bool]:
    """Whether the URLs accept these calls."""
    answers = []
    for one in calls:
        answer = reach("workflows", tokens[one.preset], one.body.encode(), one.headers, query=one.query or None)
        assert answer["statusCode"] in (202, 401, 400), answer
        answers.append(answer["statusCode"] == 202)
    return answers


def urls_of(presets: list[str]) -> dict[str, str]:
    be_on("enterprise")
    keys = {name: KEY if name == "standard_webhooks" else SECRET for name in presets}
    return {name: inbound(QUICK, verify={"preset": name, "secret": keys[name]})[1] for name in presets}


def test_what_the_senders_libraries_accept_is_accepted_and_what_they_refuse_is_refused():
    senders.require_libraries()
    tokens = urls_of([*SIGNATURE])
    now, asked = int(time.time()), []
    for preset, token in tokens.items():
        asked.append(signing(preset, token))
        wrong = OTHER_KEY if preset == "standard_webhooks" else OTHER
        asked.append(signing(preset, token, secret=wrong))
        asked += [signing(preset, token, at=now + seconds) for seconds in (-400, -200, 400) if preset in TIMED]
    about = {"headers": {"content-type": FORM}, "body": FIELDS}
    asked.append(signing("slack", tokens["slack"], **about))
    asked.append(signing("twilio", tokens["twilio"], body=""))
    asked.append(signing("twilio", tokens["twilio"], query={"tenant": "a b", "x": "1"}))
    asked.append(signing("twilio", tokens["twilio"], algorithm="HMAC_SHA256"))
    digest = hashlib.sha256(BODY.encode()).hexdigest()
    for named in (digest, "0" * 64):
        kind = {"content-type": "application/json"}
        asked.append(signing("twilio", tokens["twilio"], body=BODY, headers=kind, query={"bodySHA256": named}))
    asked.append(signing("hubspot", tokens["hubspot"], query={"id": "1"}))
    asked.append(signing("shopify", tokens["shopify"], body=""))
    calls = [*signed(asked), without_body()]
    cases = [(what, each) for one in calls for what, each in altered(one)]
    cases += [(f"several: {what}", each) for what, each in several(tokens, now)]
    secrets = {name: KEY if name == "standard_webhooks" else SECRET for name in tokens}
    judged = senders.ask(
        "verify",
        [
            {
                "preset": each.preset,
                "secret": secrets[each.preset],
                "body": each.body,
                "headers": each.headers,
                "method": "POST",
                "url": url_of(tokens[each.preset], each.query),
            }
            for _, each in cases
        ],
    )
    ours = verdicts(tokens, [each for _, each in cases])
    different = [
        (each.preset, what, f"library: {theirs}", f"we: {own}", each.headers)
        for (what, each), theirs, own in zip(cases, judged, ours, strict=True)
        if bool(theirs) != own
    ]
    assert different == []
    assert len(cases) > 250
    assert {each.preset for (_, each), own in zip(cases, ours, strict=True) if own} == set(SIGNATURE)


def without_body() -> Signed:
    """A call of GitHub with nothing in it, which its library does not even sign."""
    signature = "sha256=" + hmac.digest(SECRET.encode(), b"", "sha256").hex()
    return Signed("github", SECRET, "", {"content-type": "application/json", "x-hub-signature-256": signature}, {})


def several(tokens: dict[str, str], now: int) -> Iterator[tuple[str, Signed]]:
    """Headers with more than one signature, as while a secret is changed."""
    for preset, other, separator in (("stripe", OTHER, ","), ("standard_webhooks", OTHER_KEY, " ")):
        right, wrong = signed(
            [signing(preset, tokens[preset], at=now), signing(preset, tokens[preset], at=now, secret=other)]
        )
        name = SIGNATURE[preset]
        good, bad = right.headers[name], wrong.headers[name]
        if preset == "stripe":
            time_part, good = good.split(",")
            bad = bad.split(",")[1]
            yield "wrong, right", right.with_headers(**{name: f"{time_part},{bad},{good}"})
            yield "the time last", right.with_headers(**{name: f"{good},{time_part}"})
            yield "no time", right.with_headers(**{name: good})
            yield "no signature", right.with_headers(**{name: time_part})
            yield "a second time", right.with_headers(**{name: f"{time_part},t={now - 1},{good}"})
            yield "another time first", right.with_headers(**{name: f"t={now - 1},{time_part},{good}"})
            yield "another scheme", right.with_headers(**{name: f"{time_part},v0={good[3:]}"})
            yield "a space", right.with_headers(**{name: f"{time_part}, {good}"})
            continue
        yield "wrong, right", right.with_headers(**{name: separator.join((bad, good))})
        yield "right, wrong", right.with_headers(**{name: separator.join((good, bad))})
        yield "wrong, wrong", right.with_headers(**{name: separator.join((bad, bad))})
        yield "another version", right.with_headers(**{name: good.replace("v1,", "v2,")})


def test_metas_signature_is_verified_as_pywa_does():
    secret = {"preset": "meta", "secret": SECRET, "verify_token": "a-token-for-Meta"}
    token = inbound(QUICK, verify=secret)[1]
    body = b'{"object": "page", "entry": [{"text": "\\u00e8 \\/"}]}'
    written = "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    for signature, content in (
        (written, body),
        (written, body + b" "),
        (written.upper(), body),
        (written + " ", body),
        ("", body),
        ("sha256=" + hmac.new(OTHER.encode(), body, "sha256").hexdigest(), body),
    ):
        answer = reach(
            "workflows", token, content, {"content-type": "application/json", "x-hub-signature-256": signature}
        )
        assert (answer["statusCode"] == 202) == webhook_updates_validator(SECRET, content, signature), signature
    without = written.removeprefix("sha256=")
    bare = reach("workflows", token, body, {"content-type": "application/json", "x-hub-signature-256": without})
    assert bare["statusCode"] == 401, "Meta's own documentation has the prefix; pywa does not ask for it"
