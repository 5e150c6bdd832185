"""The operations that only read books and figures."""

from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.invoices import days
from bivelio_core.models import Pagination
from bivelio_core.store.keys import INVOICE_BOOKS

from . import figuring, sources, unknown
from .books_models import GetBooks, InvoiceBooks
from .errors import FORM_OF_A_QUARTER, FORM_OF_A_YEAR, QUARTER_OR_MONTH
from .figuring import BoxSum, FormFigures
from .models import FigureAmount, FigureBox, FigurePartner, Figures, GetFigures, UnknownFigure
from .parts import NO_BOX, Part
from .periods import Period, quarters_until
from .showing import show_books

NOTICE = Entry("invoices/books", "figures.notice")


def books_get(request: GetBooks, ctx: Context) -> InvoiceBooks:
    """Read books, with newly signed URLs of their files. Raises ResourceForbidden, ResourceNotFound."""
    return show_books(ctx.store.find(INVOICE_BOOKS, request.id), ctx.tenant)


def figures(request: GetFigures, ctx: Context) -> Figures:
    """Return the figures of a form with a page of the amounts behind them.

    Raises Unprocessable for a period that the form does not have.
    """
    period = period_of(request)
    zone = days.zone_of(ctx.store)
    whole = period.since_january if request.form == "130" else period
    source = sources.of_period(ctx.store, whole, zone)
    earlier = [sources.until(source, each.last) for each in quarters_until(period)] if request.form == "130" else []
    form = figuring.of_form(request.form, source, earlier)
    amounts = [part for part in form.parts if _is_wanted(part, request)]
    return Figures(
        form=request.form,
        period=period.name,
        notice=NOTICE[ctx.language],
        invoices=[_amount(part) for part in request.slice_of(amounts)],
        boxes=[_box(each, request.form, ctx.language) for each in form.boxes] or None,
        partners=_partners(form) or None,
        unknown=[_unknown(each, ctx.language) for each in unknown.of_form(request.form, source, form.parts)] or None,
        pagination=Pagination.of(request, len(amounts)),
    )


def period_of(request: GetFigures) -> Period:
    """Return the period of a request. Raises Unprocessable."""
    if request.quarter is not None and request.month is not None:
        raise Unprocessable.of("month", QUARTER_OR_MONTH)
    if request.form == "347" and (request.quarter or request.month):
        raise Unprocessable.of("quarter" if request.quarter else "month", FORM_OF_A_YEAR)
    if request.form == "130" and request.quarter is None:
        raise Unprocessable.of("quarter", FORM_OF_A_QUARTER)
    return Period.of(request.year, request.quarter, request.month)


def _is_wanted(part: Part, request: GetFigures) -> bool:
    return request.box in (None, part.box) and request.partner in (None, part.partner)


def _amount(part: Part) -> FigureAmount:
    return FigureAmount(
        box=part.box,
        invoice_id=part.reference,
        number=part.number,
        amount=float(part.amount),
        partner=part.partner or None,
    )


def _box(each: BoxSum, form: str, language: str) -> FigureBox:
    label = Entry("invoices/books", f"box.{form}.{'none' if each.box == NO_BOX else each.box}")
    return FigureBox(box=each.box, label=label[language], amount=float(each.amount), invoices=each.invoices)


def _partners(form: FormFigures) -> list[FigurePartner]:
    return [
        FigurePartner(
            key=each.key,
            tax_number=each.tax_number,
            name=each.name,
            amount=float(each.amount),
            quarters=list(map(float, each.quarters)),
            invoices=each.invoices,
        )
        for each in form.partners
    ]


def _unknown(gap: unknown.Unknown, language: str) -> UnknownFigure:
    return UnknownFigure(
        code=gap.code, message=Entry("invoices/books", f"unknown.{gap.code}")[language], invoices=gap.invoices
    )
