"""Take an invoice one call further at an administration: hand it in, find it, ask about it, ask for its cancellation.

Each call is noted before it is made (ADR 33). What may have arrived is looked for before it is sent again, and FACe,
which cannot be asked without its number, takes no invoice twice: its refusal says that it has it.
"""

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from bivelio_core.invoices import storage
from bivelio_core.invoices.signing import holder
from bivelio_core.providers.administration import registry
from bivelio_core.providers.administration.port import Filed, Holder, Place, SentBefore
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Refused, Unavailable
from bivelio_core.providers.peppol.port import Route
from bivelio_core.store import due as store_due
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_DELIVERY
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, equals

from . import items


def due(table: Table) -> Iterator[Key]:
    """The keys of what is to be looked at now."""
    return store_due.keys_of(table, (f"{items.PREFIX}{shard}" for shard in range(items.SHARDS)))


def take_up(table: Table, key: Key) -> bool:
    """Go on with one that is due; False when there is nothing to do."""
    due_item = store_due.item_of(table, key, INVOICE_DELIVERY)
    return due_item is not None and go_on(*due_item) is not None


def go_on(store: TenantStore, item: Item) -> Item | None:
    """Make the next call and keep its answer; returns the item. None when another function has it."""
    was_called = "called_at" in item
    try:
        noted = _write(store, item, items.calling(item))
        return _write(store, noted, _called(store, noted, was_called=was_called))
    except ConditionFailed:
        return None


def place_of(store: TenantStore, item: Item) -> Place:
    """Return where an invoice is handed in. Raises Refused when the deployment hands none in."""

    def certificate_of() -> Holder:
        credentials = holder.credentials_of(store, item["seller_name"], item["seller_nif"])
        return Holder(credentials.key, credentials.certificate)

    return registry.place(item["channel"], is_sandbox=store.tenant.is_sandbox, holder=certificate_of)


def _called(store: TenantStore, item: Item, *, was_called: bool) -> Item:
    """Make the call that an item is ready for and return what its answer makes of it."""
    is_sending = item["status"] == "sending"
    try:
        place = place_of(store, item)
        if is_sending:
            return _hand_in(store, item, place, was_called=was_called)
        if "cancellation_due" in item:
            place.ask_cancellation(item["reference"], item["cancellation_due"])
            return items.cancellation_asked(item)
        return items.after_progress(item, place.progress(item["reference"]))
    except SentBefore as before:
        return items.unconfirmed(item, before)
    except Refused as failure:
        if is_sending:
            return items.refused(item, failure)
        return items.not_cancelled(item, failure) if "cancellation_due" in item else items.not_taken(item, failure)
    except Unavailable as failure:
        return items.not_taken(item, failure)
    except OutcomeUnknown as failure:
        # what was only asked is asked again; what was handed in stays marked as called, and is looked for first
        after = items.not_taken(item, failure)
        return {**after, "called_at": item["called_at"]} if is_sending else after


def _hand_in(store: TenantStore, item: Item, place: Place, *, was_called: bool) -> Item:
    filed = Filed(
        content=b"".join(storage.files_of(store.tenant).read(item["file"])),
        name=f"{item['number']}.{item['file'].rpartition('.')[2]}",
        email=item.get("email", ""),
        invoice_number=item["number"],
        seller_nif=item["seller_nif"],
        processing_unit=item.get("processing_unit", ""),
        route=_route_of(item),
    )
    receipt = place.find(filed) if was_called else None
    return items.after_receipt({**item, "simulated": place.is_simulated}, receipt or place.hand_in(filed))


def _route_of(item: Item) -> Route | None:
    """Return the way through Peppol; the message of a file has one id, however often it is sent."""
    if (route := item.get("route")) is None:
        return None
    return Route(**route, message_id=str(uuid5(NAMESPACE_URL, item["file"])))


def _write(store: TenantStore, before: Item, after: Item) -> Item:
    """Write the next version. Raises ConditionFailed when another function was first."""
    store.table.put(after, equals("version", before["version"]))
    return after
