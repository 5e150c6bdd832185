"""The filter of a webhook: an expression over the event, in the language of the workflows' event triggers.

A filter is evaluated once for an event, when the event's deliveries are sent, and again when a replay considers the
event.
"""

import json
from collections.abc import Iterator, Sequence

from bivelio_core import clock
from bivelio_core.errors import ValidationError
from bivelio_core.events.log import Event
from bivelio_core.events.patterns import covers, types_of
from bivelio_core.json_text import to_json
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

SHOWN_CHARACTERS = 300
OWN_EVENTS = "webhook."
"""How the types of events about webhooks begin."""


class FilterFailed(Exception):
    """The filter cannot be evaluated for an event, e.g. because a field is missing; the text gives the reason."""


def check(expression: str, events: Sequence[str]) -> None:
    """Raise ValidationError unless a filter may be saved, and names what at least one of the types of event has."""
    from bivelio_core.events.shapes import event_shape  # noqa: PLC0415 - few webhooks have a filter
    from bivelio_core.expressions import saving  # noqa: PLC0415
    from bivelio_core.expressions.rendering import parsed  # noqa: PLC0415
    from bivelio_core.expressions.shapes.walk import shape_given  # noqa: PLC0415
    from bivelio_core.expressions.values import ExpressionError  # noqa: PLC0415

    try:
        saving.check(expression, roots=False)
        shape_given(parsed(expression), event_shape(events))
    except ExpressionError as error:
        raise ValidationError.of("filter", "expression", reason=error.text) from error


def loose_webhooks(store: TenantStore) -> Iterator[Item]:
    """Return the webhooks whose filters compare by order values that may have none, judging by their events' models."""
    from bivelio_core.events.loose_filters import warnings_of_filter  # noqa: PLC0415 - see above

    for webhook in store.query(keys.WEBHOOK):
        if webhook.get("filter") and warnings_of_filter(webhook["filter"], types_wanted(webhook)):
            yield webhook


def wants_type(webhook: Item, event_type: str) -> bool:
    """Whether a webhook wants events of a type; `*` stands for what who asked for it may read."""
    return covers(webhook["events"], event_type, webhook.get("resources"))


def types_wanted(webhook: Item) -> list[str]:
    """The types of event that a webhook wants."""
    return types_of(webhook["events"], webhook.get("resources"))


def wants(webhook: Item, event: Event) -> bool:
    """Whether a webhook wants an event: by its type, and by its filter if it has one. Raises FilterFailed."""
    return wants_type(webhook, event.type) and passes(webhook, event)


def passes(webhook: Item, event: Event) -> bool:
    """Whether an event of a wanted type passes the filter of a webhook. Raises FilterFailed."""
    if is_about(webhook, event):
        return False
    filter_expression = webhook.get("filter")
    if not filter_expression:
        return True
    from bivelio_core.expressions.event_filters import ALLOWANCE  # noqa: PLC0415 - see above
    from bivelio_core.expressions.functions.declared import EvaluationContext  # noqa: PLC0415
    from bivelio_core.expressions.rendering import evaluate, is_true  # noqa: PLC0415
    from bivelio_core.expressions.values import ExpressionError  # noqa: PLC0415

    about = {"id": event.id, "event": event.type, "timestamp": event.timestamp, "data": event.data}
    context = EvaluationContext(clock.parse(event.timestamp), event.id)
    try:
        return is_true(evaluate(filter_expression, json.loads(to_json(about)), context, allowance=ALLOWANCE))
    except ExpressionError as error:
        raise FilterFailed(f"the filter cannot be evaluated: {error}"[:SHOWN_CHARACTERS]) from error


def is_about(webhook: Item, event: Event) -> bool:
    """Tell whether an event is about the webhook itself. It is then not sent, as the receiver may fail again."""
    return event.type.startswith(OWN_EVENTS) and event.data.get("webhook_id") == webhook["SK"]
