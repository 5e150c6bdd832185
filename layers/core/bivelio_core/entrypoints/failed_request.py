"""What the line of a failed request says besides: bodies without credentials, and the client's name of itself.

Loaded with the first failure only. No call is made for it: the consumer of the log keeps it (requests/consume.py).
"""

import json
import re
from typing import Any

from bivelio_core.requests import bodies

from .http import HttpRequest, HttpResponse

MAXIMUM_AGENT = 200
_INVISIBLE = re.compile(r"[^\x20-\x7e]")


def told(operation: str, request: HttpRequest, answer: HttpResponse) -> dict[str, str]:
    """The fields for the line of a request that failed; those without a value are left out."""
    agent = _INVISIBLE.sub("", request.headers.get("user-agent", ""))[:MAXIMUM_AGENT]
    found = {
        "request_body": bodies.kept(operation, request.body),
        "response_body": bodies.kept_document(operation, _document(answer)),
        "user_agent": bodies.kept_text(agent),
    }
    return {name: value for name, value in found.items() if value}


def _document(answer: HttpResponse) -> Any:
    """The answer's JSON, None for a text that is none."""
    if not isinstance(answer.document, str):
        return answer.document
    try:
        return json.loads(answer.document)
    except ValueError:
        return None
