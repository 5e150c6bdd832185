"""New invoices whose content other resources decide: replacements of simplified invoices, and self-billed ones.

A self-billed invoice is issued by its client in the seller's name (Real Decreto 1619/2012, article 5). The seller is
whose invoice it is, so its record is in the seller's chain and says who issued it (D); it needs the client's number, a
series of that client (article 6.1.a) and its mention (article 6.1.l).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bivelio_core.errors import Unprocessable
from bivelio_core.store.tenant_store import TenantStore

from . import replacing
from .draft_models import InvoiceContent, UpdateInvoice
from .drafts import Draft
from .errors import KEPT_BY_TYPE, RESERVED_SERIES, SELF_BILLED_NUMBER
from .expressible import BUYER
from .replacing import REPLACEMENT
from .settings import Settings

SERIES_CHARACTERS = 10


def completed(
    draft: Draft, request: InvoiceContent, buyer: Mapping[str, Any] | None, settings: Settings, store: TenantStore
) -> Draft:
    """Return the draft of a new invoice with the invoices that it replaces, and the series of a self-billed one.

    Raises Unprocessable for what cannot be replaced or self-billed.
    """
    if (request.document_type == REPLACEMENT) is (request.replaces is None):
        raise Unprocessable.of("replaces", "one_of" if request.replaces else "required")
    if request.replaces:
        mains = replacing.tickets(store, request.replaces)
        replacing.check_total(mains, draft.totals.total)
        draft = replace(draft, replaces=tuple(replacing.named(mains, store.tenant.organisation)))
    return _in_series_of_client(draft, request, buyer, settings) if request.self_billed else draft


def _in_series_of_client(
    draft: Draft, request: InvoiceContent, buyer: Mapping[str, Any] | None, settings: Settings
) -> Draft:
    number = (buyer or {}).get("nif")
    if request.document_type != "invoice":
        raise Unprocessable.of("document_type", "choice", expected="invoice")
    if not number:
        raise Unprocessable.of(BUYER.number, SELF_BILLED_NUMBER)
    if request.series in {settings.series, settings.series_of_simplified, settings.rectification_series}:
        raise Unprocessable.of("series", RESERVED_SERIES)
    return replace(draft, series=request.series or f"D{number}"[:SERIES_CHARACTERS])


def check_change(draft: Draft, request: UpdateInvoice, client_id: str | None) -> None:
    """Raise Unprocessable for a change of what makes a replacement or a self-billed invoice one."""
    is_special = bool(draft.replaces) or draft.is_self_billed
    if is_special and request.document_type not in (None, draft.document_type):
        raise Unprocessable.of("document_type", KEPT_BY_TYPE)
    if draft.is_self_billed and request.client_id not in (None, client_id):
        raise Unprocessable.of("client_id", KEPT_BY_TYPE)
