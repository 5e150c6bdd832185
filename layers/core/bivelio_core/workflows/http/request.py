"""The effect of the http_request step: calls to a user's URL, through the guard, with an Idempotency-Key.

Secrets are put in here, in memory, for the hosts that they are allowed for. All secrets of the run's definition are
taken out of what the receiver answers: it may have been sent one of them by an earlier step.
"""

import json
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from pydantic_core import from_json

from bivelio_core import config, domain, egress
from bivelio_core.egress.client import FetchResult, fetch, retry_after_seconds
from bivelio_core.errors import InsufficientScope
from bivelio_core.expressions.values import ExpressionError, weigh
from bivelio_core.scopes import includes
from bivelio_core.secrets import items as secrets
from bivelio_core.store import chain_header
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.workflows.definitions.steps.http import HttpRequestInput
from bivelio_core.workflows.execution import failure_texts
from bivelio_core.workflows.execution.failure_texts import fill
from bivelio_core.workflows.execution.results import Failure
from bivelio_core.workflows.execution.secret_places import Placeholders, Redaction

from . import pages
from .auth import FORM, Authentication, authentication

if TYPE_CHECKING:
    from bivelio_core.workflows.execution.perform import Call

MAXIMUM_ANSWER_BYTES = 262_144
MAXIMUM_DOCUMENT_BYTES = 10_000_000
SHOWN_CHARACTERS, SHOWN_BYTES = 500, 2_000
TOKEN_SLACK_SECONDS = 10
"""How much longer than its timeout a request may take that is repeated with a new token."""

DOCUMENTS = "documents:write"
"""What `save_as` needs."""

PASSING = frozenset({408, 425, 429})
"""Statuses below 500 for which a retry can succeed (RFC 9110, RFC 8470, RFC 6585)."""

SIMULATED_STATUS = "/status/"
"""In the sandbox `https://example.com/status/503` answers 503, and every other URL 200."""


class Ready(NamedTuple):
    """A request with its secrets, and all values that its answer may not show. It is never recorded."""

    sent: HttpRequestInput
    secrets: tuple[str, ...]


def request(sent: HttpRequestInput, call: "Call") -> dict[str, Any]:
    """Send the request, and those for further pages or until the answer is as wanted; returns the output.

    Raises Failure, and Unfinished when another invocation is to go on.
    """
    if sent.save_as is not None and not includes(call.ctx.scopes, DOCUMENTS):
        raise InsufficientScope.of(DOCUMENTS)
    if call.ctx.tenant.is_sandbox:
        _revealed(sent, call)  # a secret that is missing or not allowed is told in the sandbox too
        return simulated(sent, call.placeholders)
    ready = _revealed(sent, call)

    def ask(page_request: HttpRequestInput, number: int) -> dict[str, Any]:
        return _answer(Ready(page_request, ready.secrets), call, number)

    if sent.pagination is not None:
        return pages.every(ready.sent, sent.pagination, call, ask)
    if sent.repeat_until is not None:
        return pages.until(ready.sent, sent.repeat_until, call, ask)
    return ask(ready.sent, 0)


def simulated(sent: HttpRequestInput, placeholders: Placeholders) -> dict[str, Any]:
    """The output of a request that is not sent: an echo of it, without its secrets. Raises Failure."""
    visible = sent.model_validate(placeholders.hidden(sent.model_dump(by_alias=True)))
    status, headers, body = _simulated(visible)
    answer = _checked(status, headers, body, Redaction(()))
    if sent.save_as is not None:
        return {**_about_file(answer, body), "document_id": None}
    return answer if sent.pagination is None else pages.only(answer, sent.pagination)


def _revealed(sent: HttpRequestInput, call: "Call") -> Ready:
    """The request with the values of its secrets. Raises Failure for one that is missing or not for this host."""
    plain = sent.model_dump(by_alias=True)
    names = call.placeholders.names_in(plain)
    if not names and not call.run_secrets:
        return Ready(sent, ())
    client = sent.auth.oauth2_client_credentials if sent.auth else None
    try:
        values = secrets.opened(call.ctx.store, names, egress.authority(sent.url), call.run_secrets)
        if client is not None:
            of_client = call.placeholders.names_in(client.model_dump())
            secrets.opened(call.ctx.store, of_client, egress.authority(client.token_url))
    except egress.EgressRefused as error:
        raise Failure("URL_REFUSED", failure_texts.URL_REFUSED, details={"reason": error.text}) from error
    except secrets.SecretMissing as error:
        raise Failure("SECRET_NOT_FOUND", fill(failure_texts.SECRET_MISSING, name=error)) from error
    except secrets.HostNotAllowed as error:
        raise Failure("SECRET_NOT_ALLOWED", fill(failure_texts.SECRET_HOST, name=error)) from error
    filled = HttpRequestInput.model_construct(**_filled(sent, call, values.sent)) if names else sent
    codes = call.placeholders.codes(values.sent)
    return Ready(filled, (*values.sent.values(), *codes, *values.others))


def _filled(sent: HttpRequestInput, call: "Call", values: dict[str, str]) -> dict[str, Any]:
    """The fields of the request with the secrets in them; limits held for what stood in their places."""
    fields = {name: getattr(sent, name) for name in type(sent).model_fields}
    for name in ("query", "headers", "json_", "body", "form"):
        fields[name] = call.placeholders.filled(fields[name], values)
    if sent.auth is not None:
        fields["auth"] = sent.auth.model_validate(call.placeholders.filled(sent.auth.model_dump(by_alias=True), values))
    return fields


