"""What a form asks for and the invoices here do not tell, said in words."""

from collections.abc import Iterator
from typing import NamedTuple

from .forms.withheld import RENT, RENT_RATE
from .kinds import CASH_BASIS, INTRA_EU
from .parts import NO_BOX, Part
from .received import YES
from .sources import Source

ALWAYS = {
    "303": ("prorrata", "capital_goods", "imports", "former_compensation"),
    "347": ("cash_received", "no_spanish_number"),
    "349": ("triangular", "former_periods"),
    "111": ("payroll", "payment_day"),
    "130": ("other_expenses", "deductions"),
}


class Unknown(NamedTuple):
    """A gap by its name, and of how many invoices it is, where it is of some."""

    code: str
    invoices: int | None = None


def of_form(form: str, source: Source, parts: list[Part]) -> Iterator[Unknown]:
    """Return what is not known of a form's figures."""
    yield from (Unknown(code) for code in ALWAYS[form])
    counts = {
        "currency": source.without_euros,
        "review": sum(1 for entry in source.received if entry.invoice.main.get("needs_review")),
        "no_box": len({part.reference for part in parts if part.box == NO_BOX}),
        **_of_rows(form, source),
    }
    yield from (Unknown(code, count) for code, count in counts.items() if count)


def _of_rows(form: str, source: Source) -> dict[str, int]:
    issued, received = source.books
    if form == "303":
        own = {row.reference for row in received if row.regime == INTRA_EU or row.is_reversed == YES}
        return {
            "cash_basis": len({row.reference for row in issued if row.regime == CASH_BASIS}),
            "assumed_rate": len(own - _naming(source, "self_assessed_rate")),
            "assumed_deduction": len({row.reference for row in received} - _naming(source, "deductible_percent")),
        }
    if form == "111":
        rent = (row for row in received if row.irpf and (row.expense_concept == RENT or row.irpf_rate == RENT_RATE))
        return {"rent": len({row.reference for row in rent})}
    if form == "130":
        return {"concept": len({row.reference for row in received if row.expense_concept is None})}
    return {}


def _naming(source: Source, name: str) -> set[str]:
    return {entry.id for entry in source.received if name in entry.invoice.main.get("books", {})}
