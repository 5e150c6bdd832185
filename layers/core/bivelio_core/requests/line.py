"""The line that each request leaves in the log (entrypoints/request_log.py), as the consumer of the log reads it."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bivelio_core import clock
from bivelio_core.tenancy import Environment, Tenant

MESSAGE = "request"
"""The `message` of these lines; the template's subscription filter names it."""

FAILED = 400
"""The first status of a failure."""

_ORGANISATION = re.compile(r"org_[0-9a-z]{1,32}")
_OPERATION = re.compile(r"[a-z_]{1,40}\.[a-z_]{1,60}")
_ACTOR = re.compile(r"[A-Za-z0-9_-]{1,60}")
_TEXTS = ("actor_kind", "bodies", "code", "user_agent")


@dataclass(frozen=True, slots=True)
class Line:
    """A request that a caller of an organisation made. `id` is that of the log event, `latency_ms` our own time.

    `bodies` are sealed to the organisation (sealed_bodies.py); who consumes the log cannot read them.

    The tenant has no day: what is known of requests outlives the days of the sandbox.
    """

    id: str
    at: datetime
    request_id: str
    tenant: Tenant
    operation: str
    status: int
    latency_ms: int
    actor: str
    actor_kind: str | None = None
    code: str | None = None
    bodies: str | None = None
    user_agent: str | None = None

    @property
    def is_failure(self) -> bool:
        """Whether the request failed."""
        return self.status >= FAILED


def read(event_id: str, timestamp_ms: int, message: str) -> Line | None:
    """The request of a log event; None for any other line, and for a request of which no organisation is known."""
    try:
        about = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(about, dict) or about.get("message") != MESSAGE or not _is_whole(about):
        return None
    environment: Environment = about["Environment"]
    at = clock.instant(timestamp_ms / 1000)
    return Line(
        id=event_id,
        at=at,
        request_id=about["request_id"],
        tenant=Tenant(about["organisation"], environment),
        operation=about["Operation"],
        status=about["status"],
        latency_ms=round(about.get("Latency") or 0),
        actor=about["actor"],
        **{name: about[name] for name in _TEXTS if isinstance(about.get(name), str)},
    )


def _is_whole(about: dict[str, Any]) -> bool:
    shapes = (("organisation", _ORGANISATION), ("Operation", _OPERATION), ("actor", _ACTOR))
    return (
        about.get("Environment") in ("live", "sandbox")
        and isinstance(about.get("status"), int)
        and isinstance(about.get("request_id"), str)
        and 0 < len(about["request_id"]) <= 100  # noqa: PLR2004 - a UUID, with room for others
        and all(isinstance(about.get(name), str) and shape.fullmatch(about[name]) for name, shape in shapes)
    )
