"""Example notes: two that are listed, one to change and one to delete."""

from typing import Any

from bivelio_core import clock, ids
from bivelio_core.store.keys import NOTE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from .stored import Place, alias, sk_at

AUTHOR = {"kind": "user", "id": "usr_demo000000000000"}
EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "nt_a1b2c3d4",
        "contact_id": "ct_abc123",
        "text": "Prefereixen que els truquem al matí, abans de les 11.",
        "pinned": True,
        "created_at": "2026-03-12T09:40:00Z",
    },
    {
        "id": "nt_e5f6g7h8",
        "contact_id": "ct_abc123",
        "text": "Trucada amb la directora: volen el pla Enterprise a partir del maig.",
        "pinned": False,
        "created_at": "2026-04-07T11:20:00Z",
    },
    {
        "id": "nt_i9j0k1l2",
        "contact_id": "ct_def456",
        "text": "L'hem conegut a la fira.",
        "pinned": False,
        "created_at": "2026-04-07T12:12:00Z",
    },
    {
        "id": "nt_m3n4o5p6",
        "contact_id": "ct_def456",
        "text": "Nota repetida.",
        "pinned": False,
        "created_at": "2026-04-07T12:13:00Z",
    },
)


def writes(store: TenantStore, contacts: dict[str, str]) -> list[Write]:
    """The notes, and the aliases of their ids; `contacts` has the sort key of each example contact."""
    write_list: list[Write] = []
    for example in EXAMPLES:
        written = clock.parse(example["created_at"])
        place = Place(contacts[example["contact_id"]], sk_at(written, "0" * ids.RANDOM_LENGTH))
        about = {"author": AUTHOR, "version": 1, "updated_at": example["created_at"], "sample": True}
        write_list.append(
            store.put_write(NOTE, place.sk, {"contact": place.contact, **about, **example}, place.contact)
        )
        write_list.append(alias(store, example["id"], place))
    return write_list
