"""The deals of a sandbox day: one to read, others to change, and two pipelines of its own."""

from typing import Any

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write

from . import tallies

MADE_AT = "2026-04-07T12:00:00Z"
PIPELINE = {
    "name": "Subscripcions",
    "stages": [
        {"id": "trial", "name": "Prova", "probability": 20, "outcome": "open", "archived": False},
        {"id": "signed", "name": "Signada", "probability": 100, "outcome": "won", "archived": False},
    ],
    "archived": False,
    "version": 1,
    "sample": True,
    "created_at": MADE_AT,
    "updated_at": MADE_AT,
}
PIPELINES: dict[str, dict[str, Any]] = {
    "pln_e5f6g7h8": PIPELINE,
    "pln_i9j0k1l2": {**PIPELINE, "name": "Licitacions", "archived": True},
}
EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "dl_a1b2c3d4",
        "title": "Renovació del web",
        "stage_id": "proposal",
        "amount": "4800",
        "contact_id": "ct_abc123",
        "expected_close": "2026-05-15",
        "tags": ["web"],
    },
    {"id": "dl_e5f6g7h8", "title": "Manteniment anual", "stage_id": "lead", "amount": "1200.5"},
    {"id": "dl_i9j0k1l2", "title": "Botiga en línia", "stage_id": "negotiation", "amount": "9300"},
    {"id": "dl_m3n4o5p6", "title": "Auditoria", "stage_id": "qualified"},
)
COMMON: dict[str, Any] = {
    "pipeline_id": "default",
    "status": "open",
    "currency": "EUR",
    "tags": [],
    "custom_fields": {},
    "archived": False,
    "random": "0" * ids.RANDOM_LENGTH,
    "version": 1,
    "sample": True,
    "created_at": MADE_AT,
    "updated_at": MADE_AT,
    "stage_changed_at": MADE_AT,
}


def writes(store: TenantStore) -> list[Write]:
    """The deals with their tallies and the aliases of their ids, and the pipelines."""
    write_list: list[Write] = [
        store.lease_write(keys.DEAL, len(EXAMPLES)),
        *(store.put_write(keys.PIPELINE, pipeline, about) for pipeline, about in PIPELINES.items()),
        *_tallies(store),
    ]
    for sequence, example in enumerate(EXAMPLES, start=1):
        sk = keys.sequence_sk(sequence)
        write_list.append(store.put_write(keys.DEAL, sk, {**COMMON, **example}))
        write_list.append(store.put_write(keys.ALIAS, example["id"], {"kind": keys.DEAL.partition, "target": sk}))
    return write_list


def _tallies(store: TenantStore) -> list[Write]:
    """What the examples come to: an item may be written once in a transaction."""
    return [
        store.update_write(
            keys.DEAL_TALLY,
            f"{tallies.ALL}#{each.pipeline}#{each.stage}#{each.currency}",
            Update(set={"count": each.deals, "amount": each.units}),
        )
        for each in tallies.of_deals({**COMMON, **example} for example in EXAMPLES)
    ]
