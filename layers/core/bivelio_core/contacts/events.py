"""The events that are derived from a write of a contact."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.store.changes import Change
from bivelio_core.store.codec import same

from .models import Contact
from .show import show

SILENT = ("version", "updated_at", "warnings")
"""Fields whose change alone causes no event."""


class ContactUpdated(Contact):
    """A contact as it is now, and the previous values of the changed fields."""

    previous: dict[str, Any] = Field(description="The former values of the fields that changed, null where none was.")


def derive(change: Change) -> Iterator[Happening]:
    """`contact.created` for a new contact, `contact.updated` for a change that the API shows."""
    if change.after is None or change.partition is None:
        return
    organisation = change.partition.tenant.organisation
    after = show(change.after, organisation).model_dump()
    if change.before is None:
        if not change.after.get("sample"):
            yield Happening("contact.created", after)
        return
    before = show(change.before, organisation).model_dump()
    names = [name for name in Contact.model_fields if name not in SILENT]
    previous = {name: before.get(name) for name in names if not same(before.get(name), after.get(name))}
    if previous:
        yield Happening("contact.updated", {**after, "previous": previous})
