"""Archive custom fields."""

from dataclasses import replace

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Change, revise

from . import definitions, stored
from .definitions import Definitions
from .models import ArchiveField, CustomField
from .reading import show


def fields_archive(request: ArchiveField, ctx: Context) -> CustomField:
    """Archive a field: contacts keep the values that they have, and get no new ones. Again, it changes nothing.

    Raises ResourceNotFound for a name that was never declared.
    """

    def decide(item: Item) -> Change | None:
        before = Definitions.of(item).by_name.get(request.name)
        if before is None:
            raise ResourceNotFound
        if not before.is_active:
            return None
        now = clock.timestamp()
        after = replace(before, archived_at=now, updated_at=now, building=None)
        entry = audit.of(ctx, "contact_field.archived", field=request.name)
        return stored.changed(ctx.store, item, after, [entry])

    key = EffectKey.of("contacts.fields_archive", ctx.idempotency_key, request)
    item = revise(ctx.store, stored.SOURCE, definitions.SK, decide, key=key)
    return show(Definitions.of(item).by_name[request.name], ctx.language)
