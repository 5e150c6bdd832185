"""The additional log fields of a failed request: bodies without credentials, and the client's User-Agent.

This module is loaded on the first failure; the consumer of the log stores the fields (requests/consume.py). It makes
one call, at most every half minute for an organisation, to ask whether bodies are to be kept. Unwanted bodies are not
written.
"""

import json
import re
from typing import Any

from bivelio_core.requests import bodies, settings
from bivelio_core.store.connect import table
from bivelio_core.ttl_cache import TtlCache

from .http import HttpRequest, HttpResponse

MAXIMUM_AGENT = 200
_INVISIBLE = re.compile(r"[^\x20-\x7e]")
_keeps_bodies: TtlCache[bool] = TtlCache(seconds=30, size=256)
"""Whether the bodies of an organisation's requests are kept, by the organisation's id."""


def log_fields(operation: str, request: HttpRequest, answer: HttpResponse) -> dict[str, str]:
    """The fields for the line of a request that failed; those without a value are left out."""
    agent = _INVISIBLE.sub("", request.headers.get("user-agent", ""))[:MAXIMUM_AGENT]
    about = {
        "request_body": bodies.stored_body(operation, request.body),
        "response_body": bodies.kept_document(operation, _document(answer)),
    }
    if any(about.values()) and not _may_keep(request.authorizer.get("organisation")):
        about = {}
    about["user_agent"] = bodies.kept_text(agent)
    return {name: value for name, value in about.items() if value}


def _may_keep(organisation: str | None) -> bool:
    """Tell whether an organisation wants its requests' bodies kept; False when the organisation is unknown."""
    if not organisation:
        return False
    try:
        return _keeps_bodies.get(organisation, lambda: settings.load(table(), organisation).keeps_bodies)
    except Exception:  # noqa: BLE001 - nobody could say, so nothing is kept; what is at fault fails requests too
        return False


def forget() -> None:
    """Clear the cache of organisations' settings, for tests."""
    _keeps_bodies.clear()


def _document(answer: HttpResponse) -> Any:
    """Return the answer's JSON document; None when the text is not JSON."""
    if not isinstance(answer.document, str):
        return answer.document
    try:
        return json.loads(answer.document)
    except ValueError:
        return None
