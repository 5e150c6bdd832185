"""Save a view of a list: make it, or replace the one that is there."""

from bivelio_core import kept_views
from bivelio_core.context import Context
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import LIST_VIEW
from bivelio_core.views.models import SavedView, SaveSavedView
from bivelio_core.views.stored import show


def save(request: SaveSavedView, ctx: Context) -> SavedView:
    """Make a view, or replace the one of `id`. With an Idempotency-Key, the same request again makes no second one.

    Raises Unprocessable for one view too many, ResourceNotFound for another's own view, Conflict when the view is not
    of the requested version.
    """
    sent = request.model_dump(exclude={"id", "version"}, exclude_none=True)
    if request.id is None:
        key = EffectKey.of("views.save", ctx.idempotency_key, request)
        return show(kept_views.make(ctx, LIST_VIEW, key, sent))
    fields = SaveSavedView.model_fields.keys() - {"id", "version"}
    return show(kept_views.replace(ctx, LIST_VIEW, request.id, sent, fields, request.version))
