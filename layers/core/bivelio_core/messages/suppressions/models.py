"""Suppressions: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import LINE, ListRequest, Pagination, Request, Response, Timestamp
from bivelio_core.providers.messaging.port import Channel

SuppressionReason = Literal["bounced", "complained", "stopped", "by_hand"]
"""Why, the strongest first."""

Address = Annotated[str, Field(min_length=1, max_length=254, examples=["maria@exemple.com"])]
Cause = Annotated[str, Field(min_length=1, max_length=200, examples=["llista Robinson"]), LINE]

_ADDRESS = "A phone or user id (WhatsApp), a chat id (Telegram) or an address (e-mail), as `to` of a message."
_REASON = (
    "`bounced`: it does not exist, and nothing goes to it. `complained`: its owner called a message spam, and gets "
    "only answers to what they write, and invoices. `stopped`, `by_hand`: no advertising."
)


class ListSuppressions(ListRequest):
    """Which page of the suppressed addresses, the newest first."""

    channel: Channel | None = Field(None, description="Only this channel.")
    reason: SuppressionReason | None = Field(None, description="Only this reason.")
    address: Address | None = Field(None, description="Only this address; takes a `channel`.")


class AddSuppression(Request):
    """An address to which a channel sends no more."""

    channel: Channel = Field(description="On which channel nothing is sent to the address.")
    address: Address = Field(description=_ADDRESS)
    reason: SuppressionReason = Field("by_hand", description=_REASON)
    source: Cause | None = Field(None, description="Where you know it from: a list of another program.")


class RemoveSuppression(Request):
    """An address to which a channel may send again. No consent comes back by that."""

    channel: Channel = Field(description="On which channel nothing is sent to the address.")
    address: Address = Field(description=_ADDRESS)
    reason: SuppressionReason | None = Field(None, description="Only this reason; by default all of the address.")


class Suppression(Response):
    """That a channel sends no more to an address, for one reason."""

    channel: Channel = Field(description="On which channel nothing is sent to the address.")
    address: str | None = Field(None, description="The address; absent once its person has been erased.")
    reason: SuppressionReason = Field(description=_REASON)
    at: Timestamp = Field(description="Since when.")
    source: str | None = Field(
        None,
        description="How it came: `message` of the person, `unsubscribe` by the link of a mail, `preferences` of "
        "WhatsApp or Telegram, `bounce`, `report`, or what was said by hand.",
    )


class RemovedSuppression(Response):
    """An address to which a channel may send again."""

    channel: Channel = Field(description="On which channel nothing is sent to the address.")
    address: str = Field(description="The address or number that nothing is sent to.")


class SuppressionPage(Response):
    """A page of the suppressed addresses."""

    suppressions: list[Suppression] = Field(description="The suppressions of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
