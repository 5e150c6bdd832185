"""Random invoices that use everything an invoice may say: units, negative lines, prices with tax, other currencies."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bivelio_core.invoices.gross import net_price
from bivelio_core.invoices.money import DiscountInput, Group, LineInput, totals
from bivelio_core.invoices.paper import (
    Corrected,
    Disbursement,
    Discount,
    Due,
    ExchangeRate,
    Line,
    PaperInvoice,
    Payment,
    Tax,
    TaxCategory,
)
from bivelio_core.invoices.payments import PaymentMethod

from .papers import BUYER, PAYMENT, ZERO, cents
from .random_papers import AMERICAN, GERMAN, random_invoice

UNITS = (None, None, "hour", "kg", "piece", "unit", "month", "box", "m2", "kWh", "DZN", "XPK", "WEE")
METHODS: tuple[PaymentMethod | None, ...] = (
    *(None, None, "transfer", "card", "cash", "direct_debit"),
    *("cheque", "promissory_note", "bizum", "other"),
)
NAMES = ("Taxes de l’Ajuntament", "Registre Mercantil: còpia", "Notaria; 2 còpies = 1 acta", "línia\nnova")
RATES = (("USD", "1.0853"), ("GBP", "0.8512"), ("CHF", "0.93"))


def full_invoice(chance: random.Random) -> PaperInvoice:
    """An invoice that adds up, with each of the things that an invoice may say in a part of them."""
    made = random_invoice(chance, can_withhold=True)
    if made.rectification is None and chance.random() < 0.1:
        tickets = tuple(Corrected(f"T-2026-{number:03d}", "T", date(2026, 3, number)) for number in (1, 2))
        made = replace(made, document_type="replacement", replaces=tickets)
    made = replace(
        made, is_self_billed=chance.random() < 0.1, regime=chance.choice(("general", "general", "cash_basis"))
    )
    if chance.random() < 0.15:
        made = _outside(made, chance)
    made = _added_up(made, chance)
    if chance.random() < 0.3:
        disbursements = tuple(_disbursement(chance, -1 if made.total < 0 else 1) for _ in range(chance.randrange(1, 4)))
        made = replace(made, disbursements=disbursements)
    made = replace(made, amount_due=made.total - made.irpf + made.disbursed - made.amount_paid)
    payment = chance.choice((PAYMENT, replace(PAYMENT, bic=None, reference="REF 7"), Payment()))
    terms = None if chance.random() < 0.5 else "30 dies"
    made = replace(made, payment=replace(payment, method=chance.choice(METHODS), terms=terms))
    if chance.random() < 0.3 and made.amount_due > 1:
        made = replace(made, due_dates=_parts(made, chance), payment=replace(made.payment, terms=None))
        made = replace(made, due_date=made.due_dates[-1].day)
    if chance.random() < 0.2:
        currency, rate = chance.choice(RATES)
        made = replace(made, currency=currency, exchange_rate=ExchangeRate(Decimal(rate), date(2026, 3, 31)))
    return made


def _outside(made: PaperInvoice, chance: random.Random) -> PaperInvoice:
    """The invoice with nothing that is subject to the tax: not at all, or taxed where the buyer is."""
    category: TaxCategory = chance.choice(("not_subject", "outside_territory"))
    lines = tuple(
        replace(line, tax_category=category, tax_rate=ZERO, recargo_rate=ZERO, exemption_cause=None)
        for line in made.lines
    )
    return replace(
        made, lines=lines, buyer=chance.choice((AMERICAN, GERMAN if category == "outside_territory" else BUYER))
    )


def _line(line: Line, chance: random.Random) -> Line:
    return replace(line, unit=chance.choice(UNITS), item_code=chance.choice((None, None, "ART-7 b", "0042")))


def _added_up(made: PaperInvoice, chance: random.Random) -> PaperInvoice:
    """The invoice with units and codes, often a line that takes something away, and the sums that follow."""
    includes_tax = chance.random() < 0.3
    lines = [_line(line, chance) for line in made.lines]
    if made.rectification is None and chance.random() < 0.3:
        largest = max(lines, key=lambda line: line.net)
        lines.append(replace(largest, description="Bestreta", quantity=-largest.quantity / 2, item_code=None))
    inputs = [
        LineInput(
            line.quantity,
            line.unit_price,
            Group(line.tax_category, line.tax_rate, line.recargo_rate, line.exemption_cause, line.exemption_reason),
            line.discount_percent,
        )
        for line in lines
    ]
    percent = next((each.percent for each in made.discounts), None)
    sums = totals(
        inputs, DiscountInput(percent=percent) if percent else None, made.irpf_rate, prices_include_tax=includes_tax
    )
    return replace(
        made,
        prices_include_tax=includes_tax,
        lines=tuple(
            replace(
                line,
                net=amounts.net,
                tax_amount=amounts.tax_amount,
                total=amounts.total,
                gross_price=line.unit_price if includes_tax else None,
                unit_price=net_price(asked, amounts.net) if includes_tax else line.unit_price,
            )
            for line, asked, amounts in zip(lines, inputs, sums.lines, strict=True)
        ),
        taxes=tuple(
            Tax(
                each.group.tax_category,  # type: ignore[arg-type]
                each.group.tax_rate,
                each.base,
                each.amount,
                each.group.recargo_rate,
                each.recargo,
                each.group.exemption_reason,
                each.group.exemption_cause,  # type: ignore[arg-type]
            )
            for each in sums.taxes
        ),
        discounts=tuple(
            Discount(each.discount, each.group.tax_category, each.group.tax_rate, each.group.recargo_rate, percent)  # type: ignore[arg-type]
            for each in sums.taxes
            if each.discount
        ),
        lines_net=sums.lines_net,
        subtotal=sums.subtotal,
        tax=sums.tax,
        recargo=sums.recargo,
        total=sums.total,
        irpf=sums.irpf,
        amount_paid=cents(min(made.amount_paid, sums.total - sums.irpf)) if made.amount_paid else made.amount_paid,
    )


def _disbursement(chance: random.Random, sign: int) -> Disbursement:
    return Disbursement(chance.choice(NAMES), sign * Decimal(chance.randrange(1, 50_000)) / 100)


def _parts(made: PaperInvoice, chance: random.Random) -> tuple[Due, ...]:
    """Several days of payment, whose amounts add up to what was to be paid at issue."""
    whole, count = made.amount_due + made.amount_paid, chance.randrange(2, 4)
    first = cents(whole / count)
    amounts = [*[first] * (count - 1), whole - first * (count - 1)]
    return tuple(Due(made.issue_date + timedelta(days=30 * (index + 1)), each) for index, each in enumerate(amounts))
