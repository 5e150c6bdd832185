"""What the API tells of an erasure."""

from typing import Literal

from pydantic import Field

from bivelio_core.models import Response, Timestamp


class KeptData(Response):
    """What stays, why, and until when."""

    what: Literal["invoices", "backups", "request_bodies", "arrived_mails", "documents"] = Field(
        description="What is kept: invoices with their records; backups; bodies of failed requests, sealed; mails as "
        "they arrived; files that your organisation has uploaded itself."
    )
    reason: Literal["fiscal_records", "recovery", "short_lived", "own_papers"] = Field(
        description="Why: the law orders it, to recover from a loss, it soon ends by itself, or you decide on it."
    )
    law: str | None = Field(None, description="The law that orders it.")
    days: int | None = Field(None, description="For how many days after the erasure; missing for what does not end.")


class Erasure(Response):
    """An erasure, under way or done."""

    id: str = Field(description="The id of the erasure.")
    status: Literal["waiting", "running", "completed", "cancelled"] = Field(
        description="`waiting` until it is due, `running`, then `completed`; `cancelled` when it was taken back."
    )
    requested_at: Timestamp = Field(description="When it was asked for.")
    due_at: Timestamp = Field(description="When it begins; from then on it cannot be taken back.")
    completed_at: Timestamp | None = Field(None, description="When all was gone.")
    erased_items: int = Field(description="How many items have been erased so far.")
    erased_files: int = Field(description="How many files have been erased so far, counting versions.")
    kept_data: list[KeptData] = Field(description="What is kept after it, and why.")
