"""The events that are derived from a write of a case."""

from collections.abc import Iterator

from bivelio_core.events.catalogue import Happening
from bivelio_core.store.changes import Change
from bivelio_core.store.codec import same

from .models import Case
from .show import show

SILENT = ("version", "updated_at")
"""Fields whose change alone causes no event."""


def derive(change: Change) -> Iterator[Happening]:
    """`case.created` for a new case, `case.updated` for a change that the API shows; a note changes `note_count`."""
    if change.after is None or change.partition is None:
        return
    organisation = change.partition.tenant.organisation
    after = show(change.after, organisation).model_dump()
    if change.before is None:
        if not change.after.get("sample"):
            yield Happening("case.created", after)
        return
    before = show(change.before, organisation).model_dump()
    names = [name for name in Case.model_fields if name not in SILENT]
    previous = {name: before.get(name) for name in names if not same(before.get(name), after.get(name))}
    if previous:
        yield Happening("case.updated", {**after, "previous": previous})
