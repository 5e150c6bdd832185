"""The ids of companies that are merged: the people of each keep the `company_id` that they have."""

from collections.abc import Sequence

from bivelio_core.store import resources
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import TenantStore


def ids_of_companies(store: TenantStore, company_ids: Sequence[str]) -> list[str]:
    """The ids by which people may name some companies: these, and those of all that are one with them by now.

    Two batches of reads at most, and one read for each company that has become part of another.
    """
    ids = dict.fromkeys(company_ids)
    for company in resources.find_many(store, CONTACT, company_ids).values():
        whole = store.find(CONTACT, company[CONTACT.into]) if CONTACT.into in company else company
        ids |= dict.fromkeys(resources.public_ids(store, CONTACT, whole))
    return [*ids]
