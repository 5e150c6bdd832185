"""The answer that tells of an erasure."""

from bivelio_core import clock
from bivelio_core.store.codec import Item

from . import kept
from .models import Erasure, KeptData

BACKUP_DAYS = 35
"""The table's point-in-time recovery, the longest of the copies; versions of files are deleted at once."""

REQUEST_DAYS, MAIL_DAYS = 7, 15
"""The longest that bodies of requests are kept (requests/settings.py), and mails as they arrived (template.yaml)."""

_OF_PERSON = (
    KeptData(what="request_bodies", reason="short_lived", days=REQUEST_DAYS),
    KeptData(what="documents", reason="own_papers"),
)
OF_ORGANISATION = "-"
"""The sort key of an organisation's erasure; a person's is the hash of its contact."""


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
            KeptData(what="backups", reason="recovery", days=BACKUP_DAYS),
            KeptData(what="arrived_mails", reason="short_lived", days=MAIL_DAYS),
            *(_OF_PERSON if item["SK"] != OF_ORGANISATION else ()),
        ],
    )
