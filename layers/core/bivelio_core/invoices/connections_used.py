"""Report the use of a connection by invoices: the mails that send them."""

from collections.abc import Iterator, Sequence

from bivelio_core.integrations.choice import Use, is_default, providers_of
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore


def uses(_: TenantStore, one: Item, every: Sequence[Item]) -> Iterator[Use]:
    """Report invoices if the connection is the default for mails."""
    if is_default(one, every, providers_of("email")):
        yield Use("invoices", "default")
