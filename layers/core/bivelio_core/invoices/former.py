"""The stored form of an invoice that another program issued: its amounts are those it states, and nothing records it.

Its number belongs to that program. Where it has the form of ours, FAC-2026-250, the series of the year continues after
it, so that no number is given twice.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.reach import Reached
from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item

from . import corrections, figures, items, rules
from .corrections import Amounts
from .errors import IN_THE_FUTURE, PAID_TOO_MUCH
from .former_models import FormerInvoice
from .money import ZERO
from .numbering import SeriesYear
from .settings import Settings

ORIGIN = "imported"
OURS = re.compile(r"(?P<series>[A-Z0-9]{1,10})-(?P<year>\d{4})-(?P<number>\d{3,7})")
LETTERS = re.compile(r"[A-Za-z]*")
NOTHING = Amounts([], [], ZERO, ZERO, ZERO, ZERO)


def number_sk(number: str, year: int) -> str:
    """Return the sort key under which a number of a year is known; spaces and letter case are ignored."""
    plain = "".join(number.split()).casefold()
    return hashlib.sha256(f"{ORIGIN}\x1f{plain}\x1f{year}".encode()).hexdigest()


def largest_numbers(invoices: Sequence[FormerInvoice]) -> dict[SeriesYear, int]:
    """Return the largest number of each series and year among numbers that have the form of ours."""
    largest: dict[SeriesYear, int] = {}
    for match in filter(None, (OURS.fullmatch(each.number) for each in invoices)):
        place = SeriesYear(match["series"], int(match["year"]))
        largest[place] = max(largest.get(place, 0), int(match["number"]))
    return largest


def amounts_of(invoice: FormerInvoice) -> Amounts:
    """Return the amounts that an invoice states. One without lines gets a line for each rate."""
    amounts = corrections.corrected(NOTHING, invoice)
    if invoice.line_items is not None:
        return amounts
    return amounts._replace(lines=[_line(invoice.number, tax) for tax in amounts.taxes])


def faults_of(invoice: FormerInvoice, amounts: Amounts, today: date) -> list[Fault]:
    """Return what is wrong with an invoice: sums, dates, and payments beyond what is to be paid."""
    faults = [*corrections.differences(amounts), *rules.date_faults(invoice.issue_date, invoice.due_date)]
    if invoice.issue_date > today:
        faults.append(Fault("issue_date", IN_THE_FUTURE, {"limit": today.isoformat()}))
    payable, paid = amounts.total - amounts.irpf, invoice.amount_paid or ZERO
    if abs(paid) > abs(payable) or paid * payable < 0:
        faults.append(Fault("amount_paid", PAID_TOO_MUCH, {"limit": str(payable)}))
    return faults


def main_of(
    invoice: FormerInvoice, amounts: Amounts, party: Reached | None, random: str, organisation: str
) -> dict[str, Any]:
    """Return the attributes of the invoice's own item."""
    of_amounts, _ = amounts.attributes()
    about: dict[str, Any] = {
        **items.new_main(random),
        "origin": ORIGIN,
        "document_type": invoice.document_type,
        "number": invoice.number,
        "series": invoice.series or (LETTERS.match(invoice.number) or [""])[0].upper(),
        "year": invoice.issue_date.year,
        "issue_date": invoice.issue_date.isoformat(),
        "due_date": invoice.due_date.isoformat() if invoice.due_date else None,
        "currency": invoice.currency,
        **of_amounts,
        "payments": _payments(invoice),
        "issued_at": clock.timestamp(),
        "status": "pending",
    }
    if party is not None:
        buyer = items.buyer_of(party.item)
        about["client"] = {name: buyer[name] for name in ("name", "nif") if name in buyer}
        about["client"]["id"] = party.public_id(organisation)
        about["contact"] = party.sk
    main = {name: value for name, value in about.items() if value is not None}
    main["status"] = rules.status_of(main, figures.paid(main), figures.due(main))
    return main


def content_of(
    invoice: FormerInvoice, amounts: Amounts, party: Reached | None, own_settings: Settings
) -> dict[str, Any]:
    """Return the attributes of its content, with what a rectification of it needs."""
    _, of_amounts = amounts.attributes()
    recargo = sum((Decimal(each.get("recargo_amount", "0")) for each in amounts.taxes), ZERO)
    content = {
        "buyer": items.buyer_of(party.item) if party is not None else None,
        "operation_date": invoice.operation_date.isoformat() if invoice.operation_date else None,
        "reference": invoice.reference,
        "language": own_settings.language,
        "lines_net": str(amounts.subtotal),
        "recargo": str(recargo) if recargo else None,
        "seller": dict(own_settings.seller),
        "payment": own_settings.payment(),
        **of_amounts,
    }
    return {name: value for name, value in content.items() if value is not None}


def is_former(main: Item | Mapping[str, Any]) -> bool:
    """Tell whether another program issued an invoice."""
    return bool(main.get("origin") == ORIGIN)


def _line(number: str, tax: Mapping[str, Any]) -> dict[str, Any]:
    """Return the line that stands for all of a rate."""
    taxes = Decimal(tax["tax_amount"]) + Decimal(tax.get("recargo_amount", "0"))
    usual = "standard" if Decimal(tax["tax_rate"]) else "zero"
    return {
        "description": number,
        "quantity": "1",
        "unit_price": tax["base"],
        "tax_rate": tax["tax_rate"],
        "net": tax["base"],
        "tax_amount": str(taxes),
        "total": str(Decimal(tax["base"]) + taxes),
        **({"tax_category": tax["tax_category"]} if tax["tax_category"] != usual else {}),
        **({"recargo_rate": tax["recargo_rate"]} if "recargo_rate" in tax else {}),
    }


def _payments(invoice: FormerInvoice) -> list[dict[str, str]] | None:
    if not invoice.amount_paid:
        return None
    on = invoice.paid_on or invoice.issue_date
    return [{"amount": f"{invoice.amount_paid:.2f}", "date": on.isoformat(), "method": "other"}]
