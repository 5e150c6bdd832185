"""Example associations: one that is listed, and one to remove."""

from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from .stored import puts

ABOUT = {"author": {"kind": "user", "id": "usr_demo000000000000"}, "created_at": "2026-04-01T09:00:00Z", "sample": True}
EXAMPLES = (("ct_ghi789", "accountant_of", "ct_abc123"), ("ct_def456", "partner_of", "ct_abc123"))


def writes(store: TenantStore, contacts: dict[str, str]) -> list[Write]:
    """The associations; `contacts` has the sort key of each example contact."""
    ends = {public: {"SK": sk, "public": public} for public, sk in contacts.items()}
    return [
        put
        for contact, label, other in EXAMPLES
        for put in puts(store, ends[contact], ends[other], {**ABOUT, "label": label}, is_new=False)
    ]
