"""Compute what an invoice would be, and write nothing."""

import base64
from dataclasses import replace

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.invoices import channels, paperwork, series, settings, storage
from bivelio_core.invoices.expressible import CHANNELS, ISSUE
from bivelio_core.invoices.numbering import drafted
from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.papers import paper_of
from bivelio_core.invoices.preview_models import InvoicePreview, PreviewInvoice
from bivelio_core.invoices.settings import Settings
from bivelio_core.invoices.show import fields_of
from bivelio_core.invoices.stored import Stored
from bivelio_core.invoices.writing import composed
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT

from .validate import state_of


def preview(request: PreviewInvoice, ctx: Context) -> InvoicePreview:
    """Return what `create` would make of the same request: amounts, the next free number, warnings, missing data.

    Raises what `create` raises. Calls: the settings, the client, the time zone and the state of the series are read.
    """
    own_settings = settings.load(ctx.store)
    series_year, contents = composed(request, own_settings, ctx)
    states, _ = series.look(ctx.store, series_year)
    number, _ = drafted(states[series_year])
    about = {"type": "issued", "status": "draft", "number": series_year.text(number), "updated_at": clock.timestamp()}
    invoice = Stored(
        ctx.store.item(INVOICE, "-", {**contents.main, **about}),
        ctx.store.item(INVOICE_CONTENT, "-", contents.content),
    )
    paper = paper_of(ctx.tenant, *invoice, own_settings)
    needs = {channel: channels.missing(paper, channel) for channel in CHANNELS}
    return InvoicePreview(
        **{name: value for name, value in fields_of(*invoice).items() if name != "updated_at"},
        warnings=paperwork.warnings_about(invoice, ctx) or None,
        channels=[
            state_of(channel, [need for need in missing if need.call != ISSUE], ctx)
            for channel, missing in needs.items()
        ],
        pdf_base64=_pdf(paper, own_settings, ctx) if request.pdf else None,
    )


def _pdf(paper: PaperInvoice, own_settings: Settings, ctx: Context) -> str:
    from bivelio_core.invoices.pdf.rendering import render  # noqa: PLC0415 - typst, only where a PDF is made

    with_logo = replace(paper, logo=storage.logo(ctx.tenant, own_settings.logo))
    return base64.b64encode(render(with_logo)).decode()
