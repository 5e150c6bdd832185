"""Report the uses of a connection by messages: the sending step, and every message that names no connection."""

from collections.abc import Iterator, Sequence

from bivelio_core.integrations.choice import Use, by_channel, is_default, providers_of
from bivelio_core.providers.messaging.port import CHANNEL_OF
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

of_step = by_channel


def uses(_: TenantStore, one: Item, every: Sequence[Item]) -> Iterator[Use]:
    """Report the channel's messages if the connection is the channel's default."""
    channel = CHANNEL_OF.get(one["provider"])
    if channel is not None and is_default(one, every, providers_of(channel)):
        yield Use("messages", "default")
