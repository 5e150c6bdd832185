"""A restoration from its first step to the comparison at its end."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bivelio_core import clock, domain
from bivelio_core.credits.plans import BALANCE_SK
from bivelio_core.store import holdings, keys
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.holdings import Holder
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tools.new_installations import renewed

from . import counters, files
from .journal import Journal
from .organisation import Mode, Restoration
from .prepared import Place

Say = Callable[[str], None]


class RefusedRestoration(RuntimeError):
    """What is asked for must not be done now; the message says what to do first."""


@dataclass(frozen=True)
class Request:
    """What is to be restored.

    Attributes:
        organisation: whose data.
        copy: the table of the point in time.
        live: the table in use.
        at: the point in time, for the files.
        mode: `missing` or `as_it_was`.
        with_access: whether keys, members and invitations that are missing come back.
        journal: the file that says how far it is.
        writers: how many items are written at once.
    """

    organisation: str
    copy: StoredTable
    live: StoredTable
    at: datetime
    mode: Mode
    with_access: bool
    journal: Path
    writers: int = 1


@dataclass(frozen=True)
class Bucket:
    """The bucket of the files, and the client that reads and writes it."""

    storage: Any
    name: str


def restored(request: Request, bucket: Bucket, say: Say) -> Counter[str]:
    """Restore an organisation; return what is still not as it should be, by kind: nothing, when all went well.

    It may be interrupted anywhere and called again. Raises RefusedRestoration.
    """
    restoration = restoration_of(request)
    say("putting items back")
    restoration.put_back()
    restoration.remove_later()
    for what, number in sorted(restoration.counts.items()):
        say(f"  {what}: {number:,}")
    for raised in counters.raise_all(restoration.place, restoration.live_holder):
        say(f"  {raised.what} go on from {raised.number:,}")
    say("bringing files back")
    prefixes = holdings.file_prefixes(request.organisation)
    overwrites = request.mode == "as_it_was"
    keys_of_files = files.brought_back(bucket.storage, bucket.name, prefixes, request.at, overwrites=overwrites)
    say(f"  {len(keys_of_files):,} files")
    for line in new_installations(restoration, request):
        say(line)
    say("comparing")
    rest = Counter(restoration.differences())
    if not rest:
        restoration.journal.discard()
    return rest


def restoration_of(request: Request) -> Restoration:
    """The restoration, where it was interrupted. Raises RefusedRestoration."""
    if request.mode == "as_it_was" and request.live.get(keys.suspension(request.organisation)) is None:
        raise RefusedRestoration(
            "As it was: what people write meanwhile would be lost. Suspend the organisation first: "
            f"""make operate DO=suspend_organisation DATA='{{"organisation": "{request.organisation}"}}'"""
        )
    if request.copy.get(keys.organisation(request.organisation)) is None:
        raise RefusedRestoration(f"The copy has no organisation {request.organisation}.")
    balance = keys.tenant_key(Tenant(request.organisation, "live"), keys.CREDIT_BALANCE, BALANCE_SK)
    about = {
        "at": clock.real_stamp(),
        "is_without_balance": "last" not in (request.live.get(balance) or {}),
        "had_records": newest_record(request.live, request.organisation),
    }
    journal = Journal.opened(request.journal, about)
    began = clock.parse(journal.about["at"])
    place = Place(request.copy, request.live, began, journal.about["is_without_balance"])
    declared, today = domain.declared_parts(), began.date()
    copied, live = (Holder.of(table, request.organisation, declared, today) for table in (request.copy, request.live))
    return Restoration(place, request.mode, request.with_access, copied, live, journal, request.writers)


def newest_record(table: StoredTable, organisation: str) -> str:
    """The number of the last record of the invoices, "" when there is none."""
    store = SystemStore(DynamoTable(table.client, table.name)).of(Tenant(organisation, "live"))
    newest = store.query(keys.INVOICE_RECORD, descending=True, limit=1, consistent=True)
    return str(newest[0]["SK"]) if newest else ""


def new_installations(restoration: Restoration, request: Request) -> list[str]:
    """New installations where the last records were missing: others may have followed that are lost."""
    if restoration.journal.about["had_records"] >= newest_record(request.live, request.organisation):
        return []
    store = SystemStore(DynamoTable(request.live.client, request.live.name))
    return [*renewed(store, request.organisation, restoration.place.at)]
