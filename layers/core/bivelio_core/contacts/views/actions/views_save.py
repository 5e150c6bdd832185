"""Save a view of contacts: make it, or replace the one that is there."""

from bivelio_core import kept_views
from bivelio_core.contacts.custom.conditions import DeclaredFields
from bivelio_core.contacts.filters import filter_criteria
from bivelio_core.contacts.views.models import ContactView, SaveView
from bivelio_core.contacts.views.stored import show
from bivelio_core.context import Context
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import VIEW


def views_save(request: SaveView, ctx: Context) -> ContactView:
    """Make a view, or replace the one of `id`. With an Idempotency-Key, the same request again makes no second one.

    Raises ValidationError and Unprocessable for a filter that is none, Unprocessable for one view too many,
    ResourceNotFound for another's own view, Conflict when the view is not of the requested version.
    """
    if request.filter is not None:
        filter_criteria(request.filter, DeclaredFields(ctx.store))
    sent = request.model_dump(exclude={"id", "version"}, exclude_none=True)
    if request.id is None:
        key = EffectKey.of("contacts.views_save", ctx.idempotency_key, request)
        return show(kept_views.make(ctx, VIEW, key, sent))
    fields = SaveView.model_fields.keys() - {"id", "version"}
    return show(kept_views.replace(ctx, VIEW, request.id, sent, fields, request.version))
