"""The additional log fields of a request with bodies: these without credentials, sealed, and what the client is.

This module is loaded on the first failure; the consumer of the log stores the fields (requests/consume.py). It makes
one call, at most every half minute for an organisation, for whether bodies are to be kept and the key to seal them
with. Unwanted bodies are not written, and none is written in clear: only `/requests/get` opens them.
"""

import json
import re
from collections import Counter
from typing import Any

from bivelio_core import clock
from bivelio_core.requests import bodies
from bivelio_core.requests.sampling import SAMPLES_AN_HOUR
from bivelio_core.requests.sealed_bodies import request_name, seal
from bivelio_core.requests.settings import RequestSettings, load
from bivelio_core.store.connect import table
from bivelio_core.ttl_cache import TtlCache

from .http import HttpRequest, HttpResponse
from .watched import watch, watched

MAXIMUM_AGENT = 200
_INVISIBLE = re.compile(r"[^\x20-\x7e]")
_PRODUCT = re.compile(r"(?<!\S)[A-Za-z][\w.+-]{0,39}/\d{1,4}(?:\.\d{1,6}){0,3}(?!\S)", re.ASCII)
"""A product and its version (RFC 9110, 10.1.5). Comments beside them are free text, in which bots name people."""

_successes = Counter[tuple[str, int]]()
"""How many good requests had bodies, by organisation and hour: no more than RecordRequests has room for."""

_settings: TtlCache[RequestSettings] = TtlCache(seconds=30, size=256)
"""What organisations want kept of their requests, by their ids."""


def log_fields(operation: str, request: HttpRequest, answer: HttpResponse) -> dict[str, str]:
    """The fields for the line of a request that failed; those without a value are left out."""
    agent = bodies.kept_text(_INVISIBLE.sub("", request.headers.get("user-agent", ""))[:MAXIMUM_AGENT])
    fields = {
        "bodies": _sealed(operation, request, answer, agent),
        "user_agent": " ".join(_PRODUCT.findall(agent)),
    }
    return {name: value for name, value in fields.items() if value}


def success_fields(operation: str, request: HttpRequest, answer: HttpResponse) -> dict[str, str]:
    """The same for a request that succeeded, while its organisation wants bodies of these too."""
    organisation = request.authorizer.get("organisation", "")
    settings = _settings_of(organisation) if organisation else None
    if settings is None or not settings.keeps_successes:
        return {}
    watch(organisation)
    this_hour = (organisation, int(clock.epoch() // 3600))
    _successes[this_hour] += 1
    return log_fields(operation, request, answer) if _successes[this_hour] <= SAMPLES_AN_HOUR else {}


def _sealed(operation: str, request: HttpRequest, answer: HttpResponse, agent: str) -> str | None:
    """The bodies, sealed to the organisation; None where there are none, none is wanted or it has no key yet."""
    about = {
        "request_body": bodies.stored_body(operation, request.body),
        "response_body": bodies.kept_document(operation, _document(answer)),
    }
    present = {name: text for name, text in about.items() if text}
    organisation = request.authorizer.get("organisation")
    settings = _settings_of(organisation) if present and organisation else None
    if settings is None or not settings.keeps_bodies or settings.public_key is None:
        return None
    name = request_name(organisation or "", request.authorizer.get("environment", ""), request.request_id)
    return seal({**present, **({"user_agent": agent} if agent else {})}, name, settings.public_key)


def _settings_of(organisation: str) -> RequestSettings | None:
    """What an organisation wants kept; None when nobody could say, so that nothing is kept."""
    try:
        return _settings.get(organisation, lambda: load(table(), organisation))
    except Exception:  # noqa: BLE001 - what is at fault fails requests too
        return None


def forget() -> None:
    """Clear the cache of organisations' settings, for tests."""
    _settings.clear()
    _successes.clear()
    watched.clear()


def _document(answer: HttpResponse) -> Any:
    """Return the answer's JSON document; None when the text is not JSON."""
    if not isinstance(answer.document, str):
        return answer.document
    try:
        return json.loads(answer.document)
    except ValueError:
        return None
