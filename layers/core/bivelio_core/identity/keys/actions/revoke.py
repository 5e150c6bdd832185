"""Revoke an API key."""

from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.identity import api_keys
from bivelio_core.identity.key_models import ApiKey, RevokeKey
from bivelio_core.identity.keys.reading import load, show_used


def revoke(request: RevokeKey, ctx: Context) -> ApiKey:
    """Revoke a key."""
    revoked = api_keys.revoke(ctx.store.table, ctx.organisation, load(request.id, ctx), Origin.of(ctx))
    return show_used(revoked, ctx)
