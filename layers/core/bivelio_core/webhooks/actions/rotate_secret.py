"""Give a webhook a new secret."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Change, revise
from bivelio_core.webhooks import secrets
from bivelio_core.webhooks.models import RotateSecret, SignedWebhook
from bivelio_core.webhooks.writing import SOURCE, signed, signing_secret


def rotate_secret(request: RotateSecret, ctx: Context) -> SignedWebhook:
    """Give a webhook a new secret; the old one signs too while the overlap lasts.

    Raises ChangedMeanwhile on a race, IdempotencyMismatch when the key was used for another rotation.
    """
    key = EffectKey.of("webhooks.rotate_secret", ctx.idempotency_key, request)
    secret = signing_secret(request.secret)

    def decide(webhook: Item) -> Change:
        stored = secrets.rotated(webhook, secret, ctx.organisation, request.overlap_hours * 3600)
        entry = audit.of(ctx, "webhook.secret_rotated", webhook=request.webhook_id)
        return Change({**webhook, "secrets": stored}, [entry])

    return signed(revise(ctx.store, SOURCE, request.webhook_id, decide, key=key), ctx)
