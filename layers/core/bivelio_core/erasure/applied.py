"""Apply the list of erasures after a restore: what came back is erased again.

The list has hashes, so that each entry is compared with what the table has: an organisation's by its id, a contact's by
the ids of the contacts of its organisation. The list is read from the bucket, which a restore of the table
leaves alone.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.tenancy import Tenant

from . import erasures
from .erasures import FOLDER, Subject, digest


class Listed(NamedTuple):
    """An entry of the list: the hash of an organisation, and that of a contact or `-`."""

    organisation: str
    contact: str


def listed(client: Any, bucket: str, organisation: str = "") -> Iterator[Listed]:
    """The entries of the list; of one organisation, if one is named. `client` is one of S3."""
    prefix = f"{FOLDER}/{digest(organisation)}/" if organisation else f"{FOLDER}/"
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for each in page.get("Contents", ()):
            entry = json.loads(client.get_object(Bucket=bucket, Key=each["Key"])["Body"].read())
            yield Listed(entry["organisation"], entry["contact"])


def apply_to(organisation: str, entries: Iterable[Listed], table: Table, stored: StoredTable) -> int:
    """Have all be erased again that an organisation has and the list names; returns how many erasures begin."""
    own = {entry.contact for entry in entries if entry.organisation == digest(organisation)}
    if "-" in own:
        return _begin(table, Subject(Tenant(organisation, "live")), None)
    tenant = Tenant(organisation, "live")
    contacts = _contacts(tenant, stored) if own else ()
    return sum(
        _begin(table, Subject(tenant, public_id), sk)
        for public_id, sk in contacts
        if digest(tenant.business, public_id) in own
    )


def _contacts(tenant: Tenant, stored: StoredTable) -> Iterator[tuple[str, str]]:
    for item in stored.items(keys.tenant_partition(tenant, keys.CONTACT), only=("SK", "random", "id")):
        if "random" in item:
            yield keys.public_id(keys.CONTACT, tenant.organisation, item), item["SK"]


def _begin(table: Table, subject: Subject, sk: str | None) -> int:
    due = clock.real_stamp()
    put = erasures.first(subject, due, **({"sk": sk} if sk else {}))
    try:
        table.transact([put])
    except TransactionFailed:
        return 0  # it is under way
    return 1
