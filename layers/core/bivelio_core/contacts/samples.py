"""The reference's example contacts, under their documented ids, one to archive, and one to erase.

The reference's examples read and change their contacts repeatedly, so `contacts/archive` has a contact of its own,
and so has `contacts/erase`: one that is archived, which no list shows.
"""

from typing import Any

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write

from .associations import samples as associations
from .custom import definitions
from .merging import samples as merging
from .notes import samples as notes
from .tasks import samples as tasks
from .views import samples as views

EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "ct_ghi789",
        "type": "person",
        "name": "Joan Prat",
        "first_name": "Joan",
        "last_name": "Prat",
        "email": "joan@exemple.com",
        "phone": "+34 600 333 444",
        "phone_e164": "+34600333444",
        "emails": [
            {"address": "joan@exemple.com", "label": "feina", "is_primary": True},
            {"address": "joan.prat@exemple.com", "is_primary": False},
        ],
        "job_title": "Cap de compres",
        "websites": ["https://www.exemple.com"],
        "language": "ca",
        "birthday": "--05-20",
        "consents": [{"channel": "email", "basis": "consent", "source": "fira", "at": "2025-12-02T09:15:00Z"}],
        "tax_id": {"type": "nif", "country": "ES", "number": "12345678Z"},
        "addresses": [
            {
                "street": "Carrer de la Mostra, 2",
                "postal_code": "17001",
                "city": "Girona",
                "country": "ES",
                "is_primary": True,
            }
        ],
        "tags": ["lead", "fira"],
        "custom_fields": {"source": "event"},
        "created_at": "2025-12-02T09:15:00Z",
        "updated_at": "2025-12-02T09:15:00Z",
    },
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
    {
        "id": "ct_jkl012",
        "type": "person",
        "name": "Pere Vila",
        "email": "pere@exemple.com",
        "tags": [],
        "custom_fields": {},
        "created_at": "2025-11-03T10:00:00Z",
        "updated_at": "2025-11-03T10:00:00Z",
        "archived_at": "2025-12-01T10:00:00Z",
    },
    *merging.CONTACTS,
)

IMPORT: dict[str, Any] = {
    "id": "imp_abc123",
    "status": "running",
    "dry_run": False,
    "language": "ca",
    "sample": True,
    "size": 1_000_000,
    "offset": 420_000,
    "row": 4_201,
    "step": 4,
    "columns": ["id", "name"],
    "delimiter": ",",
    "created": 4_150,
    "updated": 38,
    "unchanged": 10,
    "failed": 2,
    "errors": [
        {"row": 118, "field": "email", "constraint": "format", "values": {"expected": "email"}},
        {"row": 2_377, "field": "name", "constraint": "required", "values": {}},
    ],
    "warned": 1,
    "warnings": [
        {
            "of": 12,
            "code": "same_email",
            "field": "email",
            "value": "maria@exemple.com",
            "contact_id": "ct_def456",
        },
    ],
    "created_at": "2026-04-07T12:30:00Z",
    "updated_at": "2026-04-07T12:30:40Z",
}
UNDONE: dict[str, Any] = {
    "id": "imp_def456",
    "status": "undone",
    "dry_run": False,
    "language": "ca",
    "sample": True,
    "size": 9_000,
    "offset": 9_000,
    "row": 61,
    "step": 1,
    "columns": ["id", "name"],
    "delimiter": ",",
    "created": 57,
    "updated": 3,
    "unchanged": 0,
    "failed": 0,
    "errors": [],
    "warned": 0,
    "warnings": [],
    "undo_step": 3,
    "undo": {
        "removed": 56,
        "restored": 3,
        "kept": 1,
        "kept_rows": [{"row": 14, "contact_id": "ct_def456", "reason": "in_use"}],
    },
    "created_at": "2026-04-06T09:00:00Z",
    "updated_at": "2026-04-07T08:15:00Z",
}
EXPORT: dict[str, Any] = {
    "id": "exp_abc123",
    "status": "running",
    "total": 24_310,
    "asked": {"type": "company"},
    "sample": True,
    "created_at": "2026-04-07T12:30:00Z",
}

DATA_EXPORT: dict[str, Any] = {
    "id": "dex_abc123",
    "status": "running",
    "contact_id": "ct_def456",
    "contact": keys.sequence_sk(1),
    "items": 214,
    "files": 3,
    "language": "ca",
    "sample": True,
    "created_at": "2026-04-07T12:30:00Z",
}

_DECLARED = {"created_at": "2026-03-01T09:00:00Z", "updated_at": "2026-03-01T09:00:00Z"}
CUSTOM_FIELDS: dict[str, Any] = {
    "version": 1,
    "revision": "sample",
    "updated_at": "2026-03-01T09:00:00Z",
    "fields": {
        "mida_empresa": {
            **_DECLARED,
            "type": "select",
            "label": "Mida de l'empresa",
            "options": [["micro", "Menys de 10 persones"], ["petita", "De 10 a 49"], ["mitjana", "De 50 a 249"]],
            "indexed": True,
        },
        "fax_oficina": {**_DECLARED, "type": "phone", "archived_at": "2026-03-02T09:00:00Z"},
    },
}
"""One that is archived: archiving it again changes nothing."""


def writes(store: TenantStore) -> list[Write]:
    """The contacts with the first sequence numbers, their aliases, notes and tasks, views, an import, two exports."""
    write_list: list[Write] = [
        store.lease_write(keys.CONTACT, len(EXAMPLES)),
        store.put_write(keys.IMPORT, IMPORT["id"], IMPORT),
        store.put_write(keys.IMPORT, UNDONE["id"], UNDONE),
        store.put_write(keys.EXPORT, EXPORT["id"], EXPORT),
        store.put_write(keys.DATA_EXPORT, DATA_EXPORT["id"], DATA_EXPORT),
        store.update_write(keys.CONTACT_FIELD, definitions.SK, Update(default=CUSTOM_FIELDS)),
    ]
    for sequence, example in enumerate(EXAMPLES, start=1):
        sk = keys.sequence_sk(sequence)
        about = {"random": "0" * ids.RANDOM_LENGTH, "version": 1, "sample": True}
        write_list.append(store.put_write(keys.CONTACT, sk, {**about, **example}))
        write_list.append(store.put_write(keys.ALIAS, example["id"], {"kind": keys.CONTACT.partition, "target": sk}))
    sort_keys = {example["id"]: keys.sequence_sk(place) for place, example in enumerate(EXAMPLES, start=1)}
    of_contacts = (notes, tasks, associations, merging)
    about_contacts = (write for each in of_contacts for write in each.writes(store, sort_keys))
    return [*write_list, *about_contacts, *views.writes(store)]
