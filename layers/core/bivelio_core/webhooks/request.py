"""One request to a receiver: the headers, the signatures, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bivelio_core import clock, egress
from bivelio_core.egress.client import fetch
from bivelio_core.events.log import Event
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import loops, own_headers, payload, secrets, signature

TIMEOUT_SECONDS = 10.0
KEPT_ANSWER_BYTES = 1024
USER_AGENT = "BiVelio-Webhooks/1.0 (+https://docs.bivelio.com/webhooks)"
GONE = 410

Outcome = Literal["delivered", "failed", "refused", "skipped"]


@dataclass(frozen=True, slots=True)
class ReceiverAnswer:
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


def send(event: Event, webhook: Item, store: TenantStore) -> ReceiverAnswer:
    """Send an event to a webhook of a tenant once."""
    organisation = store.tenant.organisation
    body, content_type = payload.of(event, webhook, organisation)
    signed = signature.headers(event.id, int(clock.epoch()), body, secrets.current(webhook, organisation))
    own = own_headers.of(webhook, organisation)
    headers = {**own, "Content-Type": content_type, "User-Agent": USER_AGENT, **signed}
    headers |= loops.chain_headers(event, webhook, store)
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
        return ReceiverAnswer("refused", 0, error=f"refused: {refusal.reason}"[:300])
    except egress.EgressFailed as failure:
        return ReceiverAnswer("failed", failure.elapsed_ms, error=str(failure)[:300])
    is_success = 200 <= answer.status < 300  # noqa: PLR2004 - the 2xx class
    return ReceiverAnswer(
        "delivered" if is_success else "failed",
        answer.elapsed_ms,
        answer.status,
        answer.body.decode("utf-8", "replace"),
        None if is_success else f"the receiver answered {answer.status}",
        answer.headers,
    )
