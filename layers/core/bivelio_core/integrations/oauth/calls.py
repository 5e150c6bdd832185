"""One request to a server of others, and what its failures mean. Nothing of it is logged."""

import json
from collections.abc import Mapping
from typing import Any

from bivelio_core import egress
from bivelio_core.egress import FetchResult
from bivelio_core.providers.messaging.failures import Refused, Unavailable

MAXIMUM_BYTES = 65_536
SUCCESS, TOO_MANY_REQUESTS, SERVER_ERROR = 200, 429, 500
SUCCESSES = range(200, 300)
FOR_GOOD = frozenset({"too_large", "protocol", "too_many_redirects"})


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    seconds: float,
    redirects: int = 0,
) -> FetchResult:
    """The answer of a server. Raises Refused for what must not be called or is no answer, Unavailable."""
    try:
        answer = egress.fetch(
            method,
            url,
            headers={"Accept": "application/json", **(headers or {})},
            body=body,
            timeout_seconds=seconds,
            maximum_bytes=MAXIMUM_BYTES,
            redirects=redirects,
        )
    except egress.EgressRefused as refusal:
        raise unsupported(f"{url[:100]}: {refusal.reason}") from refusal
    except egress.EgressFailed as failure:
        if failure.kind in FOR_GOOD:
            raise unsupported(f"{url[:100]}: {failure.kind}") from failure
        raise Unavailable("provider_unavailable", failure.kind) from failure
    if answer.status == TOO_MANY_REQUESTS or answer.status >= SERVER_ERROR:
        raise Unavailable("provider_unavailable", f"status {answer.status}")
    return answer


def document_of(answer: FetchResult) -> dict[str, Any]:
    """The JSON object of an answer, {} for anything else."""
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def unsupported(text: str) -> Refused:
    """That the server's sign-in is none that we can use; `text` says why."""
    return Refused("authorization_unsupported", text)
