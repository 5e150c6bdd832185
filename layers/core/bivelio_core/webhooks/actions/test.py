"""Send a webhook the example of an event."""

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.events.log import Event
from bivelio_core.store.codec import Item
from bivelio_core.webhooks import request, state
from bivelio_core.webhooks.attempts.models import TestResult, TestWebhook
from bivelio_core.webhooks.attempts.reading import show_attempt
from bivelio_core.webhooks.reading import load
from bivelio_core.webhooks.request import ReceiverAnswer


def test(test_request: TestWebhook, ctx: Context) -> TestResult:
    """Send the example of an event now and return the result; a disabled webhook can be tested too."""
    from bivelio_core.events import catalogue  # noqa: PLC0415 - a test alone needs it

    webhook = load(ctx.store, test_request.webhook_id)
    event_type = test_request.event or _first_type(webhook)
    event = Event(
        ids.new_id("event", ctx.organisation),
        event_type,
        clock.timestamp(),
        catalogue.example(event_type),
        place=clock.real_stamp(),
    )
    if webhook.get("sample"):
        answer = ReceiverAnswer("delivered", 0, 200, "an example webhook: nothing was sent")
    else:
        answer = request.send(event, webhook, ctx.store)
    about = {"event_id": event.id, "event": event.type, "attempt": 1, "is_test": True}
    record = state.attempt_record(ctx.store, test_request.webhook_id, about, answer)
    ctx.store.table.put(record)
    return TestResult(webhook_id=test_request.webhook_id, **show_attempt(record).model_dump())


def _first_type(webhook: Item) -> str:
    """The first type that a webhook wants, as it was asked for."""
    from bivelio_core.events.patterns import types_of  # noqa: PLC0415 - see above

    return types_of([webhook["events"][0]], webhook.get("resources"))[0]
