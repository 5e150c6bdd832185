"""Random invoices that add up: any mixture of taxes, discounts, signs, parties and references."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bivelio_core.invoices.paper import (
    Corrected,
    Line,
    PaperInvoice,
    Party,
    Payment,
    Rectification,
    RectificationCode,
    TaxCategory,
)

from .papers import BUYER, PAYMENT, ZERO, invoice, line

RECARGO = {21: "5.2", 10: "1.4", 4: "0.5"}
UNTAXED: tuple[TaxCategory, ...] = ("exempt", "reverse_charge", "intra_eu", "export")
OUTSIDE: tuple[TaxCategory, ...] = ("not_subject", "outside_territory")
GERMAN = Party(
    "Müller & Söhne GmbH", "DE811907980", street="Unter den Linden 5", postal_code="10117", city="Berlin", country="DE"
)
GREEK = Party("Ελληνική Α.Ε.", "094259216", street="Odos 1", postal_code="10431", city="Athina", country="GR")
AMERICAN = Party(
    "Acme <Tools> Inc.", "12-3456789", street="1 Main St", postal_code="02108", city="Boston", country="US"
)
PERSON = replace(BUYER, name="Maria dels Àngels Puig i Vila", nif="54362315K")
WORDS = (
    "servei", "llicència", "&", "<hores>", "coŀlaboració", '"ús"', "d’octubre", "100%", "€", "línia\nnova", "אב"
)  # fmt: skip


def random_invoice(chance: random.Random, *, can_withhold: bool = False, can_be_outside: bool = False) -> PaperInvoice:
    """An invoice that adds up. IRPF and recargo, which EN 16931 cannot say, only where they may be."""
    rectification = _rectification(chance)
    is_negative = rectification is not None and rectification.method == "difference" and chance.random() < 0.7
    untaxed = chance.choice((*UNTAXED, *OUTSIDE) if can_be_outside else UNTAXED)
    lines = [_line(chance, untaxed, can_withhold=can_withhold) for _ in range(chance.choice((1, 1, 2, 3, 8, 30)))]
    if is_negative:
        lines = [_turned(each, chance) for each in lines]
    buyer = (
        chance.choice((GERMAN, GREEK))
        if any(each.tax_category == "intra_eu" for each in lines)
        else (chance.choice((BUYER, BUYER, PERSON, GERMAN, GREEK, AMERICAN)))
    )
    if rectification and buyer in (GERMAN, GREEK, AMERICAN) and rectification.code in ("R2", "R3"):
        rectification = replace(rectification, code="R4")  # bad debts are of clients in Spain
    issue_date = date(2026, 1, 1) + timedelta(days=chance.randrange(365))
    made = invoice(
        lines,
        discount_percent=chance.choice((0, 0, 3, "12.5", "33.33")),
        irpf_rate=chance.choice((0, 7, 15, 19)) if can_withhold else 0,
        issue_date=issue_date,
        due_date=issue_date + timedelta(days=chance.choice((0, 30, 60))),
        operation_date=chance.choice((None, issue_date - timedelta(days=5))),
        number=f"{'R' if rectification else 'FAC'}-2026-{chance.randrange(1, 5000):03d}",
        series="R" if rectification else "FAC",
        document_type="rectification" if rectification else "invoice",
        rectification=rectification,
        language=chance.choice(("ca", "es", "en")),
        buyer=buyer,
        reference=chance.choice((None, "PO-118")),
        notes=chance.choice((None, _text(chance))),
        payment=chance.choice((PAYMENT, Payment(terms="30 dies"), replace(PAYMENT, bic=None, reference="REF 7"))),
    )
    if made.amount_due > 1 and chance.random() < 0.3:
        paid = chance.choice((made.amount_due, Decimal(1)))
        made = replace(made, amount_paid=paid, amount_due=made.amount_due - paid)
    return made


def _text(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randrange(1, 12)))


def _line(chance: random.Random, untaxed: TaxCategory, *, can_withhold: bool) -> Line:
    quantity = chance.choice((1, 2, "0.5", "12.125", "0.00000001", 1000))
    price = Decimal(chance.randrange(0, 10**7)) / 10 ** chance.choice((0, 2, 2, 2, 4, 8))
    common: dict[str, Any] = {"discount": chance.choice((0, 0, 0, 10, "33.3", 100))}
    if chance.random() < 0.25:
        reason = chance.choice((None, "article 20.Uno.9 de la Llei 37/1992", "un altre motiu"))
        return line(_text(chance), quantity, price, 0, category=untaxed, exemption_reason=reason, **common)
    rate = chance.choice((21, 21, 10, 4, 0))
    if rate == 0:
        return line(_text(chance), quantity, price, 0, category="zero", **common)
    recargo = RECARGO[rate] if can_withhold and chance.random() < 0.3 else 0
    return line(_text(chance), quantity, price, rate, recargo=recargo, **common)


def _turned(each: Line, chance: random.Random) -> Line:
    """A line that takes something away, by its quantity or by its price."""
    by_price = chance.random() < 0.2
    return replace(
        each,
        quantity=each.quantity if by_price else -each.quantity,
        unit_price=-each.unit_price if by_price else each.unit_price,
        net=-each.net + ZERO,
        tax_amount=-each.tax_amount + ZERO,
        total=-each.total + ZERO,
    )


def _rectification(chance: random.Random) -> Rectification | None:
    if chance.random() < 0.6:
        return None
    corrected = tuple(
        Corrected(f"FAC-2026-{number:03d}", "FAC", date(2026, chance.randrange(1, 12), 3))
        for number in range(1, chance.choice((1, 1, 3)) + 1)
    )
    codes: tuple[RectificationCode, ...] = ("R1", "R2", "R3", "R4")
    code = chance.choice(codes)
    if chance.random() < 0.5:
        return Rectification(code, "difference", corrected, chance.choice((None, _text(chance))))
    return Rectification(code, "substitution", corrected, "Un error", Decimal(100), Decimal(21), ZERO)
