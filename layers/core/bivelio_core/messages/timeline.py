"""The messages of timelines: those of each channel have consecutive numbers, which are their order."""

import re
from functools import partial

from bivelio_core.ids import SEQUENCE_LENGTH
from bivelio_core.providers.messaging.port import CHANNELS, Channel
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.timelines import TimelineRow, TimelineSource, below

from .show import show


def _read(channel: Channel, store: TenantStore, contact: Item, before: str | None, limit: int) -> list[TimelineRow]:
    """One Query."""
    high = f"{channel}#~" if before is None else below(before)
    items = store.query(
        CONVERSATION, contact["SK"], low=f"{channel}#", high=high, descending=True, limit=limit, consistent=True
    )
    return [TimelineRow(item["SK"], item["created_at"], _data(item)) for item in items]


def _data(item: Item) -> dict[str, object]:
    return show(item).model_dump(mode="json", by_alias=True)


def of_channel(channel: Channel) -> TimelineSource:
    """The messages of a channel."""
    form = re.compile(rf"{channel}#[0-9a-z]{{{SEQUENCE_LENGTH}}}")
    return TimelineSource("messages:read", form, partial(_read, channel))


SOURCES = {channel: of_channel(channel) for channel in CHANNELS}
