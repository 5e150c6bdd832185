"""The reference's example event, under an id of its own, at the beginning of the day."""

from bivelio_core import clock
from bivelio_core.store.expressions import Write
from bivelio_core.store.tenant_store import TenantStore

from .examples import EXAMPLES
from .log import Draft, writes_of

EXAMPLE = Draft("evn_s1t2u3v4", "workflow.completed", "2026-04-07T13:05:00Z", EXAMPLES["workflow.completed"])


def writes(store: TenantStore) -> list[Write]:
    """The event and the pointer to it."""
    day = store.tenant.day or clock.now().strftime("%Y-%m-%d")
    return list(writes_of(store, EXAMPLE, f"{day}T00:00:00.000000Z"))