def _answer(ready: Ready, call: "Call", number: int) -> dict[str, Any]:
    """The checked answer to one request; a token that was kept and is refused is renewed once."""
    start = time.monotonic()
    allowed = authentication(ready.sent.auth, call)
    answer = _fetched(ready.sent, allowed, call, number, call.timeout_seconds)
    if answer.status == HTTPStatus.UNAUTHORIZED and allowed.token is not None:
        seconds = call.timeout_seconds + TOKEN_SLACK_SECONDS - (time.monotonic() - start)
        allowed = authentication(ready.sent.auth, call, refused=allowed.token)
        answer = _fetched(ready.sent, allowed, call, number, max(1.0, min(call.timeout_seconds, seconds)))
    redaction = Redaction((*ready.secrets, *allowed.hidden))
    if ready.sent.save_as is None:
        return _checked(answer.status, dict(answer.headers), answer.body, redaction)
    checked = _checked(answer.status, dict(answer.headers), answer.body[:SHOWN_BYTES], redaction)
    return _stored_answer(ready.sent.save_as.filename, checked, redaction.content(answer.body), call)


def _stored_answer(filename: str, checked: dict[str, Any], content: bytes, call: "Call") -> dict[str, Any]:
    """The output of an answer that is kept as a document, once for all tries of the step. Raises ApiError."""
    key = LastingKey(f"{call.key}:document")
    document = domain.keeper_of_files()(call.ctx.store, filename, content, key)
    return {**_about_file(checked, content), "document_id": document}


def _about_file(checked: dict[str, Any], content: bytes) -> dict[str, Any]:
    """What the output of an answer that is kept says of it, in place of its body."""
    headers = checked["headers"]
    about = {"status": checked["status"], "headers": headers, "size": len(content)}
    return {**about, "content_type": headers.get("content-type")}


def _fetched(
    sent: HttpRequestInput, allowed: Authentication, call: "Call", number: int, timeout_seconds: float
) -> FetchResult:
    body, kind = _body(sent)
    maximum = MAXIMUM_ANSWER_BYTES if sent.save_as is None else MAXIMUM_DOCUMENT_BYTES
    url = _url(sent, allowed)
    try:
        return fetch(
            sent.method,
            url,
            headers={**({"Content-Type": kind} if body else {}), **_headers(sent, url, allowed, call, number)},
            body=body,
            timeout_seconds=timeout_seconds,
            maximum_bytes=maximum,
        )
    except egress.EgressRefused as error:
        raise Failure("URL_REFUSED", failure_texts.URL_REFUSED, details={"reason": error.text}) from error
    except egress.EgressFailed as error:
        if error.kind == "too_large":
            text = fill(failure_texts.ANSWER_TOO_LARGE, limit=maximum)
            raise Failure("ANSWER_TOO_LARGE", text) from error
        if error.kind == "timeout":
            raise Failure("TIMEOUT", failure_texts.NO_ANSWER, retryable=True) from error
        raise Failure(
            "CONNECTION", failure_texts.UNREACHABLE, details={"reason": str(error)}, retryable=True
        ) from error


def _body(sent: HttpRequestInput) -> tuple[bytes, str]:
    """The body and its type."""
    if sent.json_ is not None:
        return json.dumps(sent.json_, ensure_ascii=False).encode(), "application/json"
    if sent.form is not None:
        return urlencode(_pairs(sent.form)).encode(), FORM
    return b"" if sent.body is None else sent.body.encode(), "text/plain; charset=utf-8"


def _headers(sent: HttpRequestInput, url: str, allowed: Authentication, call: "Call", number: int) -> dict[str, str]:
    """The step's headers and ours, which no step can set: its key, and for our own API the place in the chain.

    Further pages and further questions have keys of their own: they ask for something else.
    """
    own = {name: value for name, value in sent.headers.items() if name.lower() != chain_header.NAME.lower()}
    ours = {"Idempotency-Key": f"{call.key}:{number}" if number else call.key}
    if call.ctx.chain is not None and egress.authority(url) in config.api_hosts():
        ours[chain_header.NAME] = chain_header.signed(call.ctx.store, call.ctx.chain)
    return {**own, **allowed.headers, **ours}


def _url(sent: HttpRequestInput, allowed: Authentication) -> str:
    """The URL with the query added before any fragment."""
    pairs = [*_pairs(sent.query), *allowed.query.items()]
    if not pairs:
        return sent.url
    address, marker, fragment = sent.url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs, quote_via=quote)}{marker}{fragment}"


def _pairs(parameters: dict[str, Any]) -> list[tuple[str, str]]:
    """Parameters in order: null is left out, a list repeats the name."""
    values = {name: value if isinstance(value, list) else [value] for name, value in parameters.items()}
    return [(name, _written(value)) for name, listed in values.items() for value in listed if value is not None]


def _written(value: str | float) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def _checked(status: int, headers: dict[str, str], body: bytes, redaction: Redaction) -> dict[str, Any]:
    text = redaction.text(body.decode("utf-8", "replace"))
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        retryable = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in PASSING
        details = {"status": status, "body": text[:SHOWN_CHARACTERS]}
        message = fill(failure_texts.HTTP_STATUS, status=status)
        wait = retry_after_seconds(headers)
        raise Failure("HTTP_STATUS", message, retryable=retryable, retry_after_seconds=wait, details=details)
    visible = {redaction.text(name): redaction.text(value) for name, value in headers.items()}
    return {"status": status, "headers": visible, "body": text, "json": redaction.value(_json(text))}


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
    received = sent.json_ or sent.form or sent.body
    url = _url(sent, Authentication({}, {}, ()))
    answer = {"simulated": True, "method": sent.method, "url": url, "received": received}
    return code, {"content-type": "application/json"}, json.dumps(answer).encode()
