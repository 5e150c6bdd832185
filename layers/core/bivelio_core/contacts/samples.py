"""The reference's example contacts, under their documented ids."""

from typing import Any

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.expressions import Write
from bivelio_core.store.tenant_store import TenantStore

EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "ct_abc123",
        "type": "company",
        "name": "Empresa ABC S.L.",
        "email": "contacte@empresaabc.com",
        "phone": "+34 612 345 678",
        "phone_e164": "+34612345678",
        "tags": ["client", "actiu", "pro"],
        "custom_fields": {"sector": "tecnologia", "nif": "B12345678"},
        "created_at": "2026-01-10T08:00:00Z",
        "updated_at": "2026-04-05T11:30:00Z",
    },
    {
        "id": "ct_def456",
        "type": "person",
        "name": "Maria Garcia",
        "email": "maria@exemple.com",
        "phone": "+34 600 111 222",
        "phone_e164": "+34600111222",
        "company_id": "ct_abc123",
        "tags": ["lead", "inbound"],
        "custom_fields": {"source": "website", "interest": "plan_enterprise"},
        "created_at": "2026-04-07T12:10:00Z",
        "updated_at": "2026-04-07T12:10:00Z",
    },
)


def writes(store: TenantStore) -> list[Write]:
    """The contacts with the first sequence numbers, and the aliases of their ids."""
    made: list[Write] = [
        store.lease_write(keys.CONTACT, len(EXAMPLES)),
    ]
    for sequence, example in enumerate(EXAMPLES, start=1):
        sk = keys.sequence_sk(sequence)
        about = {"random": "0" * ids.RANDOM_LENGTH, "version": 1, "sample": True}
        made.append(store.put_write(keys.CONTACT, sk, {**about, **example}))
        made.append(store.put_write(keys.ALIAS, example["id"], {"kind": keys.CONTACT.partition, "target": sk}))
    return made
