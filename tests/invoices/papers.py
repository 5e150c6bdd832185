"""Finished invoices for tests: one to begin with, and what adds up when lines, discounts or taxes are others."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bivelio_core.invoices.paper import Discount, Line, PaperInvoice, Party, Payment, Tax, TaxCategory

ZERO = Decimal(0)
CENT = Decimal("0.01")
SELLER = Party(
    name="Bivelio Serveis Digitals, S.L.",
    nif="B65874210",
    street="Carrer de Mallorca, 245, 3r 2a",
    postal_code="08008",
    city="Barcelona",
    country="ES",
    email="facturacio@bivelio.example",
    phone="+34 931 234 567",
    registration="Registre Mercantil de Barcelona, tom 45.123, foli 87, full B-512345, inscripció 1a",
)
BUYER = Party(
    name="Empresa ABC, S.L.",
    nif="B12345674",
    street="Avinguda Diagonal, 512",
    postal_code="08006",
    city="Barcelona",
    country="ES",
    email="contacte@empresaabc.com",
)
PAYMENT = Payment(iban="ES9121000418450200051332", bic="CAIXESBBXXX", terms="30 dies")


def cents(amount: Decimal) -> Decimal:
    """An amount rounded to two decimals, half away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP) + ZERO


def line(
    description: str,
    quantity: Any = 1,
    unit_price: Any = 100,
    rate: Any = 21,
    *,
    discount: Any = 0,
    recargo: Any = 0,
    category: TaxCategory = "standard",
    **more: Any,
) -> Line:
    """A line whose amounts agree with each other."""
    quantity, unit_price, rate, discount, recargo = map(
        Decimal, (str(quantity), str(unit_price), str(rate), str(discount), str(recargo))
    )
    net = cents(quantity * unit_price * (100 - discount) / 100)
    tax = cents(net * rate / 100) + cents(net * recargo / 100)
    return Line(
        description,
        quantity,
        unit_price,
        net,
        category,
        rate,
        tax,
        net + tax,
        discount_percent=discount,
        recargo_rate=recargo,
        **more,
    )


def invoice(lines: Sequence[Line] | None = None, *, discount_percent: Any = 0, **changes: Any) -> PaperInvoice:
    """An issued invoice of some lines, by default those of the reference, with sums that agree."""
    lines = tuple(
        lines
        or (line("Consultoria tècnica - 20 hores", 20, "150.00"), line("Llicència de programari mensual", 1, "500.00"))
    )
    percent = Decimal(str(discount_percent))
    groups: dict[tuple[Any, ...], Decimal] = {}
    for each in lines:
        group = (each.tax_category, each.tax_rate, each.recargo_rate, each.exemption_cause, each.exemption_reason)
        groups[group] = groups.get(group, ZERO) + each.net
    discounts = tuple(
        Discount(cents(net * percent / 100), group[0], group[1], group[2], percent=percent)
        for group, net in groups.items()
        if percent
    )
    taxes = []
    for index, (group, net) in enumerate(groups.items()):
        base = net - (discounts[index].amount if discounts else ZERO)
        category, rate, recargo, cause, reason = group
        amounts = cents(base * rate / 100), recargo, cents(base * recargo / 100)
        taxes.append(Tax(category, rate, base, *amounts, exemption_reason=reason, exemption_cause=cause))
    subtotal = sum((each.base for each in taxes), ZERO)
    tax, recargo = sum((each.amount for each in taxes), ZERO), sum((each.recargo for each in taxes), ZERO)
    total = subtotal + tax + recargo
    irpf_rate = Decimal(str(changes.pop("irpf_rate", 0)))
    irpf = cents(subtotal * irpf_rate / 100)
    paid = Decimal(str(changes.pop("amount_paid", 0)))
    made = PaperInvoice(
        number="FAC-2026-043",
        series="FAC",
        document_type="invoice",
        status="issued",
        language="ca",
        currency="EUR",
        issue_date=date(2026, 4, 7),
        due_date=date(2026, 5, 7),
        seller=SELLER,
        buyer=BUYER,
        lines=lines,
        taxes=tuple(taxes),
        discounts=discounts,
        lines_net=sum((each.net for each in lines), ZERO),
        subtotal=subtotal,
        tax=tax,
        recargo=recargo,
        total=total,
        irpf_rate=irpf_rate,
        irpf=irpf,
        amount_paid=paid,
        amount_due=total - irpf - paid,
        timestamp=datetime(2026, 4, 7, 12, 45, tzinfo=UTC),
        payment=PAYMENT,
    )
    return replace(made, **changes)


def png(width: int = 300, height: int = 100, colour: tuple[int, int, int] = (29, 78, 124)) -> bytes:
    """A PNG of one colour."""
    rows = (b"\0" + bytes(colour) * width) * height
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
