"""A product and a service of the price list, and one to delete."""

from typing import Any

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from .stored import code_sk

EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "id": "prd_a1b2c3d4",
        "name": "Consultoria tècnica",
        "code": "CONS-01",
        "descriptions": {"ca": "Consultoria tècnica", "es": "Consultoría técnica", "en": "Technical consulting"},
        "kind": "services",
        "unit_price": "75",
        "tax_rate": "21",
        "unit": "hour",
    },
    {"id": "prd_e5f6g7h8", "name": "Teclat", "code": "TEC-9", "kind": "goods", "unit_price": "39.9", "unit": "piece"},
    {"id": "prd_d1e2f3g4", "name": "Article descatalogat", "kind": "goods", "unit_price": "10"},
)
COMMON: dict[str, Any] = {
    "price_includes_tax": False,
    "archived": False,
    "random": "0" * ids.RANDOM_LENGTH,
    "version": 1,
    "sample": True,
    "created_at": "2026-03-02T09:00:00Z",
    "updated_at": "2026-03-02T09:00:00Z",
}


def writes(store: TenantStore) -> list[Write]:
    """The products with their codes, and the aliases of their ids."""
    write_list: list[Write] = [store.lease_write(keys.PRODUCT, len(EXAMPLES))]
    for sequence, example in enumerate(EXAMPLES, start=1):
        sk = keys.sequence_sk(sequence)
        write_list.append(store.put_write(keys.PRODUCT, sk, {**COMMON, **example}))
        write_list.append(store.put_write(keys.ALIAS, example["id"], {"kind": keys.PRODUCT.partition, "target": sk}))
        if code := example.get("code"):
            write_list.append(store.put_write(keys.PRODUCT_CODE, code_sk(code), {"product": sk}))
    return write_list
