"""A deal that was made or moved to another stage, as an activity with its contact."""

from bivelio_core.activities import Activity
from bivelio_core.store.changes import Change


def of_deal(change: Change) -> Activity | None:
    """A new deal, or one that moved: with its contact, or with its company if it has none."""
    before, deal = change.before, change.after
    if deal is None or deal.get("sample"):
        return None
    contact = deal.get("contact_id") or deal.get("company_id")
    if contact is None or (before is not None and before.get("stage_changed_at") == deal["stage_changed_at"]):
        return None
    return Activity(contact, deal["stage_changed_at"])
