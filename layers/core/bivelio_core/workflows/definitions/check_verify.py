"""Whether calls can ever be verified by the `verify` of an inbound trigger, judged when it is saved."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

from . import messages
from .verify_presets import BY_HAND, META, own_settings, settings_of

BODY, TIMESTAMP, ID = "{body}", "{timestamp}", "{id}"
"""What stands for the body, the time of sending and the message's id in `signed` of an inbound trigger."""

METHOD, URL, FORM = "{method}", "{url}", "{form}"
"""What stands for the method, the URL that was called and the fields of a form in `signed` of a preset."""

PLACEHOLDER = re.compile(r"(\{[^{}]*\})")
"""Anything in `signed` that looks like one of them."""

KEY_PREFIX = "whsec_"
"""How keys in base64 begin by Standard Webhooks; it is no part of the key."""

ONLY_HMAC = ("signed", "timestamp_header", "timestamp_prefix", "id_header", "separator", "secret_encoding")
"""What says nothing of a token, which is the same in each call."""

Found = tuple[str, str, dict[str, Any]]
"""The field inside `verify`, the constraint that it breaks, and the values of its message."""


def verify_faults(verify: Mapping[str, Any]) -> Iterator[Found]:
    """Why no call could be verified by these settings; they fit their model."""
    preset = verify.get("preset")
    if preset not in (None, BY_HAND):
        yield from _preset_faults(verify, preset)
    else:
        yield from _faults_by_hand(verify)
    secret = verify.get("secret")
    if secret is not None and key_of(secret, settings_of(verify)) is None:
        yield "secret", messages.KEY_BASE64, {}


def _preset_faults(verify: Mapping[str, Any], preset: str) -> Iterator[Found]:
    """What a definition says beside a preset, which says it already."""
    allowed = own_settings(preset)
    for name, value in verify.items():
        if value is not None and name not in allowed:
            yield name, messages.NOT_WITH_PRESET, {"preset": preset, "expected": ", ".join(allowed[1:])}


def _faults_by_hand(verify: Mapping[str, Any]) -> Iterator[Found]:
    settings = settings_of(verify)
    missing = [name for name in ("method", "header") if settings.get(name) is None]
    yield from ((name, "required", {}) for name in missing)
    if verify.get("verify_token") is not None:
        yield "verify_token", messages.ONLY_META, {"preset": META}
    if missing:
        return
    if settings["method"] == "token":
        if verify.get("preset") is not None:
            yield "method", "choice", {"expected": "hmac"}
        for name in ONLY_HMAC:
            if verify.get(name) is not None:
                yield name, messages.ONLY_HMAC, {}
        return
    yield from _signed_faults(settings)
    yield from _header_faults(settings)


def key_of(secret: str, verify: Mapping[str, Any]) -> bytes | None:
    """The key of the HMAC; None for a secret that should be base64 and is not."""
    if verify.get("secret_encoding") != "base64":
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(KEY_PREFIX), validate=True) or None
    except ValueError:
        return None


def _signed_faults(verify: Mapping[str, Any]) -> Iterator[Found]:
    signed = verify.get("signed") or BODY
    unknown = [name for name in PLACEHOLDER.findall(signed) if name not in (BODY, TIMESTAMP, ID)]
    if unknown:
        import difflib  # noqa: PLC0415 - only refusals need it

        near = difflib.get_close_matches(unknown[0].lower(), (BODY, TIMESTAMP, ID), n=1, cutoff=0.4)
        yield "signed", messages.PLACEHOLDER, {"unknown": unknown[0], **({"nearest": near[0]} if near else {})}
    if signed.count(BODY) != 1 or (TIMESTAMP in signed) != (verify.get("timestamp_header") is not None):
        yield "signed", messages.SIGNED, {}
    if (ID in signed) != (verify.get("id_header") is not None):
        yield "signed", messages.SIGNED_ID, {}


def _header_faults(verify: Mapping[str, Any]) -> Iterator[Found]:
    """Settings by which the header has no part that is a signature, or a time, alone."""
    header, timed, separator = verify["header"].lower(), verify.get("timestamp_header"), verify.get("separator")
    if separator and separator in verify.get("prefix", ""):
        yield "prefix", messages.HAS_SEPARATOR, {"separator": separator}
    if (verify.get("id_header") or "").lower() == header:
        yield "id_header", messages.SAME_HEADER, {}
    if timed is None:
        if verify.get("timestamp_prefix") is not None:
            yield "timestamp_header", "required", {}
        return
    before = verify.get("timestamp_prefix")
    if timed.lower() == header and not (before and separator):
        yield "timestamp_header", messages.ONE_HEADER, {}
    elif before and not separator:
        yield "separator", "required", {}
    elif before and separator and separator in before:
        yield "timestamp_prefix", messages.HAS_SEPARATOR, {"separator": separator}
