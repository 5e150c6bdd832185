"""One request to a receiver: the body, its signatures, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bivelio_core import clock, egress
from bivelio_core.egress.client import fetch
from bivelio_core.events.log import Event
from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item

from . import secrets, signature

TIMEOUT_SECONDS = 10.0
KEPT_ANSWER_BYTES = 1024
USER_AGENT = "BiVelio-Webhooks/1.0 (+https://docs.bivelio.com/webhooks)"
GONE = 410

Outcome = Literal["delivered", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of an attempt: the receiver's answer, or why there is none."""

    outcome: Outcome
    latency_ms: int
    response_status: int | None = None
    response_body: str | None = None
    error: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_success(self) -> bool:
        """Whether the receiver accepted the event: a 2xx in time."""
        return self.outcome == "delivered"

    @property
    def is_gone(self) -> bool:
        """Whether the receiver asks for no further events (410)."""
        return self.response_status == GONE


def body_of(event: Event, webhook_id: str) -> bytes:
    """The exact bytes that are signed and sent, the same for each attempt."""
    return to_json(
        {
            "id": event.id,
            "event": event.type,
            "timestamp": event.timestamp,
            "webhook_id": webhook_id,
            "data": event.data,
        }
    ).encode()


def send(event: Event, webhook: Item, organisation: str) -> Answer:
    """Send an event to a webhook once."""
    body = body_of(event, webhook["SK"])
    signed = signature.headers(event.id, int(clock.epoch()), body, secrets.current(webhook, organisation))
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": USER_AGENT, **signed}
    try:
        answer = fetch(
            "POST",
            webhook["url"],
            headers=headers,
            body=body,
            timeout_seconds=TIMEOUT_SECONDS,
            maximum_bytes=KEPT_ANSWER_BYTES,
            truncate=True,
        )
    except egress.EgressRefused as refusal:
        return Answer("refused", 0, error=f"refused: {refusal.reason}"[:300])
    except egress.EgressFailed as failure:
        return Answer("failed", failure.elapsed_ms, error=str(failure)[:300])
    is_success = 200 <= answer.status < 300  # noqa: PLR2004 - the 2xx class
    return Answer(
        "delivered" if is_success else "failed",
        answer.elapsed_ms,
        answer.status,
        answer.body.decode("utf-8", "replace"),
        None if is_success else f"the receiver answered {answer.status}",
        answer.headers,
    )
