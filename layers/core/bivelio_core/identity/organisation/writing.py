"""Change the caller's organisation."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.credits.plans import copied
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import register
from bivelio_core.identity import confirming, organisations
from bivelio_core.identity.organisation_models import Organisation, UpdateOrganisation
from bivelio_core.identity.team import rules
from bivelio_core.requests import settings as requests
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Change, Source, revise
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import UpdateWrite, Write

from .reading import show_organisation

PLAIN = ("name", "language", "time_zone", "mfa_required_for_owners")
"""The fields that the organisation's item holds as they are sent."""

FROM_SANDBOX = register("identity", "organisation_from_sandbox")


def update(request: UpdateOrganisation, ctx: Context) -> Organisation:
    """Change what is sent, with its audit entry. The same request again under its Idempotency-Key changes nothing.

    Raises ValidationError when nothing is sent, Unprocessable from the sandbox, ChangedMeanwhile.
    """
    if not request.model_fields_set:
        raise ValidationError.of("data", "nothing_to_change")
    if ctx.tenant.is_sandbox:
        raise Unprocessable.of("environment", FROM_SANDBOX)
    if request.mfa_required_for_owners is not None or _erases_contacts(request):
        rules.require_over(ctx, "owner")
        confirming.require_recent(ctx)
    key = EffectKey.of("organisation.update", ctx.idempotency_key, request)

    def decide(organisation: Item) -> Change | None:
        sent = {name: getattr(request, name) for name in PLAIN if name in request.model_fields_set}
        changes: dict[str, Any] = {name: value for name, value in sent.items() if value != organisation.get(name)}
        after, retention = {**organisation, **changes}, _retention(request, ctx)
        if not changes and retention is None:
            return None
        fields = [*sorted(changes), *(() if retention is None else ("retention",))]
        also: list[Write] = [audit.entry(ctx.organisation, "organisation.updated", Origin.of(ctx), fields=fields)]
        if "time_zone" in changes:
            also.append(copied(ctx.organisation, organisations.terms(after)))
        if retention is not None:
            also.append(retention)
        return Change(after, also)

    return show_organisation(revise(ctx.store, SOURCE, ctx.organisation, decide, key=key), ctx)


def _load(store: TenantStore, organisation: str) -> Item:
    return organisations.load(store.table, organisation)


SOURCE = Source(_load, unchanged=("plan", *PLAIN), is_shared=True)
"""Its item has no version: operators change it too."""


def _retention(request: UpdateOrganisation, ctx: Context) -> UpdateWrite | None:
    if request.retention is None:
        return None
    settings, sent = requests.load(ctx.store.table, ctx.organisation), request.retention
    wanted = replace(
        settings,
        days=settings.days if sent.request_days is None else sent.request_days,
        keeps_bodies=settings.keeps_bodies if sent.request_bodies is None else sent.request_bodies,
        success_until=_success_until(settings.success_until, sent.success_bodies_minutes),
        archived_contacts_days=sent.archived_contacts_days
        if "archived_contacts_days" in sent.model_fields_set
        else settings.archived_contacts_days,
    )
    return None if wanted == settings else wanted.write(ctx.organisation)


def _erases_contacts(request: UpdateOrganisation) -> bool:
    """Whether archived contacts are to end by themselves, which nobody takes back."""
    return request.retention is not None and request.retention.archived_contacts_days is not None


def _success_until(before: str | None, minutes: int | None) -> str | None:
    return before if minutes is None else clock.stamp(clock.real_now() + timedelta(minutes=minutes))
