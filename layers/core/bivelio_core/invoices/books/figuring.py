"""The figures of a form, from the books of its period. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from bivelio_core.invoices.money import ZERO, cents

from .entries import Entry
from .forms import income, partners, vat, withheld
from .kinds import INTRA_EU
from .parts import NO_BOX, Part, sums
from .periods import QUARTERS, quarter_of
from .received import operation_of, taxes_of
from .sources import Source


class BoxSum(NamedTuple):
    """A box, its sum and the number of its invoices; None where it is computed from others."""

    box: str
    amount: Decimal
    invoices: int | None


class PartnerSum(NamedTuple):
    """The sums of one key and partner."""

    key: str
    tax_number: str
    name: str | None
    quarters: tuple[Decimal, ...]
    invoices: int

    @property
    def amount(self) -> Decimal:
        """The sum of the year."""
        return sum(self.quarters, cents(ZERO))


class FormFigures(NamedTuple):
    """The figures of a form and the amounts behind them."""

    parts: list[Part]
    boxes: list[BoxSum]
    partners: list[PartnerSum]


def of_form(form: str, source: Source, earlier: Iterable[Source] = ()) -> FormFigures:
    """Return the figures of a form. `earlier` are the books until each earlier quarter, which 130 needs."""
    if form == "303":
        return _of_vat(source)
    if form == "111":
        return _of_withheld(source)
    if form == "130":
        return _of_income(source, earlier)
    return _of_partners(form, source)


def _of_vat(source: Source) -> FormFigures:
    parts = list(vat.parts(source.books, vat.layout_of(source.period.first)))
    boxes = sums(parts)
    return FormFigures(parts, _boxes(parts, boxes, vat.totals(boxes), vat.ORDER), [])


def _of_withheld(source: Source) -> FormFigures:
    parts = list(withheld.parts(source.books))
    boxes = sums(parts)
    return FormFigures(parts, _boxes(parts, boxes, withheld.totals(parts, boxes), withheld.ORDER), [])


def _of_income(source: Source, earlier: Iterable[Source]) -> FormFigures:
    parts = list(income.parts(source.books))
    boxes = sums(parts)
    before = [income.sums_of(each.books) for each in earlier]
    return FormFigures(parts, _boxes(parts, boxes, income.totals(boxes, before), income.ORDER), [])


def _of_partners(form: str, source: Source) -> FormFigures:
    if form == "347":
        every = list(partners.of_347(source.books))
        declared = [each for each in _partners(every, source) if abs(each.amount) > partners.THRESHOLD]
    else:
        every = list(partners.of_349(source.books, _services(source.received)))
        declared = [each for each in _partners(every, source) if each.amount and each.key != NO_BOX]
    declarable = {(each.key, each.tax_number) for each in declared}
    parts = [part for part in every if (part.box, part.partner) in declarable or part.box == NO_BOX]
    return FormFigures(parts, [], declared)


def _boxes(
    parts: list[Part], boxes: Mapping[str, Decimal], computed: Mapping[str, Decimal], order: tuple[str, ...]
) -> list[BoxSum]:
    behind: dict[str, set[str]] = {}
    for part in parts:
        behind.setdefault(part.box, set()).add(part.reference)
    return [
        BoxSum(box, computed[box], None) if box in computed else BoxSum(box, boxes[box], len(behind[box]))
        for box in order
        if box in computed or box in boxes
    ]


def _partners(parts: list[Part], source: Source) -> list[PartnerSum]:
    rows = [row for book in source.books for row in book]
    names = {row.id_number or "": row.name for row in rows}
    quarter = {entry.id: quarter_of(entry.day) for entry in (*source.issued, *source.received)}
    grouped: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        grouped.setdefault((part.box, part.partner), []).append(part)
    return [
        PartnerSum(
            key,
            number,
            names.get(number),
            tuple(_sum(part.amount for part in group if quarter[part.reference] == each) for each in QUARTERS),
            len({part.reference for part in group}),
        )
        for (key, number), group in sorted(grouped.items())
    ]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, cents(ZERO))


def _services(received: Iterable[Entry]) -> set[str]:
    """Return the received invoices of the European Union that are for services: those of reverse charge."""
    return {
        entry.id
        for entry in received
        for tax in taxes_of(entry.invoice)
        if tax["tax_category"] == "reverse_charge"
        and operation_of(tax, entry.invoice.content.get("buyer")).regime == INTRA_EU
    }
