"""Whether a call of an inbound URL comes from whom the workflow's trigger expects: an HMAC or a secret in the call."""

import base64
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import from_json

from bivelio_core import clock
from bivelio_core.errors import ApiError
from bivelio_core.workflows.definitions.check_verify import BODY, FORM, ID, METHOD, PLACEHOLDER, TIMESTAMP, URL, key_of
from bivelio_core.workflows.definitions.verify_presets import settings_of

LONGEST_TIMESTAMP = 15
MILLISECONDS = 1_000


class NotVerified(ApiError):
    """The call is not signed as the trigger of the workflow asks."""

    code, status = "INBOUND_NOT_VERIFIED", 401


class FieldNotVerified(NotVerified):
    """A field of the call, which is no header, does not prove who calls."""


class CallTooOld(ApiError):
    """The call was signed at another time than now: somebody repeats it, or a clock is wrong."""

    code, status = "INBOUND_TOO_OLD", 401


class Sent(NamedTuple):
    """What was sent to a URL. Header names are lower case; `addresses` are the URLs that it may be, without query."""

    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    addresses: Sequence[str] = ()
    query: Sequence[tuple[str, str]] = ()


class Proof(NamedTuple):
    """What a verified call proved. Only this call can have `unique_text`; it is there if the time or id is signed."""

    unique_text: str | None = None


def verified(verify: Mapping[str, Any] | None, secret: str, sent: Sent) -> Proof:
    """What a call proves. Raises NotVerified or CallTooOld; all is compared at once."""
    if verify is None:
        return Proof()
    settings = settings_of(verify)
    if settings["method"] == "field":
        _require_each(_field_values(sent.body, settings["field"]), secret, settings["field"][-1])
        return Proof()
    name, prefix = settings["header"], settings.get("prefix", "").lstrip()
    is_exact = settings.get("is_exact", False)
    signatures = _behind(prefix, _parts(sent.headers, name, settings), is_exact=is_exact)
    if settings["method"] == "token":
        _require(signatures, secret.strip(), name)  # what carries a header takes the spaces around it off
        return Proof()
    return _signature_proof(settings, secret, sent, signatures)


def _signature_proof(settings: Mapping[str, Any], secret: str, sent: Sent, signatures: list[str]) -> Proof:
    name, prefix, is_exact = settings["header"], settings.get("prefix", "").lstrip(), settings.get("is_exact", False)
    timed, identified = settings.get("timestamp_header"), settings.get("id_header")
    sent_at = _sent_at(sent.headers, timed, settings) if timed else ""
    message_id = _value(sent.headers, identified) if identified else ""
    if identified and not message_id:
        raise NotVerified(header=identified)
    if settings.get("needs_body") and not sent.body:
        raise NotVerified(header=name)
    if (key := key_of(secret, settings)) is None:  # saved as text, before it was to be base64
        raise NotVerified(header=name)
    pattern, is_base64 = settings.get("signed") or BODY, settings.get("encoding") == "base64"
    digests = [
        hmac.digest(key, _signed(pattern, values, sent.body), _algorithm(settings, sent.headers))
        for values in _values(pattern, sent, {TIMESTAMP: sent_at, ID: message_id})
    ]
    written = [base64.b64encode(each).decode() if is_base64 else each.hex() for each in digests]
    as_compared = signatures if is_base64 or is_exact else [each.lower() for each in signatures]
    signature = _require(as_compared, written, name)
    if timed:
        _require_now(sent_at, timed, settings)
    if identified:
        return Proof(f"id:{message_id}")  # a sender that tries again signs the same id at another time
    return Proof(f"signature:{prefix}{signature}" if timed else None)


def _values(pattern: str, sent: Sent, values: Mapping[str, str]) -> Iterable[Mapping[str, str]]:
    """What stands for the placeholders of a pattern, for each form of the URL. Raises NotVerified."""
    if URL not in pattern:
        yield values
        return
    from . import signed_urls  # noqa: PLC0415 - few senders sign their URL

    form = signed_urls.form_text(sent.headers.get("content-type", ""), sent.body) if FORM in pattern else ""
    for url in signed_urls.forms_of(sent.addresses, sent.query):
        fields = signed_urls.body_named_by(url, sent.body) if form is None else form
        if fields is not None:
            yield {**values, METHOD: sent.method, URL: url, FORM: fields}


