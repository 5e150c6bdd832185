"""Replace an API key by a new one."""

from bivelio_core import ids
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import IdempotencyConflict, IdempotencyMismatch
from bivelio_core.identity import api_keys
from bivelio_core.identity.key_models import ApiKey, RotateKey
from bivelio_core.identity.key_plans import KeyPlan
from bivelio_core.identity.keys.reading import load, show_key
from bivelio_core.identity.keys.writing import made_before, marker_of, require_recent, show_new
from bivelio_core.store.table import TransactionFailed


def rotate(request: RotateKey, ctx: Context) -> ApiKey:
    """Replace a key; only this answer has the new one's text. Raises Conflict if it was revoked or replaced."""
    old = load(request.id, ctx)
    if (before := made_before("keys.rotate", ctx)) is not None:
        if before["id"] != old.get("replaced_by"):
            raise IdempotencyMismatch
        return show_key(before)
    require_recent(KeyPlan.of(old), ctx)
    new_id = ids.new_id("api_key", ctx.organisation)
    marker = marker_of("keys.rotate", new_id, ctx)
    try:
        new_key = api_keys.rotate(
            ctx.store.table, ctx.organisation, old, new_id, request.overlap_seconds, Origin.of(ctx), marker
        )
    except TransactionFailed as failure:
        raise IdempotencyConflict(retry_after=1) from failure
    return show_new(new_key)
