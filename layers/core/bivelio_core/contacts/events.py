"""The events that are derived from a write of a contact."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.events.resource import created_or_updated
from bivelio_core.store.changes import Change

from .models import Contact
from .show import show

SILENT = ("version", "updated_at", "last_activity_at", "warnings")
"""Fields whose change alone causes no event."""


class ContactUpdated(Contact):
    """A contact as it is now, and the previous values of the changed fields."""

    previous: dict[str, Any] = Field(description="The former values of the fields that changed, null where none was.")


def derive(change: Change) -> Iterator[Happening]:
    """`contact.created` for a new contact, `contact.updated` for a change that the API shows.

    Archiving is such a change, and `contact.archived` besides. One that becomes part of another has `contact.merged`
    alone.
    """
    after, before = change.after, change.before
    if after is not None and before is not None and "merged_into" in after and "merged_into" not in before:
        if change.partition is not None:
            yield Happening("contact.merged", show(after, change.partition.tenant.organisation).model_dump())
        return
    if before is None and after is not None and after.get("of_past"):
        return  # somebody of a phone's past: nobody new
    yield from created_or_updated("contact", change, show, SILENT)
    if after is None or before is None or change.partition is None or "archived_at" in before:
        return
    if "archived_at" in after:
        yield Happening("contact.archived", show(after, change.partition.tenant.organisation).model_dump())
