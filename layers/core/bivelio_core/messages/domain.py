"""The declaration of the domain messages."""

from bivelio_core.domain import Domain, EventType, StepType
from bivelio_core.store import keys

_HERE = "bivelio_core.messages"

DOMAIN = Domain(
    name="messages",
    tags={"messages": "Messages on WhatsApp, Telegram and e-mail, in both directions."},
    scopes=("messages",),
    events={
        "message.received": EventType(
            "A message has come in (WhatsApp, Telegram, e-mail).",
            f"{_HERE}.events:MessageEvent",
            f"{_HERE}.event_examples:RECEIVED",
        ),
        "message.sent": EventType(
            "A message has been accepted by its provider.",
            f"{_HERE}.events:MessageEvent",
            f"{_HERE}.event_examples:SENT",
        ),
    },
    sources={keys.CONVERSATION: f"{_HERE}.events:derive"},
    lists={keys.MESSAGE: f"{_HERE}.terms:MESSAGES"},
    samples=f"{_HERE}.samples:writes",
    uses_connections=f"{_HERE}.connections_used:uses",
    texts=tuple(f"{_HERE}.{module}" for module in ("content", "media", "recipient")),
    steps=(
        StepType(
            "message.send",
            "messages",
            f"{_HERE}.models:SendMessage",
            f"{_HERE}.steps:send",
            exactly_one=("to", "contact_id"),
            scope="messages:write",
            connection=f"{_HERE}.connections_used:of_step",
        ),
    ),
)
