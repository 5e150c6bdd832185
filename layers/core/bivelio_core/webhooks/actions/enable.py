"""Enable a webhook again."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.writes import apply
from bivelio_core.webhooks import health
from bivelio_core.webhooks.models import EnableWebhook, Webhook
from bivelio_core.webhooks.reading import show
from bivelio_core.webhooks.writing import SOURCE


def enable(request: EnableWebhook, ctx: Context) -> Webhook:
    """Enable a webhook again and clear its failures. Enabling an active one has no other effect.

    Raises ChangedMeanwhile when others keep changing it.
    """

    def decide(webhook: Item) -> Change:
        after = apply(health.enabling(), webhook)
        if webhook.get("disabled_reason") != "failures":  # otherwise the next probe replays what was missed
            after = {name: value for name, value in after.items() if name not in health.OF_AN_OUTAGE}
        if webhook["status"] == "active":
            return Change(after)
        from bivelio_core.webhooks import lanes  # noqa: PLC0415 - few webhooks have a lane

        if lanes.is_laned(webhook):  # what it missed is for a replay
            lanes.forget_wait(ctx.store, request.webhook_id)
            after |= lanes.opened()
        return Change(after, [audit.of(ctx, "webhook.enabled", webhook=request.webhook_id)])

    return show(revise(ctx.store, SOURCE, request.webhook_id, decide), ctx)
