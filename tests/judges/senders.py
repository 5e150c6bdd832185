"""What the libraries of those who send webhooks say of a call: they sign it, and judge whether it is signed."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

from tests.judges import programs

_PYTHON = """
import base64, datetime, json, sys

def stripe_(c):
    from stripe import WebhookSignature
    return WebhookSignature.verify_header(c["body"], c["headers"].get("stripe-signature"), c["secret"], 300)

def slack(c):
    from slack_sdk.signature import SignatureVerifier
    return SignatureVerifier(c["secret"]).is_valid_request(c["body"], c["headers"])

def standard(c):
    from standardwebhooks import Webhook
    Webhook(c["secret"]).verify(c["body"], c["headers"], json_parse=False)
    return True

class Fields(dict):
    def getlist(self, name):
        return self[name]

def fields_of(c):
    from urllib.parse import parse_qs
    is_form = c["headers"].get("content-type", "").startswith("application/x-www-form-urlencoded")
    return Fields(parse_qs(c["body"], keep_blank_values=True)) if is_form else c["body"]

def twilio(c):
    from twilio.request_validator import RequestValidator, get_signature_algorithm
    algorithm = get_signature_algorithm(c["headers"].get("x-twilio-webhooks-signature-settings"))
    signature = c["headers"].get("x-twilio-signature", "")
    return RequestValidator(c["secret"]).validate(c["url"], fields_of(c), signature, algorithm)

def hubspot(c):
    from hubspot.utils.signature import Signature
    about = {"http_uri": c["url"], "http_method": c["method"], "signature_version": "v3"}
    timestamp = c["headers"].get("x-hubspot-request-timestamp")
    signature = c["headers"].get("x-hubspot-signature-v3", "")
    return Signature.is_valid(signature, c["secret"], c["body"], timestamp=timestamp, **about)

def sign_stripe(c):
    from stripe import WebhookSignature
    return WebhookSignature.generate_signature_header(c["body"], c["secret"], c["at"])

def sign_slack(c):
    from slack_sdk.signature import SignatureVerifier
    return SignatureVerifier(c["secret"]).generate_signature(timestamp=str(c["at"]), body=c["body"])

def sign_standard(c):
    from standardwebhooks import Webhook
    at = datetime.datetime.fromtimestamp(c["at"], tz=datetime.timezone.utc)
    return Webhook(c["secret"]).sign(c["id"], at, c["body"])

def sign_twilio(c):
    from twilio.request_validator import RequestValidator
    fields = fields_of(c)
    return RequestValidator(c["secret"]).compute_signature(
        c["url"], fields if isinstance(fields, dict) else {}, c.get("algorithm"))

def sign_hubspot(c):
    from hubspot.utils.signature import Signature
    return Signature.get_signature(c["secret"], c["body"], "v3", c["url"], c["method"], str(c["at"] * 1000))

verbs = {
    "verify": {"stripe": stripe_, "slack": slack, "standard_webhooks": standard, "twilio": twilio, "hubspot": hubspot},
    "sign": {"stripe": sign_stripe, "slack": sign_slack, "standard_webhooks": sign_standard, "twilio": sign_twilio,
             "hubspot": sign_hubspot},
}
asked, answers = json.load(sys.stdin), []
for call in asked["calls"]:
    try:
        answers.append(verbs[asked["verb"]][call["preset"]](call))
    except Exception:
        answers.append(False)
print(json.dumps(answers))
"""
IN_PYTHON = frozenset({"stripe", "slack", "standard_webhooks", "twilio", "hubspot"})


def ask(verb: str, calls: Sequence[dict[str, Any]]) -> list[Any]:
    """What the senders' libraries answer: to `sign` signatures, to `verify` whether they accept a call.

    A call has `preset`, `secret`, `body`, `method`, `url` and `headers` with names in lower case; `at` to sign. Skips
    the test without `make judges`.
    """
    answers: dict[int, Any] = {}
    for command, numbers in (
        (
            [programs.present(programs.PYTHON), "-c", _PYTHON],
            [n for n, one in enumerate(calls) if one["preset"] in IN_PYTHON],
        ),
        (
            [programs.node(), programs.present(programs.HERE / "senders.mjs")],
            [n for n, one in enumerate(calls) if one["preset"] not in IN_PYTHON],
        ),
    ):
        if numbers:
            asked = json.dumps({"verb": verb, "calls": [calls[number] for number in numbers]})
            process = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
            answers |= dict(zip(numbers, json.loads(process.stdout), strict=True))
    return [answers[number] for number in range(len(calls))]


def require_libraries() -> None:
    """Skip the test where the senders' libraries are not installed."""
    programs.present(programs.HERE / "node_modules" / "@shopify" / "shopify-api")
    programs.present(programs.HERE / "node_modules" / "@octokit" / "webhooks-methods")
    for package in ("stripe", "slack_sdk", "twilio", "hubspot"):
        folders = sorted(programs.HERE.glob(f".venv/lib/python3.*/site-packages/{package}"))
        programs.present(folders[0] if folders else programs.HERE / ".venv" / "lib" / package)
