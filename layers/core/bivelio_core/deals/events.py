"""The events that are derived from a write of a deal."""

from collections.abc import Iterator

from bivelio_core.events.catalogue import Happening
from bivelio_core.events.resource import created_or_updated
from bivelio_core.store.changes import Change

from .show import show

SILENT = ("version", "updated_at")
"""Fields whose change alone causes no event."""


def derive(change: Change) -> Iterator[Happening]:
    """`deal.created` for a new deal, `deal.stage_changed` for a move, `deal.updated` for any other visible change.

    A deal that is then in a stage of won or lost deals, and was not before, is also `deal.won` or `deal.lost`, whether
    it was moved or made there. What an erasure leaves of a deal is told nobody, since the event would say what is gone.
    """
    before, after = change.before, change.after
    if after is not None and after.get("anonymised_at") != (before or {}).get("anonymised_at"):
        return
    for happening in created_or_updated("deal", change, show, SILENT):
        if before is None:
            yield happening
        else:
            is_moved = "stage_id" in happening.data["previous"] or "pipeline_id" in happening.data["previous"]
            yield Happening("deal.stage_changed", happening.data) if is_moved else happening
        status = happening.data["status"]
        if status != "open" and status != (before or {}).get("status"):
            resource = {name: value for name, value in happening.data.items() if name != "previous"}
            yield Happening(f"deal.{status}", resource)
