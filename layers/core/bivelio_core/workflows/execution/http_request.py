"""The effect of the http_request step: a call to a user's URL, through the guard, with an Idempotency-Key."""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from pydantic_core import from_json

from bivelio_core import config, egress
from bivelio_core.egress.client import fetch, retry_after_seconds
from bivelio_core.store import chain_header
from bivelio_core.workflows.definitions.steps.http import HttpRequestInput
from bivelio_core.workflows.expressions.values import ExpressionError, weigh

from . import failure_texts
from .failure_texts import fill
from .results import Failure

if TYPE_CHECKING:
    from .perform import Call

MAXIMUM_ANSWER_BYTES = 262_144
SHOWN_CHARACTERS = 500
PASSING = frozenset({408, 425, 429})
"""Statuses below 500 for which a retry can succeed (RFC 9110, RFC 8470, RFC 6585)."""

SIMULATED_STATUS = "/status/"
"""In the sandbox `https://example.com/status/503` answers 503, and every other URL 200."""


def request(sent: HttpRequestInput, call: "Call") -> dict[str, Any]:
    """Send the request and return the answer. Raises Failure."""
    if call.ctx.tenant.is_sandbox:
        return _checked(*_simulated(sent))
    body = b"" if sent.body is None else sent.body.encode()
    kind = "text/plain; charset=utf-8"
    if sent.json_ is not None:
        body, kind = json.dumps(sent.json_, ensure_ascii=False).encode(), "application/json"
    url = _url(sent)
    try:
        answer = fetch(
            sent.method,
            url,
            headers={**({"Content-Type": kind} if body else {}), **_headers(sent, url, call)},
            body=body,
            timeout_seconds=call.timeout_seconds,
            maximum_bytes=MAXIMUM_ANSWER_BYTES,
        )
    except egress.EgressRefused as error:
        raise Failure("URL_REFUSED", fill(failure_texts.URL_REFUSED, reason=error)) from error
    except egress.EgressFailed as error:
        if error.kind == "too_large":
            text = fill(failure_texts.ANSWER_TOO_LARGE, limit=MAXIMUM_ANSWER_BYTES)
            raise Failure("ANSWER_TOO_LARGE", text) from error
        if error.kind == "timeout":
            raise Failure("TIMEOUT", failure_texts.NO_ANSWER, retryable=True) from error
        raise Failure("CONNECTION", fill(failure_texts.UNREACHABLE, reason=error), retryable=True) from error
    return _checked(answer.status, dict(answer.headers), answer.body)


def _headers(sent: HttpRequestInput, url: str, call: "Call") -> dict[str, str]:
    """The step's headers and ours, which no step can set: its key, and for our own API the place in the chain."""
    given = {name: value for name, value in sent.headers.items() if name.lower() != chain_header.NAME.lower()}
    ours = {"Idempotency-Key": call.key}
    if call.ctx.chain is not None and egress.authority(url) in config.api_hosts():
        ours[chain_header.NAME] = chain_header.signed(call.ctx.store, call.ctx.chain)
    return {**given, **ours}


def _url(sent: HttpRequestInput) -> str:
    """The URL with the query added before any fragment."""
    values = {name: value if isinstance(value, list) else [value] for name, value in sent.query.items()}
    pairs = [(name, _written(value)) for name, listed in values.items() for value in listed if value is not None]
    if not pairs:
        return sent.url
    address, marker, fragment = sent.url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs, quote_via=quote)}{marker}{fragment}"


def _written(value: str | float) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _checked(status: int, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    text = body.decode("utf-8", "replace")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        retryable = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in PASSING
        details = {"status": status, "body": text[:SHOWN_CHARACTERS]}
        message = fill(failure_texts.HTTP_STATUS, status=status)
        wait = retry_after_seconds(headers)
        raise Failure("HTTP_STATUS", message, retryable=retryable, retry_after_seconds=wait, details=details)
    return {"status": status, "headers": headers, "body": text, "json": _json(text)}


def _json(text: str) -> Any:
    """The document a text is; None for none, and for what our own answers could not repeat.

    That is a lone surrogate, 1e999, NaN, and what is nested too deeply to handle.
    """
    try:
        document = from_json(text, allow_inf_nan=False)
        weigh(document)
        json.dumps(document, allow_nan=False)
    except (ValueError, RecursionError, ExpressionError):
        return None
    return document


def _simulated(sent: HttpRequestInput) -> tuple[int, dict[str, str], bytes]:
    _, marker, status = urlsplit(sent.url).path.partition(SIMULATED_STATUS)
    code = int(status) if marker and status.isdigit() else 200
    answer = {"simulated": True, "method": sent.method, "url": _url(sent), "received": sent.json_ or sent.body}
    return code, {"content-type": "application/json"}, json.dumps(answer).encode()
