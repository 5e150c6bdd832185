"""The organisation as its own people see and change it. The operator's part is in `organisations.py`.

Who issues invoices belongs to the settings of invoicing, of each environment: it is shown here and changed there.
"""

from typing import Any

from bivelio_core import audit
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.credits.plans import copied
from bivelio_core.errors import ChangedMeanwhile, Unprocessable, ValidationError
from bivelio_core.faults import register
from bivelio_core.invoices import settings as invoicing
from bivelio_core.requests import settings as requests
from bivelio_core.requests.settings import RequestSettings
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Put, Update, UpdateWrite, Write, all_of, equals

from . import confirming, organisations
from .organisation_models import Fiscal, GetOrganisation, Organisation, Retention, UpdateOrganisation
from .team import rules

TRIES = 4
PLAIN = ("name", "language", "time_zone", "mfa_required_for_owners")
"""The fields that the organisation's item holds as they are sent."""

FROM_SANDBOX = register("identity", "organisation_from_sandbox")


def get(_request: GetOrganisation, ctx: Context) -> Organisation:
    """The caller's organisation. Raises ResourceNotFound."""
    return _show(organisations.load(ctx.store.table, ctx.organisation), ctx)


def update(request: UpdateOrganisation, ctx: Context) -> Organisation:
    """Change what is sent, with its audit entry. The same request again under its Idempotency-Key changes nothing.

    Raises ValidationError when nothing is sent, Unprocessable from the sandbox, ChangedMeanwhile.
    """
    if not request.model_fields_set:
        raise ValidationError.of("data", "nothing_to_change")
    if ctx.tenant.is_sandbox:
        raise Unprocessable.of("environment", FROM_SANDBOX)
    if request.mfa_required_for_owners is not None:
        rules.require_over(ctx, "owner")
        confirming.require_recent(ctx)
    table, key = ctx.store.table, EffectKey.of("organisation.update", ctx.idempotency_key, request)
    for _ in range(TRIES):
        before = organisations.load(table, ctx.organisation)
        if effect_target(ctx.store, key):
            break
        if not (writes := _writes(request, before, ctx)):
            break
        try:
            table.transact([*writes, *effect_marker(ctx.store, key, ctx.organisation)])
        except TransactionFailed:
            continue
        return _show(organisations.load(table, ctx.organisation), ctx)
    else:
        raise ChangedMeanwhile
    return _show(before, ctx)


def _writes(request: UpdateOrganisation, before: Item, ctx: Context) -> list[Write]:
    """The writes of a change, none when everything is so already; they fail when what they were made from changes."""
    sent = {name: getattr(request, name) for name in PLAIN if name in request.model_fields_set}
    changes: dict[str, Any] = {name: value for name, value in sent.items() if value != before.get(name)}
    writes: list[Write] = []
    if changes:
        same = all_of(equals("plan", before["plan"]), *(equals(name, before[name]) for name in PLAIN if name in before))
        writes.append(UpdateWrite(keys.organisation(ctx.organisation), Update(set=changes), same))
    if "time_zone" in changes:
        writes.append(copied(ctx.organisation, organisations.terms({**before, **changes})))
    fields = sorted(changes)
    if kept := _retention(request, ctx):
        writes.append(kept)
        fields.append("retention")
    if writes:
        writes.append(audit.entry(ctx.organisation, "organisation.updated", Origin.of(ctx), fields=fields))
    return writes


def _retention(request: UpdateOrganisation, ctx: Context) -> Put | None:
    if request.retention is None:
        return None
    known, sent = requests.load(ctx.store.table, ctx.organisation), request.retention
    wanted = RequestSettings(
        known.days if sent.request_days is None else sent.request_days,
        known.keeps_bodies if sent.request_bodies is None else sent.request_bodies,
    )
    return None if wanted == known else Put(wanted.item(ctx.organisation))


def _show(item: Item, ctx: Context) -> Organisation:
    kept, issuer = requests.load(ctx.store.table, ctx.organisation), invoicing.load(ctx.store)
    return Organisation(
        **{name: item[name] for name in ("id", "name", "plan", "language", "time_zone", "created_at")},
        mfa_required_for_owners=bool(item.get("mfa_required_for_owners")),
        retention=Retention(request_days=kept.days, request_bodies=kept.keeps_bodies),
        fiscal=Fiscal(
            **{name: issuer.seller.get(name) for name in ("legal_name", "nif", "address")},
            has_logo=issuer.logo is not None,
            missing=issuer.missing or None,
        ),
    )
