"""The rows of the book of received invoices and of that of capital goods (LSI.xlsx). Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from bivelio_core.contacts.tax_ids import HOME
from bivelio_core.countries import EU
from bivelio_core.invoices import figures
from bivelio_core.invoices.money import ZERO, cents, percent_of
from bivelio_core.invoices.stored import Stored
from bivelio_core.invoices.taxes import IVA_RATES

from .activity import Keeper
from .amounts import euros_of, in_euros
from .entries import Entry
from .kinds import GENERAL, INTRA_EU, OTHER_TAX
from .parties import country_of, identity_of
from .periods import quarter_of
from .rows import InvestmentRow, ReceivedRow

NUMBER_CHARACTERS, LITERAL_CHARACTERS = 40, 160
USUAL_RATE = IVA_RATES[0].percent
"""The general rate: what is assumed of an acquisition whose tax the buyer owes, until somebody says another."""
YES, NO = "S", "N"
RECTIFICATION = "R1"
"""The usual type of a rectification; suppliers' documents do not say it."""
_EMPTY: dict[str, Any] = dict.fromkeys(ReceivedRow._fields)


class Operation(NamedTuple):
    """What an amount of a received invoice is: its key, and whether its buyer owes the tax."""

    regime: str
    is_reversed: bool = False
    is_own: bool = False
    """Whether the buyer computes the tax: of reverse charge and of acquisitions in the EU."""


def rows_of(entry: Entry, keeper: Keeper, number: int) -> list[ReceivedRow]:
    """Return an invoice's rows, one for each kind of tax; none when its amounts are not known in euros.

    `number` is the one of its reception, counted from 1 in the year.
    """
    main, content = entry.invoice
    if (rate := euros_of(main, content)) is None:
        return []
    about: Mapping[str, Any] = main.get("books", {})
    supplier, sign = content.get("buyer"), _sign(main)
    common = {**_EMPTY, **_of_invoice(entry, keeper, number)}
    share = Decimal(str(about.get("deductible_percent", "0" if about.get("is_simplified") else "100")))
    rows = []
    for tax in taxes_of(entry.invoice):
        operation = operation_of(tax, supplier)
        base = sign * in_euros(tax["base"], rate)
        percent, amount = _tax(tax, operation, about, base, sign * in_euros(tax["tax_amount"], rate))
        recargo = sign * in_euros(tax["recargo_amount"], rate) if "recargo_amount" in tax else None
        is_deductible = recargo is None and operation.regime != OTHER_TAX
        own: dict[str, Any] = {
            "expense": base if keeper.is_person else None,
            "regime": operation.regime,
            "is_reversed": YES if operation.is_reversed else NO,
            "total": base if operation.is_own else cents(base + amount + (recargo or ZERO)),
            "base": base,
            "rate": percent,
            "tax": amount,
            "deductible": percent_of(amount, share) if is_deductible else cents(ZERO),
            "recargo_rate": Decimal(tax["recargo_rate"]) if recargo is not None else None,
            "recargo": recargo,
        }
        rows.append(ReceivedRow(**{**common, **own}))
    return _with_irpf(rows, main, rate, sign)


def _of_invoice(entry: Entry, keeper: Keeper, number: int) -> dict[str, Any]:
    """Return the columns that all rows of an invoice share."""
    main, content = entry.invoice
    about: Mapping[str, Any] = main.get("books", {})
    is_rectification = main["document_type"] == "rectification"
    code, kind, group = keeper.activity
    return {
        "year": entry.day.year,
        "period": f"{quarter_of(entry.day)}T",
        "activity_code": code,
        "activity_type": kind,
        "activity_group": group,
        "invoice_type": RECTIFICATION if is_rectification else "F2" if about.get("is_simplified") else "F1",
        "expense_concept": about.get("expense_concept") if keeper.is_person else None,
        "issue_date": date.fromisoformat(main["issue_date"]),
        "number": str(main["number"])[:NUMBER_CHARACTERS],
        "received_on": entry.day,
        "reception_number": str(number),
        **identity_of(content.get("buyer"))._asdict(),
        "is_investment": YES if about.get("is_investment_good") else NO,
        "is_deferred": NO,
        "reference": entry.id,
    }


