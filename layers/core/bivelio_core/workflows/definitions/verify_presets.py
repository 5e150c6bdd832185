"""How common senders prove who they are, as data: what `verify.preset` of an inbound trigger stands for.

A preset is a `verify` as it is written by hand, with settings that only a preset has:

* `is_exact`: all is compared as the sender's own library compares it, capitals and spaces too;
* `needs_body`: nothing is never sent, and refused whatever its signature is;
* `timestamp_unit`: `ms` where the time is in milliseconds; `may_be_ahead`: only what is too old is refused;
* `{method}`, `{url}` and `{form}` in `signed`: the method, the URL that was called, the fields of a form by name;
* `algorithm_header`: a header of the call whose `algorithm=` says which hash it has (`algorithms`);
* `field`: with the method `field`, where in the JSON of the body the secret is (a list in the way: in each element);
* `challenge`: how a URL is confirmed before anything is sent to it (triggers/challenges.py).

Sources: docs.stripe.com/webhooks/signature, docs.github.com "Validating webhook deliveries", shopify.dev "Verify
webhook deliveries", docs.slack.dev "Verifying requests from Slack", standardwebhooks.com, twilio.com "Webhooks
Security", developers.hubspot.com "Validating Requests" (v3), developers.facebook.com "Webhooks: Getting Started",
learn.microsoft.com "Receive change notifications through webhooks".
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

BY_HAND = "hmac"
"""The preset that says nothing: the settings are those of the definition."""

META, MICROSOFT, SLACK = "meta", "microsoft", "slack"

_EXACT_HEX = {"method": "hmac", "encoding": "hex", "is_exact": True}
_EXACT_BASE64 = {"method": "hmac", "encoding": "base64", "is_exact": True}

PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType({
    "stripe": {
        **_EXACT_HEX, "header": "Stripe-Signature", "separator": ",", "prefix": "v1=",
        "timestamp_header": "Stripe-Signature", "timestamp_prefix": "t=", "signed": "{timestamp}.{body}",
        "may_be_ahead": True,
    },
    "github": {**_EXACT_HEX, "header": "X-Hub-Signature-256", "prefix": "sha256=", "needs_body": True},
    "shopify": {**_EXACT_BASE64, "header": "X-Shopify-Hmac-Sha256", "needs_body": True},
    SLACK: {
        **_EXACT_HEX, "header": "X-Slack-Signature", "prefix": "v0=",
        "timestamp_header": "X-Slack-Request-Timestamp", "signed": "v0:{timestamp}:{body}", "challenge": SLACK,
    },
    "standard_webhooks": {
        **_EXACT_BASE64, "header": "webhook-signature", "separator": " ", "prefix": "v1,", "id_header": "webhook-id",
        "timestamp_header": "webhook-timestamp", "signed": "{id}.{timestamp}.{body}", "secret_encoding": "base64",
    },
    "twilio": {
        **_EXACT_BASE64, "header": "X-Twilio-Signature", "algorithm": "sha1", "signed": "{url}{form}",
        "algorithm_header": "X-Twilio-Webhooks-Signature-Settings",
        "algorithms": {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"},
    },
    "hubspot": {
        **_EXACT_BASE64, "header": "X-HubSpot-Signature-v3", "timestamp_header": "X-HubSpot-Request-Timestamp",
        "timestamp_unit": "ms", "signed": "{method}{url}{body}{timestamp}", "may_be_ahead": True,
    },
    META: {**_EXACT_HEX, "header": "X-Hub-Signature-256", "prefix": "sha256=", "challenge": META},
    MICROSOFT: {"method": "field", "field": ("value", "clientState"), "challenge": MICROSOFT},
})  # fmt: skip


def settings_of(verify: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings that a `verify` stands for: those of its preset, with what it says itself."""
    preset = verify.get("preset")
    if preset is None:
        return verify
    return {**({"method": "hmac"} if preset == BY_HAND else PRESETS[preset]), **verify}


def own_settings(preset: str) -> tuple[str, ...]:
    """What a definition may say beside a preset."""
    about = PRESETS[preset]
    timed = ("tolerance_seconds",) if "timestamp_header" in about else ()
    return ("preset", "secret", *timed, *(("verify_token",) if preset == META else ()))
