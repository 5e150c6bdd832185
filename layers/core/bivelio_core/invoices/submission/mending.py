"""Make a further record about an invoice: when a person asks for it, and by itself where the cause is data of ours.

A further record is chained to the last one that was made, whatever it is about; the record that it corrects stays.
"""

from collections.abc import Callable
from dataclasses import replace

from bivelio_core.errors import ApiError, ChangedMeanwhile, Conflict, Unprocessable
from bivelio_core.invoices import days, issuers, issuing, settings, stored
from bivelio_core.invoices.errors import NOT_SUBMITTED, NOTHING_TO_CORRECT
from bivelio_core.invoices.issuing import Further
from bivelio_core.invoices.paper import Party
from bivelio_core.invoices.papers import paper_of
from bivelio_core.invoices.stored import Stored
from bivelio_core.invoices.verifactu import codes
from bivelio_core.invoices.verifactu.shapes import Kind
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_RECORD
from bivelio_core.store.table import TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import states

TRIES = 20
"""How often a record is made anew while others are added to the chain."""
CLOCK_AHEAD = 2004
"""The one code of accepted records that asks for no correction."""

Renamed = Callable[[Party], Party]


def correct(
    store: TenantStore,
    invoice: Stored,
    *,
    renamed: Renamed | None = None,
    also: tuple[Write, ...] = (),
    only_after: int | None = None,
) -> None:
    """Add a further record about an invoice, with the marks that follow from what AEAT holds, and the writes `also`.

    `renamed` gives the client as the record names it. With `only_after` nothing happens unless that record is still the
    last one about the invoice. Raises Conflict while the last record waits for its answer, Unprocessable for an invoice
    that is not under VERI*FACTU, or whose last record needs no correction.
    """
    own_settings, zone = settings.load(store), days.zone_of(store)
    for _ in range(TRIES):
        before = states.last(store, invoice.main["SK"])
        if only_after is not None and (before is None or int(before["record"]) != only_after):
            return
        kind = _kind(invoice.main)
        if own_settings.verifactu != "active" and not invoice.main.get("sample"):
            raise Unprocessable.of("id", NOT_SUBMITTED)
        if only_after is None:
            _check(invoice, before, kind, is_renamed=renamed is not None)
        further = Further(_buyer(store, invoice, renamed))
        writes = issuing.appended(invoice, kind, own_settings, zone, store, further=further)
        try:
            store.transact_at_once([*writes, *also])
        except (TransactionFailed, TableBusy):
            continue
        return
    raise ChangedMeanwhile


def mend(store: TenantStore, record: int) -> None:
    """Correct an accepted record whose error is of our own making, once. What cannot be recorded any more stays."""
    item = store.get(INVOICE_RECORD, states.record_sk(record))
    state = store.get(states.KIND, states.state_sk(item["invoice"], record)) if item else None
    if item is None or state is None:
        return
    remedy = codes.meaning_of(state["code"]).remedy
    if remedy == "installation":
        issuers.renew(store, item["issuer"], item["installation"])
    renamed = _not_in_census if remedy == "recipient_type" else None
    try:
        invoice = stored.at(store, item["invoice"])
        correct(store, invoice, renamed=renamed, only_after=record)
    except ChangedMeanwhile:
        raise
    except ApiError:  # such as settings of another issuer: the state says what is wrong, and a person corrects it
        return


def _kind(main: Item) -> Kind:
    return "cancellation" if main["status"] == "void" else "registration"


def _check(invoice: Stored, before: Item | None, kind: Kind, *, is_renamed: bool) -> None:
    if invoice.main["status"] == "draft" or invoice.content.get("verifactu") != "active" or before is None:
        raise Unprocessable.of("id", NOT_SUBMITTED)
    if before["state"] == "pending":
        raise Conflict(details={"reason": "record_pending"})
    is_right = before["state"] == "registered" or before.get("code") == CLOCK_AHEAD
    if is_right and before["kind"] == kind and not (is_renamed and kind == "registration"):
        raise Unprocessable.of("id", NOTHING_TO_CORRECT)


def _buyer(store: TenantStore, invoice: Stored, renamed: Renamed | None) -> Party | None:
    if renamed is None:
        return None
    buyer = paper_of(store.tenant, *invoice, settings.Settings()).buyer
    return renamed(buyer) if buyer else None


def _not_in_census(buyer: Party) -> Party:
    """Return the client as AEAT wants one whose NIF it does not know: number of type 07, of Spain."""
    return replace(buyer, nif_type="unregistered", nif_country="ES")
