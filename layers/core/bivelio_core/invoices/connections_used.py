"""What of invoices goes by a connection: the mails that they are sent with."""

from collections.abc import Iterator, Sequence

from bivelio_core.integrations.choice import Use, is_default, providers_of
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore


def uses(_: TenantStore, one: Item, every: Sequence[Item]) -> Iterator[Use]:
    """Invoices, by the connection that mails go by when none is named."""
    if is_default(one, every, providers_of("email")):
        yield Use("invoices", "default")
