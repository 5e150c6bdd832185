"""The lines of an invoice and its sums, as texts. Where prices include tax, lines show what is paid for them."""

from decimal import Decimal
from typing import Any

from bivelio_core.invoices import units
from bivelio_core.invoices.currencies import decimals_of
from bivelio_core.invoices.euros import in_euros as exchanged
from bivelio_core.invoices.paper import ZERO, Line, PaperInvoice, Tax
from bivelio_core.invoices.words import TAXED, Words

from . import columns, formats
from .texts import breakable

View = dict[str, Any]
Row = list[str]


def lines(invoice: PaperInvoice, words: Words) -> View:
    """Return the table of the lines."""
    has_discount = any(line.discount_percent for line in invoice.lines)
    price, amount = ("gross_price", "gross_amount") if invoice.prices_include_tax else ("price", "amount")
    names = ["description", "quantity", price, *(["discount"] if has_discount else []), "tax", amount]
    heads = [words[name] for name in names]
    rows = [_line(line, invoice, words, has_discount=has_discount) for line in invoice.lines]
    longest = columns.characters(heads, rows)
    single = [columns.single(row, longest) for row in rows]
    return {"heads": heads, "rows": rows, "characters": longest, "single": single}


def _line(line: Line, invoice: PaperInvoice, words: Words, *, has_discount: bool) -> Row:
    language = invoice.language
    discount = formats.percent(line.discount_percent, language) if line.discount_percent else ""
    return [
        described(line, words),
        formats.number(line.quantity, language),
        price_of(line, invoice),
        *([discount] if has_discount else []),
        _rate(line, invoice, words),
        amount_of(line, invoice),
    ]


def described(line: Line, words: Words) -> str:
    """Return what is sold, and below it the seller's code of the article."""
    text = breakable(line.description)
    return f"{text}\n{words['item_code']} {breakable(line.item_code)}" if line.item_code else text


def price_of(line: Line, invoice: PaperInvoice) -> str:
    """Return the price of one, with its unit: `75,00/hora`."""
    price = line.unit_price if line.gross_price is None else line.gross_price
    text = formats.number(price, invoice.language, decimals_of(invoice.currency))
    return f"{text}/{units.name(line.unit, invoice.language)}" if line.unit else text


def amount_of(line: Line, invoice: PaperInvoice) -> str:
    """Return what a line amounts to: its net, or with tax where prices include it."""
    amount = line.total if invoice.prices_include_tax else line.net
    return formats.number(amount, invoice.language, decimals_of(invoice.currency))


def _rate(line: Line, invoice: PaperInvoice, words: Words) -> str:
    if line.tax_category not in TAXED:
        return words[line.tax_category]
    rate = formats.percent(line.tax_rate, invoice.language)
    return f"{rate} + {formats.percent(line.recargo_rate, invoice.language)}" if line.recargo_rate else rate


def taxes(invoice: PaperInvoice, words: Words) -> View:
    """Return the table of the breakdown."""
    rows: list[Row] = []
    for tax in invoice.taxes:
        base = formats.money(tax.base, invoice.currency, invoice.language)
        amount = "" if tax.margin else formats.money(tax.amount, invoice.currency, invoice.language)
        rows.append([kind(tax, invoice, words), base, amount])
        if tax.recargo_rate:
            name = words["surcharge_of"].format(rate=formats.percent(tax.recargo_rate, invoice.language))
            rows.append([name, base, formats.money(tax.recargo, invoice.currency, invoice.language)])
    return {"heads": [words[name] for name in ("tax_kind", "base", "tax_amount")], "rows": rows}


def kind(tax: Tax, invoice: PaperInvoice, words: Words) -> str:
    """Return what a line of the breakdown is called."""
    if tax.category in TAXED:
        return words["vat_of"].format(rate=formats.percent(tax.rate, invoice.language))
    return words[f"{tax.category}_long"]


def is_of_margin(invoice: PaperInvoice) -> bool:
    """Tell whether all of it is taxed by its margin: the page tells what is paid, and no tax apart."""
    return all(tax.margin for tax in invoice.taxes)


def totals(invoice: PaperInvoice, words: Words) -> View:
    """Return the sums from the lines to what is due; the last one stands out."""

    def row(name: str, amount: Decimal, **values: str) -> Row:
        return [words[name].format(**values), formats.money(amount, invoice.currency, invoice.language)]

    rows: list[Row] = []
    if discount := _discounted(invoice):
        before = _before_discount(invoice)
        rows += [row("lines_gross" if invoice.prices_include_tax else "lines_net", before)]
        rows += [_discount(discount, invoice, words)]
    if not is_of_margin(invoice):
        rows += [row("subtotal", invoice.subtotal), row("vat", invoice.tax)]
    if invoice.recargo:
        rows.append(row("surcharge_total", invoice.recargo))
    if not (invoice.irpf or invoice.amount_paid or invoice.disbursements):
        return {"rows": rows, "last": row("total", invoice.total)}
    rows.append(row("total", invoice.total))
    if invoice.irpf:
        rows.append(row("irpf", -invoice.irpf, rate=formats.percent(invoice.irpf_rate, invoice.language)))
    for each in invoice.disbursements:
        rows.append(row("disbursement", each.amount, description=breakable(each.description)))
    if invoice.amount_paid:
        rows.append(row("paid", -invoice.amount_paid))
    name = "credit" if invoice.amount_due < 0 else "due"
    return {"rows": rows, "last": row(name, abs(invoice.amount_due))}


def _before_discount(invoice: PaperInvoice) -> Decimal:
    if invoice.prices_include_tax:
        return sum((line.total for line in invoice.lines), ZERO)
    return invoice.lines_net


def _discounted(invoice: PaperInvoice) -> Decimal:
    """Return what the discount on the whole invoice takes off, with tax where prices include it."""
    if not invoice.discounts:
        return ZERO
    return _before_discount(invoice) - (invoice.total if invoice.prices_include_tax else invoice.subtotal)


def _discount(reduction: Decimal, invoice: PaperInvoice, words: Words) -> Row:
    rates = {discount.percent for discount in invoice.discounts}
    percent = rates.pop() if len(rates) == 1 else None
    amount = formats.money(-reduction, invoice.currency, invoice.language)
    reasons = {discount.reason for discount in invoice.discounts}
    reason = breakable(reasons.pop() or "") if len(reasons) == 1 else ""
    rate = formats.percent(percent, invoice.language) if percent is not None else ""
    if reason:
        return [f"{reason} ({rate})" if rate else reason, amount]
    return [words["discount_of"].format(rate=rate) if rate else words["general_discount"], amount]


def in_euros(invoice: PaperInvoice, words: Words) -> list[str]:
    """Return the tax in euros of an invoice in another currency (Real Decreto 1619/2012, article 12)."""
    used = invoice.exchange_rate
    if used is None:
        return []
    tax = exchanged(invoice)
    return [
        words["tax_in_euros"].format(
            tax=formats.money(tax.tax + tax.recargo, tax.currency, invoice.language),
            rate=formats.number(used.rate, invoice.language),
            currency=invoice.currency,
            day=formats.day(used.day, invoice.language),
        )
    ]
