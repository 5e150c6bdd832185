"""Set and delete secrets."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, ResourceNotFound, Unprocessable
from bivelio_core.store import limits
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target, write_once
from bivelio_core.store.keys import LIMIT, SECRET
from bivelio_core.store.limits import Limit, LimitReached
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Key, UpdateWrite, Write, absent, present

from .domain import MAXIMUM
from .items import sealed
from .models import DeletedSecret, DeleteSecret, Secret, SetSecret
from .reading import show
from .samples import DELETABLE


def set_(request: SetSecret, ctx: Context) -> Secret:
    """Set a secret: a new one, or another value and other hosts for one that exists.

    Hosts cannot be changed without the value: who may not read a secret must not send it to a host of their own. The
    same request again under its Idempotency-Key changes nothing. Raises Unprocessable beyond 200 secrets,
    ChangedMeanwhile on a race.
    """
    key = EffectKey.of("secrets.set", ctx.idempotency_key, request)
    if effect_target(ctx.store, key):
        return show(existing(ctx.store.get(SECRET, request.name)))
    before, now = ctx.store.get(SECRET, request.name), clock.timestamp()
    attributes = {
        "value": sealed(request.value, ctx.organisation),
        "allowed_hosts": request.allowed_hosts,
        "sample": False,
        "created_at": before["created_at"] if before and not before.get("sample") else now,
        "updated_at": now,
    }
    is_new = before is None or bool(before.get("sample"))
    put = ctx.store.put_write(
        SECRET, request.name, attributes, condition=absent() if before is None else present("allowed_hosts")
    )
    entry = audit.of(ctx, "secret.set", secret=request.name, allowed_hosts=request.allowed_hosts)
    marker_writes = effect_marker(ctx.store, key, request.name)

    def write(counted: UpdateWrite) -> None:
        ctx.store.transact([counted, put, entry, *marker_writes])

    try:
        if is_new:
            limits.create(ctx.store.table, _limit(ctx), write, position=0)
        else:
            ctx.store.transact([put, entry, *marker_writes])
    except LimitReached as reached:
        raise Unprocessable.of("secrets", "max_items", limit=MAXIMUM) from reached
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return show(put.item)


def delete(request: DeleteSecret, ctx: Context) -> DeletedSecret:
    """Remove a secret; steps that name it fail. With an Idempotency-Key a repeated request changes nothing.

    The example to delete may be deleted again. Raises ResourceNotFound.
    """
    key = EffectKey.of("secrets.delete", ctx.idempotency_key, request)
    if effect_target(ctx.store, key):
        return DeletedSecret(name=request.name)
    item = ctx.store.get(SECRET, request.name)
    if item is None:
        raise ResourceNotFound
    if item.get("sample") and item["SK"] == DELETABLE:
        return DeletedSecret(name=request.name)
    counted: list[Write] = [] if item.get("sample") else [limits.removed(_limit_key(ctx))]
    gone = ctx.store.delete_write(SECRET, request.name, condition=present())
    entry = audit.of(ctx, "secret.deleted", secret=request.name)
    try:
        write_once(ctx.store, key, request.name, [gone, *counted, entry])
    except TransactionFailed as failure:
        raise ResourceNotFound from failure
    return DeletedSecret(name=request.name)


def _limit(ctx: Context) -> Limit:
    """How many secrets there may be, besides the examples."""

    def count() -> int:
        return sum(not item.get("sample") for item in ctx.store.query(SECRET, consistent=True))

    return Limit(_limit_key(ctx), MAXIMUM, count)


def _limit_key(ctx: Context) -> Key:
    return ctx.store.key(LIMIT, "secrets")
