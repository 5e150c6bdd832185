"""An invoice in another currency, in euros: what AEAT's record and the limits of the law speak of. Pure.

The rate is that of the invoice (Ley 37/1992, art. 79.Once). Each base, tax and recargo of the breakdown is exchanged
and rounded by itself, and the sums are those of the rounded amounts, so a record's totals agree with its lines.
"""

from dataclasses import replace
from decimal import Decimal

from .currencies import EURO
from .money import exchanged
from .paper import ZERO, PaperInvoice, Rectification, TaxedMargin


def in_euros(invoice: PaperInvoice) -> PaperInvoice:
    """Return the invoice with breakdown, base, taxes and total in euros; one in euros, or without a rate, as it is.

    Lines, discounts, IRPF and what is due stay in the invoice's currency.
    """
    if invoice.currency == EURO or invoice.exchange_rate is None:
        return invoice
    rate = invoice.exchange_rate.rate
    taxes = tuple(
        replace(
            tax,
            base=exchanged(tax.base, rate),
            amount=exchanged(tax.amount, rate),
            recargo=exchanged(tax.recargo, rate),
            margin=_margin(tax.margin, rate),
        )
        for tax in invoice.taxes
    )
    subtotal = sum((tax.base for tax in taxes), ZERO)
    tax = sum((tax.amount for tax in taxes), ZERO)
    recargo = sum((tax.recargo for tax in taxes), ZERO)
    return replace(
        invoice,
        currency=EURO,
        taxes=taxes,
        subtotal=subtotal,
        tax=tax,
        recargo=recargo,
        total=subtotal + tax + recargo,
        rectification=_replaced(invoice.rectification, rate),
    )


def _margin(margin: TaxedMargin | None, rate: Decimal) -> TaxedMargin | None:
    return margin and TaxedMargin(margin.rate, exchanged(margin.base, rate), exchanged(margin.tax, rate))


def _replaced(rectification: Rectification | None, rate: Decimal) -> Rectification | None:
    """Return a rectification whose replaced amounts are in euros: it has the rate of the invoice that it corrects."""
    if rectification is None:
        return None
    base, tax, recargo = (
        None if amount is None else exchanged(amount, rate)
        for amount in (rectification.replaced_base, rectification.replaced_tax, rectification.replaced_recargo)
    )
    return replace(rectification, replaced_base=base, replaced_tax=tax, replaced_recargo=recargo)
