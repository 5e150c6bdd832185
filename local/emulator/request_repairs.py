"""Repairs of the time that every call of the table, of a queue or of KMS takes, whatever it asks for."""

import logging
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from ministack import app
from ministack.core import router
from ministack.core.responses import fix_error_content_type, set_request_account_id, set_request_region
from ministack.services import dynamodb

from local.emulator.patching import restores

_SERVICES = ("dynamodb", "sqs", "kms")
_LOOPBACK = ("127.0.0.1", "localhost")
_STEPS = ("_handle_pre_body_request", "_handle_post_body_shortcuts", "_handle_special_data_plane_request")
_TARGETS = 500
_TABLE = b"dynamodb_20120810."
_INDIRECT = frozenset({b"content-encoding", b"transfer-encoding", b"expect"})
_JSON = "application/x-amz-json-1.0"

Headers = dict[str, str]
Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

logger = logging.getLogger("table")


@restores(
    "A call goes to the service whose operation its header names.",
    needed_at="1.5.33",
    shown_by="tests/local/test_request_repairs.py::test_a_call_of_the_table_is_compared_with_no_other_service",
)
def go_to_the_named_service() -> None:
    """Ask no other service whether a call is for it when `X-Amz-Target` names an operation of the table, SQS or KMS.

    Unrepaired, each call is compared with the hosts, paths and pages of two dozen services first, which takes as long
    as reading an item.
    """
    for name in _STEPS:
        setattr(app, name, _unless_named(getattr(app, name)))
    detect = app.detect_service

    def detect_by_name(method: str, path: str, headers: Headers, query: dict[str, Any]) -> str:
        return _named(method, path, headers) or str(detect(method, path, headers, query))

    app.detect_service = detect_by_name
    app.formatdate = lambda usegmt: _date(int(time.time()), usegmt=usegmt)


def _unless_named(step: Any) -> Any:
    async def run(method: str, path: str, headers: Headers, *rest: Any, **options: Any) -> Any:
        return None if _named(method, path, headers) else await step(method, path, headers, *rest, **options)

    return run


def _named(method: str, path: str, headers: Headers) -> str | None:
    """Return the service whose operation a call to this machine names, if it is one of ours."""
    if method != "POST" or path != "/" or headers.get("host", "").partition(":")[0] not in _LOOPBACK:
        return None
    return _service_of(headers.get("x-amz-target", ""))


@lru_cache(_TARGETS)
def _service_of(target: str) -> str | None:
    for service in _SERVICES:
        if any(target.startswith(prefix) for prefix in router.SERVICE_PATTERNS[service].get("target_prefixes", ())):
            return service
    return None


@lru_cache(1)
def _date(second: int, *, usegmt: bool) -> str:
    return formatdate(second, usegmt=usegmt)


@restores(
    "A call of the table takes little more than what the table does.",
    needed_at="1.5.33",
    shown_by="tests/local/test_request_repairs.py::test_a_call_of_the_table_is_answered_directly",
)
def answer_the_table_directly() -> None:
    """Hand a call of the table to the table, and send its answer.

    Unrepaired, each call passes what is made for all services: signatures of links, chunks, archives, trails,
    permissions of pages. With ``AUTH=true``, where permissions are looked up on that way, calls take it too.
    """
    stock = app.app

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        headers = _of_the_table(scope)
        if headers is None or app.AUTH or app._get_reset_lock().locked():
            await stock(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return
        set_request_account_id(router.extract_access_key_id(headers))
        set_request_region(router.extract_region(headers))
        try:
            status, about, text = (await dynamodb.handle_request("POST", "/", headers, body, {}))[:3]
        except Exception:  # an entrypoint: as in the emulator's own
            logger.exception("the table failed")
            status, about, text = 500, {"Content-Type": _JSON}, b'{"__type":"InternalServerError"}'
        fix_error_content_type("dynamodb", status, about)
        content, request_id = text if isinstance(text, bytes) else text.encode(), _request_id()
        lines = [(name.lower().encode(), str(value).encode()) for name, value in about.items()]
        lines += [(b"x-amzn-requestid", request_id), (b"content-length", str(len(content)).encode())]
        lines.append((b"date", _date(int(time.time()), usegmt=True).encode()))
        await send({"type": "http.response.start", "status": status, "headers": lines})
        await send({"type": "http.response.body", "body": content})

    app.app = answer


def _request_id() -> bytes:
    """A number in the form of a UUID, which `uuid.uuid4` takes ten times as long to draw."""
    digits = os.urandom(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}".encode()


def _of_the_table(scope: Scope) -> Headers | None:
    """Return the headers of a call of the table that is sent plainly; None for any other request."""
    if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != "/" or scope.get("query_string"):
        return None
    lines = dict(scope["headers"])
    if not lines.get(b"x-amz-target", b"").lower().startswith(_TABLE) or lines.keys() & _INDIRECT:
        return None
    if len(lines) != len(scope["headers"]) or b"content-length" not in lines:
        return None
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in lines.items()}
    return headers if _named("POST", "/", headers) == "dynamodb" else None


async def _body(receive: Receive) -> bytes | None:
    """Return the body of a request; None when its sender has gone."""
    pieces: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)
