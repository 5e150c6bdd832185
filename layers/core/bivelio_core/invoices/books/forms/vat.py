"""Form 303: which boxes take a row of the books.

Source: AEAT, CALCULO_CASILLAS_IVA_PRE303-LSI.xlsx, sheets "Cálculo casillas IVADevengado", "IVADeducible" and
"Información Adicional"; the boxes of 2 % and 5 % from the layout of the form of October 2024.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bivelio_core.invoices.books.kinds import EXPORT, GENERAL, INTRA_EU, OTHER_TAX
from bivelio_core.invoices.books.parties import VAT_NUMBER
from bivelio_core.invoices.books.parts import NO_BOX, Books, Part, part_of
from bivelio_core.invoices.books.received import YES
from bivelio_core.invoices.books.rows import IssuedRow, ReceivedRow
from bivelio_core.invoices.money import ZERO

Pair = tuple[str, str]
"""The boxes of a base and of its tax."""


class Layout(NamedTuple):
    """The boxes that depend on a rate, from a day on."""

    since: date
    rates: dict[Decimal, Pair]
    recargos: dict[Decimal, Pair]


LAYOUTS = (
    Layout(
        date(2023, 1, 1),
        {
            Decimal(0): ("150", "152"),
            Decimal(2): ("165", "167"),
            Decimal(4): ("01", "03"),
            Decimal(5): ("153", "155"),
            Decimal(10): ("04", "06"),
            Decimal(21): ("07", "09"),
        },
        {
            Decimal("1.75"): ("156", "158"),
            Decimal("0.5"): ("168", "170"),
            Decimal("1.4"): ("19", "21"),
            Decimal("5.2"): ("22", "24"),
        },
    ),
)
MODIFIED, MODIFIED_RECARGO = ("14", "15"), ("25", "26")
UNION, REVERSED = ("10", "11"), ("12", "13")
DEDUCTIBLE = {
    (False, False): ("28", "29"),
    (False, True): ("30", "31"),
    (True, False): ("36", "37"),
    (True, True): ("38", "39"),
}
"""By whether it comes from the Union, and whether it is a capital good."""
DEDUCTION_MODIFIED = ("40", "41")

INVOICES, SIMPLE = {"F1", "F2", "F4"}, {"F1", "F3"}
RECTIFICATIONS = {"R1", "R2", "R3", "R4", "R5"}
TAXED_REGIMES = {"01", "11", "12", "13", "15", "03", "05", "09"}
OUTSIDE_REGIMES = {"01", "11", "12", "13", "15", "09"}
OSS = "17"
OWN_TAX_REGIMES = {"01", "12", "03", "05"}

ACCRUED = ("152", "167", "03", "155", "06", "09", "11", "13", "15", "158", "170", "21", "24", "26")
DEDUCTED = ("29", "31", "37", "39", "41")
ORDER = (
    *("150", "152", "165", "167", "01", "03", "153", "155", "04", "06", "07", "09", "10", "11", "12", "13", "14", "15"),
    *("156", "158", "168", "170", "19", "21", "22", "24", "25", "26", "27"),
    *("28", "29", "30", "31", "36", "37", "38", "39", "40", "41", "45", "46"),
    *("59", "60", "120", "122", "123", "124", NO_BOX),
)


def layout_of(day: date) -> Layout:
    """Return the layout of a day; of days before the first one, the first."""
    return next((each for each in reversed(LAYOUTS) if each.since <= day), LAYOUTS[0])


def parts(books: Books, layout: Layout) -> Iterator[Part]:
    """Return the amounts of the books by box."""
    for issued in books.issued:
        yield from _or_none(issued, list(_of_issued(issued, layout)))
    for received in books.received:
        yield from _or_none(received, list(_of_received(received)))


def totals(boxes: dict[str, Decimal]) -> dict[str, Decimal]:
    """Return the boxes that are computed from others: tax accrued, deductible tax, and their difference."""
    accrued = sum((boxes.get(box, ZERO) for box in ACCRUED), ZERO)
    deducted = sum((boxes.get(box, ZERO) for box in DEDUCTED), ZERO)
    return {"27": accrued, "45": deducted, "46": accrued - deducted}


def _or_none(row: IssuedRow | ReceivedRow, row_parts: list[Part]) -> list[Part]:
    return row_parts or [part_of(row, NO_BOX, row.base)]


def _of_issued(row: IssuedRow, layout: Layout) -> Iterator[Part]:
    if row.qualification == "S1":
        yield from _taxed(row, layout)
    elif row.qualification == "S2":
        if row.invoice_type in SIMPLE | RECTIFICATIONS - {"R5"} and row.regime in OUTSIDE_REGIMES:
            yield part_of(row, "122", row.base)
    elif row.invoice_type in INVOICES | RECTIFICATIONS and (box := _informed(row)):
        yield part_of(row, box, row.base)


def _taxed(row: IssuedRow, layout: Layout) -> Iterator[Part]:
    tax, rate = row.tax or ZERO, row.rate or ZERO
    if row.regime == OSS and row.invoice_type in INVOICES | RECTIFICATIONS:
        yield part_of(row, "124", row.base)
    if row.regime not in TAXED_REGIMES:
        return
    is_modified = row.invoice_type in RECTIFICATIONS or (row.invoice_type in INVOICES and tax < ZERO)
    if is_modified:
        yield from _pair(row, MODIFIED, row.base, tax)
    elif row.invoice_type in INVOICES and rate in layout.rates:
        yield from _pair(row, layout.rates[rate], row.base, tax)
    if row.recargo_rate is None or row.recargo is None or row.regime != GENERAL:
        return
    if is_modified:
        yield from _pair(row, MODIFIED_RECARGO, row.base, row.recargo)
    elif row.invoice_type in INVOICES and row.recargo_rate in layout.recargos:
        yield from _pair(row, layout.recargos[row.recargo_rate], row.base, row.recargo)


def _informed(row: IssuedRow) -> str | None:
    """Return the box of an operation that bears no tax."""
    has_vat_number = row.id_type == VAT_NUMBER
    if row.exemption in {"E5", "E6"} and has_vat_number and row.regime in {GENERAL, "15"}:
        return "59"
    if row.exemption in {"E2", "E3", "E4"} and row.regime in {GENERAL, EXPORT, "05"}:
        return "60"
    if row.exemption == "E6" and row.regime in {EXPORT, "05"}:
        return "60"
    if row.qualification != "N2":
        return None
    if row.regime == OSS:
        return "123"
    if has_vat_number:
        return "59" if row.regime in OUTSIDE_REGIMES else None
    return "120" if row.regime in TAXED_REGIMES | {OTHER_TAX} else None


def _of_received(row: ReceivedRow) -> Iterator[Part]:
    tax, deductible = row.tax or ZERO, row.deductible or ZERO
    is_rectification = row.invoice_type in RECTIFICATIONS
    is_union = row.regime == INTRA_EU
    if is_union or (row.is_reversed == YES and row.regime in OWN_TAX_REGIMES):
        is_modified = is_rectification or row.base < ZERO
        yield from _pair(row, MODIFIED if is_modified else UNION if is_union else REVERSED, row.base, tax)
    if not deductible or row.regime not in {GENERAL, "12", INTRA_EU}:
        return
    if is_rectification or deductible < ZERO:
        yield from _pair(row, DEDUCTION_MODIFIED, row.base, deductible)
    else:
        yield from _pair(row, DEDUCTIBLE[is_union, row.is_investment == YES], row.base, deductible)


def _pair(row: IssuedRow | ReceivedRow, pair: Pair, base: Decimal, tax: Decimal) -> Iterator[Part]:
    yield part_of(row, pair[0], base)
    yield part_of(row, pair[1], tax)
