"""The requests and answers of the endpoints of credits."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import Day, ListRequest, Pagination, Request, Response, Timestamp

EntryKind = Literal["grant", "reserve", "settle", "refund", "expire"]


class ReadBalance(Request):
    """Nothing has to be said."""


class Balance(Response):
    """The AI credits of the organisation in this environment."""

    balance: int = Field(description="The credits that can be spent now; those that are reserved are not in it.")
    reserved: int = Field(description="Credits set aside for operations under way.")
    plan: str = Field(description="The plan when the credits were granted.")
    granted: int = Field(description="How many credits the plan granted for this month (in the sandbox: for this day).")
    granted_at: Timestamp = Field(description="When they were granted.")
    next_grant_at: Timestamp = Field(
        description="When the next are granted: the begin of the next month in the organisation's time zone "
        "(in the sandbox: of the next day, UTC). What is left of this month's expires then."
    )


class ListEntries(ListRequest):
    """Which entries of the ledger to list."""

    from_: Annotated[Day | None, Field(alias="from", description="Only entries of this day (UTC) or later.")] = None
    to: Annotated[Day | None, Field(description="Only entries of this day (UTC) or earlier.")] = None
    kind: EntryKind | None = Field(None, description="Only entries of this kind.")


class Entry(Response):
    """A change of the balance. An entry never changes, and the credits of all add up to the balance."""

    id: str = Field(description="The id of the entry.")
    at: Timestamp = Field(description="When it was made.")
    kind: EntryKind = Field(
        description="`grant`: credits were granted; `reserve`: set aside for an operation; `settle`: the operation was "
        "charged; `refund`: it failed and costs nothing; `expire`: what was left of a month."
    )
    credits: int = Field(
        description="What the balance gained, or lost if negative. Of `settle`: what was reserved "
        "and not charged, usually 0."
    )
    balance_after: int = Field(description="The balance after this entry.")
    operation: str | None = Field(None, description="The operation that costs the credits, such as `agents.invoke`.")
    reference: str | None = Field(
        None,
        description="The id of what the operation made; of a grant, why it was made: "
        "`month`, `day`, `plan` (a larger one), or the reference of an order.",
    )


class Ledger(Response):
    """A page of the ledger, newest first."""

    entries: list[Entry] = Field(description="The entries of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
