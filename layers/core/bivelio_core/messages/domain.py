"""The declaration of the domain messages."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, StepType, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.messages import activity, connections_used, event_examples, events, samples, terms, timeline
    from bivelio_core.messages.inbox import models as conversation_models
    from bivelio_core.messages.inbox import snooze
else:
    activity, connections_used, event_examples, events, samples, terms, timeline, conversation_models, snooze = lazily(
        __package__,
        "activity",
        "connections_used",
        "event_examples",
        "events",
        "samples",
        "terms",
        "timeline",
        "inbox.models",
        "inbox.snooze",
    )

_HERE = "bivelio_core.messages"

DOMAIN = Domain(
    name="messages",
    tags={"messages": "Messages on WhatsApp, Telegram, by e-mail and in the chat of your site, in both directions."},
    scopes=("messages",),
    events={
        "message.received": EventType(
            "A message has come in (WhatsApp, Telegram, e-mail, web chat).",
            lambda: events.MessageReceived,
            lambda: event_examples.RECEIVED,
        ),
        "message.sent": EventType(
            "A message has been accepted by its provider.",
            lambda: events.MessageEvent,
            lambda: event_examples.SENT,
        ),
        "message.updated": EventType(
            "A message that came in has changed: its files were fetched, or its sender edited or deleted it.",
            lambda: events.MessageUpdated,
            lambda: event_examples.UPDATED,
            is_documented=False,
        ),
        "conversation.assigned": EventType(
            "Somebody else is in charge of a conversation.",
            lambda: conversation_models.ConversationChanged,
            lambda: event_examples.ASSIGNED,
            is_documented=False,
        ),
        "conversation.closed": EventType(
            "A conversation has been closed.",
            lambda: conversation_models.ConversationChanged,
            lambda: event_examples.CLOSED,
            is_documented=False,
        ),
        "conversation.reopened": EventType(
            "A conversation that was closed or snoozed is open again: a message came, or the time.",
            lambda: conversation_models.ConversationChanged,
            lambda: event_examples.REOPENED,
            is_documented=False,
        ),
        "conversation.handed_over": EventType(
            "A person goes on with a conversation instead of the assistant.",
            lambda: conversation_models.ConversationChanged,
            lambda: event_examples.HANDED_OVER,
            is_documented=False,
        ),
    },
    clockwork=lambda: snooze.WORKS,
    sources={keys.CONVERSATION: lambda: events.derive},
    lists={keys.MESSAGE: lambda: terms.MESSAGES},
    activities={keys.MESSAGE: lambda: activity.of_message},
    samples=lambda: samples.writes,
    timeline={
        "message:whatsapp": lambda: timeline.SOURCES["whatsapp"],
        "message:telegram": lambda: timeline.SOURCES["telegram"],
        "message:email": lambda: timeline.SOURCES["email"],
        "message:webchat": lambda: timeline.SOURCES["webchat"],
        "message:past": lambda: timeline.PAST,
    },
    uses_contacts=lambda: timeline.of_contacts,
    uses_connections=lambda: connections_used.uses,
    texts=tuple(
        f"{_HERE}.{module}"
        for module in (
            "content",
            "inbox.heads",
            "media",
            "offers",
            "recipient",
            "replies.rules",
            "suppressions.checking",
        )
    ),
    family="messages",
    short_names={"message.send": "messages.send"},
    steps=(
        StepType(
            "messages.send",
            operation="messages.send",
            exactly_one=("to", "contact_id"),
            html=("message.html",),
            connection=lambda: connections_used.of_step,
        ),
    ),
)
