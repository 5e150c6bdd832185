"""Create, change and delete products; no two have the same code."""

from collections.abc import Sequence
from decimal import Decimal

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable, ValidationError
from bivelio_core.invoices import days, rules
from bivelio_core.invoices.money import Group, LineInput
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import PRODUCT, PRODUCT_CODE, sequence_sk
from bivelio_core.store.revise import Change, Source, by_id, outliving, revise
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Write, absent, equals

from . import stored
from .models import CreateProduct, DeletedProduct, DeleteProduct, Product, UpdateProduct
from .show import show
from .terms import PRODUCTS

SOURCE = Source(stored.load, lambda: PRODUCTS)
DELETING = Source(by_id(PRODUCT), lambda: PRODUCTS)
_OUTLIVING = ("PK", "SK", "id", "random", "version", "sample", "ttl")


def create(request: CreateProduct, ctx: Context) -> Product:
    """Create a product. With an Idempotency-Key, the same request again returns the same one.

    Raises Unprocessable for a rate that its category cannot have today, Conflict for a code that another product has.
    """
    now = clock.timestamp()
    attributes = stored.present(stored.values_of(request))
    attributes |= {"archived": False, "version": 1, "created_at": now, "updated_at": now}
    _check_tax(attributes, ctx)
    sk = sequence_sk(ctx.store.lease_sequence(PRODUCT))
    attributes["random"] = ids.random_text(ids.RANDOM_LENGTH)
    put = ctx.store.put_write(PRODUCT, sk, attributes, condition=absent())
    key = EffectKey.of("products.create", ctx.idempotency_key, request)
    try:
        target_sk = write_once(ctx.store, key, sk, [put, *_claim(ctx.store, request.code, sk)])
    except TransactionFailed:
        _require_free(ctx, request.code, sk)
        raise
    item = put.item if target_sk == sk else existing(ctx.store.get(PRODUCT, target_sk))
    return show(item, ctx.organisation)


def update(request: UpdateProduct, ctx: Context) -> Product:
    """Change the fields that are sent. Raises Conflict for another version, and for a code that another product has.

    A product that already has the values is no conflict: the first answer to this request may have been lost.
    """
    if not request.model_fields_set - {"id", "version"}:
        raise ValidationError.of("data", "nothing_to_change")
    values = stored.values_of(request)

    def decide(before: Item) -> Change:
        after = stored.present({**before, **values})
        _check_tax(after, ctx)
        return Change(after, _code_change(before, after, ctx))

    return show(revise(ctx.store, SOURCE, request.id, decide, version=request.version), ctx.organisation)


def delete(request: DeleteProduct, ctx: Context) -> DeletedProduct:
    """Delete a product; invoices keep what they said. Deleting it again within two days changes nothing."""

    def decide(before: Item) -> Change | None:
        if before.get("deleted"):
            return None
        released = _release(ctx.store, before.get("code"), before["SK"])
        return Change({**outliving(before, _OUTLIVING, ctx.tenant), "deleted": True}, released)

    revise(ctx.store, DELETING, request.id, decide)
    return DeletedProduct(id=request.id)


def _check_tax(attributes: Item, ctx: Context) -> None:
    """Raise Unprocessable for a rate that a line of today could not have; without a rate, the settings decide."""
    rate, category = attributes.get("tax_rate"), attributes.get("tax_category")
    if rate is None:
        return
    percent = Decimal(rate)
    group = Group(category or ("standard" if percent else "zero"), percent)
    line = LineInput(Decimal(1), Decimal(attributes["unit_price"]), group)
    faults = [
        fault._replace(field=fault.field.removeprefix("line_items[0]."))
        for fault in rules.line_faults([line], days.today(days.zone_of(ctx.store)))
    ]
    if faults:
        raise Unprocessable(faults)


def _claim(store: TenantStore, code: str | None, sk: str) -> Sequence[Write]:
    """The write that takes a code, on condition that no product has it."""
    if code is None:
        return ()
    return (store.put_write(PRODUCT_CODE, stored.code_sk(code), {"product": sk}, condition=absent()),)


def _release(store: TenantStore, code: str | None, sk: str) -> Sequence[Write]:
    if code is None:
        return ()
    return (store.delete_write(PRODUCT_CODE, stored.code_sk(code), condition=equals("product", sk)),)


def _code_change(before: Item, after: Item, ctx: Context) -> Sequence[Write]:
    """The writes that free the former code and take the new one. Raises Conflict when another product has it."""
    former, code = before.get("code"), after.get("code")
    if (former and stored.code_sk(former)) == (code and stored.code_sk(code)):
        return ()
    _require_free(ctx, code, before["SK"])
    return (*_release(ctx.store, former, before["SK"]), *_claim(ctx.store, code, before["SK"]))


def _require_free(ctx: Context, code: str | None, sk: str) -> None:
    """Raise Conflict when another product has a code."""
    holder = ctx.store.get(PRODUCT_CODE, stored.code_sk(code)) if code else None
    if holder is None or holder["product"] == sk:
        return
    product = existing(ctx.store.get(PRODUCT, holder["product"]))
    product_id = resources.public_id(PRODUCT, ctx.organisation, product)
    raise Conflict(details={"reason": "product_code", "product_id": product_id})