def investments_of(rows: list[ReceivedRow], entry: Entry, keeper: Keeper) -> list[InvestmentRow]:
    """Return the rows of the capital goods that an invoice is for; none unless it is for one."""
    lines = figures.lines_in(*entry.invoice)
    literal = str(lines[0]["description"])[:LITERAL_CHARACTERS] if lines else None
    own = {"period": "0A", "description": literal}
    return [
        InvestmentRow(
            **{
                **dict.fromkeys(InvestmentRow._fields),
                **{name: value for name, value in row._asdict().items() if name in InvestmentRow._fields},
                **own,
                "value": row.total if keeper.is_person else None,
                "reception_number": row.reception_number if keeper.is_person else None,
            }
        )
        for row in rows
        if row.is_investment == YES
    ]


def taxes_of(invoice: Stored) -> list[dict[str, Any]]:
    """Return the breakdown; of an invoice without one, a single line by its totals."""
    breakdown = figures.breakdown_in(invoice.content)
    if breakdown:
        return breakdown
    main = invoice.main
    base, tax = Decimal(main["subtotal"]), Decimal(main["tax"])
    rates = [each.percent for each in IVA_RATES if percent_of(base, each.percent) == tax]
    return [
        {
            "tax_category": "standard" if tax else "zero",
            "tax_rate": str(rates[0]) if rates else None,
            "base": str(base),
            "tax_amount": str(tax),
        }
    ]


def operation_of(tax: Mapping[str, Any], supplier: Mapping[str, Any] | None) -> Operation:
    """Return the kind of operation: services from another state of the EU are acquisitions there too (key 09)."""
    country = country_of(supplier) if supplier else HOME
    is_of_union = country in EU and country != HOME
    match tax["tax_category"]:
        case "intra_eu":
            return Operation(INTRA_EU, is_own=True)
        case "reverse_charge" if is_of_union:
            return Operation(INTRA_EU, is_own=True)
        case "reverse_charge":
            return Operation(GENERAL, is_reversed=True, is_own=True)
        case "other":
            return Operation(OTHER_TAX)
        case _:
            return Operation(GENERAL)


def _tax(
    tax: Mapping[str, Any], operation: Operation, about: Mapping[str, Any], base: Decimal, stated: Decimal
) -> tuple[Decimal | None, Decimal]:
    """Return the rate and the amount of a tax: the buyer's own, or the one that is stated."""
    if operation.is_own:
        rate = Decimal(str(about.get("self_assessed_rate", USUAL_RATE)))
        return rate, percent_of(base, rate)
    if operation.regime == OTHER_TAX:
        return ZERO, cents(ZERO)
    return (None if tax["tax_rate"] is None else Decimal(tax["tax_rate"])), stated


def _sign(main: Mapping[str, Any]) -> Decimal:
    """Return the sign of an invoice's amounts: a credit note that states positive ones takes them back."""
    is_credit = main["document_type"] == "rectification" and Decimal(main["total"]) > ZERO
    return Decimal(-1) if is_credit else Decimal(1)


def _with_irpf(rows: list[ReceivedRow], main: Mapping[str, Any], rate: Decimal, sign: Decimal) -> list[ReceivedRow]:
    """Return the rows with what is withheld in the first of them: it is entered once (validation 8)."""
    withheld = in_euros(main.get("irpf"), rate)
    if not rows or not withheld:
        return rows
    base = sum((abs(row.base) for row in rows), ZERO)
    percent = cents(abs(withheld) * 100 / base) if base else None
    return [rows[0]._replace(irpf_rate=percent, irpf=sign * withheld), *rows[1:]]
