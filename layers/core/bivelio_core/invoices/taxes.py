"""Spanish taxes on invoices as data, each rate with the days it holds for and its source.

IVA and recargo de equivalencia: Ley 37/1992, articles 90, 91, 154 and 161. IRPF withheld: Real Decreto 439/2007,
articles 95 and 100, and for non-residents Real Decreto Legislativo 5/2004, article 25.
"""

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

TaxCategory = Literal[
    "standard", "zero", "exempt", "reverse_charge", "intra_eu", "export", "not_subject", "outside_territory"
]
Kind = Literal["goods", "services"]
ExemptionCause = Literal["E1", "E2", "E3", "E4", "E5", "E6"]
"""AEAT's list L10, by articles of Ley 37/1992: 20 (E1), 21 (E2), 22 (E3), 23 and 24 (E4), 25 (E5), another (E6)."""


class IvaRate(NamedTuple):
    """A rate of IVA in percent, the recargo that goes with it, and the days it holds for."""

    percent: Decimal
    recargo: Decimal
    since: date
    until: date | None
    source: str


IVA_RATES = (
    IvaRate(Decimal(21), Decimal("5.2"), date(2012, 9, 1), None, "Ley 37/1992, art. 90.Uno and 161.1"),
    IvaRate(Decimal(10), Decimal("1.4"), date(2012, 9, 1), None, "Ley 37/1992, art. 91.Uno and 161.2"),
    IvaRate(Decimal(4), Decimal("0.5"), date(1995, 1, 1), None, "Ley 37/1992, art. 91.Dos and 161.3"),
    IvaRate(Decimal(0), Decimal(0), date(2022, 4, 10), None, "Ley 37/1992, art. 91.Cuatro"),
)

IRPF_RATES = tuple(map(Decimal, (0, 1, 2, 7, 15, 19, 24)))
"""Nothing; stock farming and objective assessment; farming; new professionals; professionals; rent; non-residents."""

SIMPLIFIED_LIMIT = Decimal(400)
"""The largest total of a simplified invoice, IVA included (Real Decreto 1619/2012, art. 4.1.a)."""

CAUSES: dict[str, ExemptionCause] = {"exempt": "E1", "intra_eu": "E5", "export": "E2"}
"""The cause of categories that are exempt, unless the line names another."""

OTHER_TAXES = {"igic": "igic", "ipsi": "ipsi", "foral": "foral"}
"""What callers may ask for that this service does not issue: it says so in place of issuing something else."""

_PROVINCES = {
    **dict.fromkeys(("35", "38"), "igic"),
    **dict.fromkeys(("51", "52"), "ipsi"),
    **dict.fromkeys(("01", "20", "31", "48"), "foral"),
}
"""Provinces by the first two digits of their postal codes: the Canary Islands, Ceuta and Melilla, and the territories
with tax administrations of their own (TicketBAI, Navarre)."""


def iva_rate(percent: Decimal, on: date) -> IvaRate | None:
    """The rate that holds on a day, None when the percentage is none of that day's."""
    for rate in IVA_RATES:
        if rate.percent == percent and rate.since <= on and (rate.until is None or on <= rate.until):
            return rate
    return None


def rates_on(day: date) -> list[Decimal]:
    """The percentages of a day, the highest first."""
    return [rate.percent for rate in IVA_RATES if rate.since <= day and (rate.until is None or day <= rate.until)]


def other_regime(country: str, postal_code: str | None) -> str | None:
    """Return the regime of a territory with its own taxes: `igic`, `ipsi`, `foral`; None where common IVA applies."""
    return _PROVINCES.get((postal_code or "")[:2]) if country == "ES" else None
