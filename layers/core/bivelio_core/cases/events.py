"""The events that are derived from a write of a case."""

from collections.abc import Iterator

from bivelio_core.events.catalogue import Happening
from bivelio_core.events.resource import created_or_updated
from bivelio_core.store.changes import Change

from .show import show

SILENT = ("version", "updated_at")
"""Fields whose change alone causes no event."""


def derive(change: Change) -> Iterator[Happening]:
    """`case.created` for a new case, `case.updated` for a change that the API shows; a note changes `note_count`."""
    return created_or_updated("case", change, show, SILENT)
