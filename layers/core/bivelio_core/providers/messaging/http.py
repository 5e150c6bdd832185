"""One request to a provider's API, through the guard, and what its failures mean."""

import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core import egress
from bivelio_core.egress.client import retry_after_seconds

from .failures import OutcomeUnknown, Reason, Refused, TooLarge, Unavailable

MAXIMUM_ANSWER_BYTES = 1_048_576
DOWNLOAD_SECONDS = 20.0
SERVER_ERROR, NOT_AVAILABLE, TOO_MANY_REQUESTS = 500, 503, 429
SUCCESSES = range(200, 300)
NOT_ALLOWED = frozenset({401, 403})
BOUNDARY_BYTES = 16


class Answer(NamedTuple):
    """What the provider answered: its status, the JSON object of its body ({} for anything else), its Retry-After."""

    status: int
    document: dict[str, Any]
    retry_after: int | None


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    content_type: str = "application/json",
    timeout_seconds: float,
) -> Answer:
    """Send a request. Raises Unavailable when it cannot have arrived, OutcomeUnknown when it may have."""
    named = {"Content-Type": content_type, "Accept": "application/json", **(headers or {})}
    try:
        answer = egress.fetch(
            method,
            url,
            headers=named,
            body=body,
            timeout_seconds=timeout_seconds,
            maximum_bytes=MAXIMUM_ANSWER_BYTES,
            truncate=True,
        )
    except egress.EgressFailed as failure:
        if failure.may_have_arrived:
            raise OutcomeUnknown(failure.kind) from failure
        raise Unavailable("provider_unavailable", failure.kind) from failure
    except egress.EgressRefused as refusal:
        raise Unavailable("provider_unavailable", refusal.reason) from refusal
    waits = retry_after_seconds(answer.headers)
    return Answer(answer.status, _document(answer.body), max(1, round(waits)) if waits else None)


def send_json(url: str, document: Any, *, headers: Mapping[str, str], timeout_seconds: float) -> Answer:
    """POST a JSON document."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return request("POST", url, headers=headers, body=body, timeout_seconds=timeout_seconds)


def send_form(
    url: str,
    fields: Mapping[str, str],
    file: tuple[str, str, str, bytes],
    *,
    headers: Mapping[str, str],
    timeout_seconds: float,
) -> Answer:
    """POST a form with one file (RFC 7578): its field, name, content type and bytes."""
    boundary = os.urandom(BOUNDARY_BYTES).hex()
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    field, name, content_type, content = file
    quoted = name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{quoted}"\r\n'
        f"Content-Type: {content_type}\r\n\r\n"
    )
    body = b"".join([*parts, head.encode(), content, f"\r\n--{boundary}--\r\n".encode()])
    kind = f"multipart/form-data; boundary={boundary}"
    return request("POST", url, headers=headers, body=body, content_type=kind, timeout_seconds=timeout_seconds)


def download(url: str, *, headers: Mapping[str, str], maximum_bytes: int) -> bytes:
    """The content of a file. Raises TooLarge, Refused when it is not there, Unavailable when it may be later."""
    try:
        answer = egress.fetch(
            "GET",
            url,
            headers=headers,
            timeout_seconds=DOWNLOAD_SECONDS,
            maximum_bytes=maximum_bytes,
        )
    except egress.EgressFailed as failure:
        if failure.kind == "too_large":
            raise TooLarge from failure
        raise Unavailable("provider_unavailable", failure.kind) from failure
    except egress.EgressRefused as refusal:
        raise Refused("media_rejected", refusal.reason) from refusal
    if answer.status in SUCCESSES:
        return answer.body
    if answer.status == TOO_MANY_REQUESTS or answer.status >= SERVER_ERROR:
        is_busy, waits = answer.status == TOO_MANY_REQUESTS, retry_after_seconds(answer.headers)
        reason: Reason = "rate_limited" if is_busy else "provider_unavailable"
        raise Unavailable(reason, retry_after=max(1, round(waits)) if waits else None)
    raise Refused("credentials_rejected" if answer.status in NOT_ALLOWED else "media_rejected")


def failed(answer: Answer) -> None:
    """Raise for a failure of the provider itself, of which its answer tells no more; do nothing for other answers.

    503 says that it did not take the request (RFC 9110, section 15.6.4); the other ones do not say whether it did.
    """
    if answer.status == NOT_AVAILABLE:
        raise Unavailable("provider_unavailable", retry_after=answer.retry_after)
    if answer.status >= SERVER_ERROR:
        raise OutcomeUnknown(f"status {answer.status}")


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
