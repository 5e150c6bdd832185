"""Whether a call of an inbound URL comes from whom the workflow's trigger expects: an HMAC or a token in a header."""

import base64
import hmac
from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.errors import ApiError
from bivelio_core.workflows.definitions.check_verify import BODY, ID, PLACEHOLDER, TIMESTAMP, key_of

LONGEST_TIMESTAMP = 12


class NotVerified(ApiError):
    """The call is not signed as the trigger of the workflow asks."""

    code, status = "INBOUND_NOT_VERIFIED", 401


class CallTooOld(ApiError):
    """The call was signed at another time than now: somebody repeats it, or a clock is wrong."""

    code, status = "INBOUND_TOO_OLD", 401


class Proof(NamedTuple):
    """What a verified call proved. Only this call can have `unique_text`; it is there if the time or id is signed."""

    unique_text: str | None = None


def verified(verify: Mapping[str, Any] | None, secret: str, headers: Mapping[str, str], body: bytes) -> Proof:
    """What a call proves. Header names are lower case. Raises NotVerified or CallTooOld; all is compared at once."""
    if verify is None:
        return Proof()
    name, prefix = verify["header"], verify.get("prefix", "").lstrip()
    signatures = _behind(prefix, _parts(headers, name, verify))
    if verify["method"] == "token":
        _require(signatures, secret.strip(), name)  # what carries a header takes the spaces around it off
        return Proof()
    timed, identified = verify.get("timestamp_header"), verify.get("id_header")
    sent_at = _sent_at(headers, timed, verify) if timed else ""
    message_id = _value(headers, identified) if identified else ""
    if identified and not message_id:
        raise NotVerified(header=identified)
    signed = _signed(verify.get("signed") or BODY, {TIMESTAMP: sent_at, ID: message_id}, body)
    if (key := key_of(secret, verify)) is None:  # saved as text, before it was to be base64
        raise NotVerified(header=name)
    digest = hmac.digest(key, signed, verify.get("algorithm", "sha256"))
    is_base64 = verify.get("encoding") == "base64"
    written = base64.b64encode(digest).decode() if is_base64 else digest.hex()
    _require(signatures if is_base64 else [each.lower() for each in signatures], written, name)
    if timed:
        _require_now(sent_at, timed, verify.get("tolerance_seconds", 300))
    if identified:
        return Proof(f"id:{message_id}")  # a sender that tries again signs the same id at another time
    return Proof(f"signature:{prefix}{written}" if timed else None)


def _parts(headers: Mapping[str, str], name: str, verify: Mapping[str, Any]) -> list[str]:
    """The parts of a header: several signatures, or a time and a signature, where `separator` tells them apart."""
    value, separator = _value(headers, name), verify.get("separator")
    return [part.strip() for part in value.split(separator)] if separator else [value]


def _value(headers: Mapping[str, str], name: str) -> str:
    """The value of a header, whose name is as the definition has it."""
    return headers.get(name.strip().lower(), "").strip()


def _behind(prefix: str, parts: list[str]) -> list[str]:
    """What stands behind a prefix in the parts that have it, in whatever case it is written."""
    return [part[len(prefix) :] for part in parts if part[: len(prefix)].lower() == prefix.lower()]


def _sent_at(headers: Mapping[str, str], timed: str, verify: Mapping[str, Any]) -> str:
    """The time of sending as it was sent; empty when there is none, or more than one."""
    prefix = (verify.get("timestamp_prefix") or "").strip()
    times = _behind(prefix, _parts(headers, timed, verify)) if prefix else [_value(headers, timed)]
    return times[0] if len(times) == 1 else ""


def _signed(pattern: str, values: Mapping[str, str], body: bytes) -> bytes:
    """The bytes that are signed. What the caller sent is put in once, and never read as a part of the pattern."""
    before, _, behind = pattern.partition(BODY)
    return _filled(before, values) + body + _filled(behind, values)


def _filled(pattern: str, values: Mapping[str, str]) -> bytes:
    pieces = PLACEHOLDER.split(pattern)
    return "".join(values.get(piece, piece) for piece in pieces).encode("utf-8", "replace")


def _require(signatures: list[str], expected: str, header: str) -> None:
    matching = [hmac.compare_digest(each.encode("utf-8", "replace"), expected.encode()) for each in signatures]
    if not any(matching):
        raise NotVerified(header=header)


def _require_now(sent_at: str, header: str, tolerance: int) -> None:
    is_number = sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= LONGEST_TIMESTAMP
    if not is_number or abs(clock.epoch() - int(sent_at)) > tolerance:
        raise CallTooOld(header=header, limit=tolerance)