def _algorithm(settings: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """The hash of the signature: that of the settings, or one of those that the call may name. Raises NotVerified."""
    if (naming := settings.get("algorithm_header")) is not None:
        for part in headers.get(naming.lower(), "").split(","):
            name, _, value = part.partition("=")
            if name.strip() == "algorithm" and value.strip():
                if (named := settings["algorithms"].get(value.strip().upper())) is None:
                    raise NotVerified(header=naming)
                return str(named)
    return str(settings.get("algorithm", "sha256"))


def _parts(headers: Mapping[str, str], name: str, settings: Mapping[str, Any]) -> list[str]:
    """The parts of a header: several signatures, or a time and a signature, where `separator` tells them apart."""
    is_exact, separator = settings.get("is_exact", False), settings.get("separator")
    value = _value(headers, name, is_exact=is_exact)
    parts = value.split(separator) if separator else [value]
    return parts if is_exact else [part.strip() for part in parts]


def _value(headers: Mapping[str, str], name: str, *, is_exact: bool = False) -> str:
    """The value of a header, whose name is as the definition has it."""
    value = headers.get(name.strip().lower(), "")
    return value if is_exact else value.strip()


def _behind(prefix: str, parts: list[str], *, is_exact: bool = False) -> list[str]:
    """What stands behind a prefix in the parts that have it, in whatever case it is written unless it is exact."""
    if is_exact:
        return [part[len(prefix) :] for part in parts if part.startswith(prefix)]
    return [part[len(prefix) :] for part in parts if part[: len(prefix)].lower() == prefix.lower()]


def _sent_at(headers: Mapping[str, str], timed: str, settings: Mapping[str, Any]) -> str:
    """The time of sending as it was sent; empty when there is none, or more than one."""
    prefix, is_exact = (settings.get("timestamp_prefix") or "").strip(), settings.get("is_exact", False)
    if not prefix:
        return _value(headers, timed, is_exact=is_exact)
    times = _behind(prefix, _parts(headers, timed, settings), is_exact=is_exact)
    return times[0] if len(times) == 1 or (times and is_exact) else ""


def _signed(pattern: str, values: Mapping[str, str], body: bytes) -> bytes:
    """The bytes that are signed. What the caller sent is put in once, and never read as a part of the pattern."""
    before, marker, behind = pattern.partition(BODY)
    return _filled(before, values) + (body if marker else b"") + _filled(behind, values)


def _filled(pattern: str, values: Mapping[str, str]) -> bytes:
    pieces = PLACEHOLDER.split(pattern)
    return "".join(values.get(piece, piece) for piece in pieces).encode("utf-8", "replace")


def _field_values(body: bytes, path: Sequence[str]) -> list[str]:
    """The texts at a place of a JSON document, in each element of the lists on the way. Raises FieldNotVerified."""
    try:
        values = [from_json(body, allow_inf_nan=False)]
    except ValueError as error:
        raise FieldNotVerified(field=path[-1]) from error
    for name in path:
        inside = [each.get(name) if isinstance(each, dict) else None for each in values]
        values = [one for each in inside for one in (each if isinstance(each, list) else [each])]
    return [each if isinstance(each, str) else "" for each in values]


def _require(signatures: list[str], expected: str | Sequence[str], header: str) -> str:
    """The signature that is right. Raises NotVerified when none is."""
    candidates = [expected] if isinstance(expected, str) else expected
    right = [one for each in signatures for one in candidates if _same(each, one)]
    if not right:
        raise NotVerified(header=header)
    return right[0]


def _require_each(values: list[str], expected: str, field: str) -> None:
    matching = [_same(each, expected) for each in values]
    if not matching or not all(matching):
        raise FieldNotVerified(field=field)


def _same(sent: str, expected: str) -> bool:
    return hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode())


def _require_now(sent_at: str, header: str, settings: Mapping[str, Any]) -> None:
    tolerance = int(settings.get("tolerance_seconds") or 300)
    if not (sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= LONGEST_TIMESTAMP):
        raise CallTooOld(header=header, limit=tolerance)
    unit = MILLISECONDS if settings.get("timestamp_unit") == "ms" else 1
    age = clock.epoch() - int(sent_at) // unit
    if age > tolerance or (age < -tolerance and not settings.get("may_be_ahead")):
        raise CallTooOld(header=header, limit=tolerance)
