"""End the representation of an issuer."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.invoices.representation.models import EndRepresentation, IssuerRepresentation
from bivelio_core.invoices.representation.reading import resource_of
from bivelio_core.invoices.submission import representations
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import REPRESENTATION
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import equals


def representation_end(request: EndRepresentation, ctx: Context) -> IssuerRepresentation:
    """End the representation: the platform submits no more. One that has ended stays as it is; so does the example.

    Raises ResourceNotFound when none was given.
    """
    key = EffectKey.of("invoices.representation_end", ctx.idempotency_key, request)
    item = existing(representations.load(ctx.store))
    if effect_target(ctx.store, key) or "ended_at" in item:
        return resource_of(item, ctx)
    after = {**item, "ended_at": clock.timestamp()}
    if item.get("sample"):
        return resource_of(after, ctx)
    same = equals("given_at", item["given_at"])
    put = ctx.store.put_write(REPRESENTATION, representations.SK, after, condition=same)
    entry = audit.of(ctx, "representation.ended", document_id=item["document_id"], annex=item["annex"])
    try:
        write_once(ctx.store, key, item["document_id"], [put, entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return resource_of(put.item, ctx)
