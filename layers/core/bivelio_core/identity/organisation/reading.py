"""Read the caller's organisation."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.data_export import records
from bivelio_core.data_export.models import DataExport, GetDataExport
from bivelio_core.errors import ResourceNotFound
from bivelio_core.identity import organisations
from bivelio_core.identity.organisation_models import Fiscal, GetOrganisation, Organisation, Retention
from bivelio_core.identity.team import rules
from bivelio_core.invoices import settings as invoicing
from bivelio_core.requests import settings as requests
from bivelio_core.store.codec import Item


def get(_request: GetOrganisation, ctx: Context) -> Organisation:
    """The caller's organisation. Raises ResourceNotFound."""
    return show_organisation(organisations.load(ctx.store.table, ctx.organisation), ctx)


def show_organisation(item: Item, ctx: Context) -> Organisation:
    """An organisation as the API shows it."""
    kept, issuer = requests.load(ctx.store.table, ctx.organisation), invoicing.load(ctx.store)
    return Organisation(
        **{name: item[name] for name in ("id", "name", "plan", "language", "time_zone", "created_at")},
        mfa_required_for_owners=bool(item.get("mfa_required_for_owners")),
        retention=Retention(
            request_days=kept.days,
            request_bodies=kept.keeps_bodies,
            success_bodies_until=_timestamp(kept.success_until) if kept.keeps_successes else None,
            archived_contacts_days=kept.archived_contacts_days,
        ),
        fiscal=Fiscal(
            **{name: issuer.seller.get(name) for name in ("legal_name", "nif", "address")},
            has_logo=issuer.logo is not None,
            missing=issuer.missing or None,
        ),
    )


def _timestamp(stamp: str | None) -> str | None:
    return None if stamp is None else clock.timestamp(clock.parse(stamp))


def export_status(request: GetDataExport, ctx: Context) -> DataExport:
    """How far an export of the organisation is. Raises ValidationError, InsufficientRole, ResourceNotFound."""
    rules.require_over(ctx, "owner")
    if ctx.tenant.is_sandbox:  # whose owners can begin none
        raise ResourceNotFound
    return records.find(ctx, request.id, of_contacts=False)
