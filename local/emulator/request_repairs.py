"""Repair of the time that every call of the table, of a queue or of KMS takes, whatever it asks for."""

import time
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from ministack import app
from ministack.core import router

from local.emulator.patching import restores

_SERVICES = ("dynamodb", "sqs", "kms")
_LOOPBACK = ("127.0.0.1", "localhost")
_STEPS = ("_handle_pre_body_request", "_handle_post_body_shortcuts", "_handle_special_data_plane_request")
_TARGETS = 500

Headers = dict[str, str]


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
