"""The operations that only read invoices: they import nothing that writes one."""

from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.models import Pagination
from bivelio_core.store import resources
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import TenantStore

from . import review_reasons, storage, stored
from .b2b.models import InvoiceStatuses, ReadStatuses
from .delivery.models import FindDeliveries, InvoiceDeliveries
from .models import GetInvoice, Invoice, InvoicePage, ListInvoices, Verifactu
from .show import show
from .summary_models import GetInvoicesSummary, InvoicesSummary


def get(request: GetInvoice, ctx: Context) -> Invoice:
    """Read an invoice, with a newly signed URL of its PDF."""
    invoice = stored.load(ctx.store, request.id)
    warnings = review_reasons.warnings_of(invoice.main, ctx.language)
    url = storage.signed_pdf(ctx.tenant, invoice.main)
    return show(invoice.main, ctx.organisation, invoice.content, url, warnings, verifactu_of(invoice, ctx))


def verifactu_of(invoice: stored.Stored, ctx: Context) -> Verifactu | None:
    """Where an invoice stands at AEAT; what tells it is imported for issuers under VERI*FACTU alone."""
    if invoice.content.get("verifactu") != "active":
        return None
    from .submission import showing  # noqa: PLC0415

    return showing.of_invoice(ctx.store, invoice, ctx.language)


def business_status(request: ReadStatuses, ctx: Context) -> InvoiceStatuses:
    """What the parties of an invoice have reported of it, and by when the recipient has to."""
    from . import days, settings  # noqa: PLC0415 - only this operation needs them
    from .b2b import reported  # noqa: PLC0415
    from .b2b.show import show as statuses_of  # noqa: PLC0415

    main = stored.load(ctx.store, request.id).main
    reports = reported.at(ctx.store, main["SK"])["reported"]
    return statuses_of(request.id, main, reports, settings.load(ctx.store).seller, days.zone_of(ctx.store))


def deliveries(request: FindDeliveries, ctx: Context) -> InvoiceDeliveries:
    """Where an invoice has been handed in, and what has become of it there."""
    from .delivery import finding  # noqa: PLC0415 - only this operation reads them
    from .delivery.show import show as delivery_of  # noqa: PLC0415

    stored_items = finding.deliveries(ctx.store, request.id)
    return InvoiceDeliveries(deliveries=[delivery_of(item, ctx.language) for item in stored_items])


def page(request: ListInvoices, ctx: Context) -> InvoicePage:
    """A page of the invoices that meet all criteria, in order.

    Raises Unprocessable for a list that is too long for its order.
    """
    from bivelio_core.sorted_lists import sorted_by  # noqa: PLC0415 - only this operation reads the index

    from .orders import ORDERS  # noqa: PLC0415
    from .terms import INVOICES, criteria  # noqa: PLC0415

    clauses = criteria(request, _contacts(ctx.store, request.client_id))
    page = sorted_by(ctx.store, INVOICES, clauses, request, ORDERS, request.sort)
    return InvoicePage(
        invoices=[show(item, ctx.organisation) for item in page.items],
        pagination=Pagination.of(request, page.total),
    )


def summary(request: GetInvoicesSummary, ctx: Context) -> InvoicesSummary:
    """What is to be collected and paid, and the month beside the last one."""
    from . import summing  # noqa: PLC0415 - only this operation reads so much

    return summing.summary(request, ctx)


def _contacts(store: TenantStore, client_id: str | None) -> list[str]:
    """The sort keys of a contact, and of those that have become part of it, by which invoices may name it."""
    if client_id is None:
        return []
    try:
        return resources.sort_keys(store, CONTACT, store.find(CONTACT, client_id, consistent=False))
    except ResourceNotFound:  # one that was erased has left its invoices
        return [store.sort_key(CONTACT, client_id)]
