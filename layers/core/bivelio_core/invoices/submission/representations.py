"""The power that an issuer gives the platform to submit its records (docs/adr/0092).

    T#INP / -   which annex, the signed document with the hash of its file, by whom, when and how it was signed, for
                which NIF; `ended_at` once it has ended

Annexes of the Resolución of 18 December 2024 (BOE-A-2024-27600).
"""

from bivelio_core.invoices.tax_numbers import spanish_nif
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import REPRESENTATION
from bivelio_core.store.tenant_store import TenantStore

SK = "-"


def load(store: TenantStore) -> Item | None:
    """The item of the representation of an issuer, that has ended or not."""
    return store.get(REPRESENTATION, SK)


def is_given(item: Item | None, nif: str) -> bool:
    """Tell whether a representation holds for an issuer."""
    return item is not None and "ended_at" not in item and bool(nif) and item["nif"] == spanish_nif(nif)
