"""The answer that tells of an erasure."""

from bivelio_core import clock
from bivelio_core.store.codec import Item

from . import kept
from .models import Erasure, KeptData

BACKUP_DAYS = 35
"""The table's point-in-time recovery, the longest of the copies; versions of files are deleted at once."""


def show(item: Item) -> Erasure:
    """The erasure of an item."""
    return Erasure(
        id=item["id"],
        status=item["status"],
        requested_at=item["requested_at"],
        due_at=clock.timestamp(clock.parse(item["due_at"])),
        completed_at=item.get("completed_at"),
        erased_items=item["items"],
        erased_files=item["files"],
        kept_data=[
            KeptData(what="invoices", reason="fiscal_records", law=kept.LAW, days=kept.LIFETIME.days),
            KeptData(what="backups", reason="recovery", law=None, days=BACKUP_DAYS),
        ],
    )
