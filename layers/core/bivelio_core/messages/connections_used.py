"""What of messages goes by a connection: the step that sends, and every message that names no connection."""

from collections.abc import Iterator, Sequence

from bivelio_core.integrations.choice import Use, by_channel, is_default, providers_of
from bivelio_core.providers.messaging.port import CHANNEL_OF
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

of_step = by_channel


def uses(_: TenantStore, one: Item, every: Sequence[Item]) -> Iterator[Use]:
    """The messages of the channel, when the connection is the one they go by unless they name another."""
    channel = CHANNEL_OF.get(one["provider"])
    if channel is not None and is_default(one, every, providers_of(channel)):
        yield Use("messages", "default")
