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
    """A rate of IVA in percent, the recargos that may go with it, the usual one first, and the days it holds for."""

    percent: Decimal
    recargos: tuple[Decimal, ...]
    since: date
    until: date | None
    source: str


def _iva(percent: str, recargos: str, since: date, until: date | None, source: str) -> IvaRate:
    return IvaRate(Decimal(percent), tuple(map(Decimal, recargos.split())), since, until, source)


IVA_RATES = (
    _iva("21", "5.2 1.75", date(2012, 9, 1), None, "Ley 37/1992, art. 90.Uno, 161.1 and, of tobacco, 161.4"),
    _iva("10", "1.4", date(2012, 9, 1), None, "Ley 37/1992, art. 91.Uno and 161.2"),
    _iva("4", "0.5", date(1995, 1, 1), None, "Ley 37/1992, art. 91.Dos and 161.3"),
    _iva("0", "0", date(2022, 4, 10), None, "Ley 37/1992, art. 91.Cuatro"),
    _iva("5", "0.5", date(2022, 7, 1), date(2022, 12, 31), "Real Decreto-ley 11/2022"),
    _iva("5", "0.62", date(2023, 1, 1), date(2024, 9, 30), "Real Decreto-ley 20/2022"),
    _iva("7.5", "1", date(2024, 10, 1), date(2024, 12, 31), "Real Decreto-ley 4/2024"),
    _iva("2", "0.26", date(2024, 10, 1), date(2024, 12, 31), "Real Decreto-ley 4/2024"),
)
"""Those of before are for rectifications of operations of then; AEAT takes them for these days (codes 1194, 1235)."""


class IrpfRate(NamedTuple):
    """A rate of IRPF in percent, for what it is, and the article that has it."""

    percent: Decimal
    purpose: str
    source: str


def _irpf(percent: str, purpose: str, source: str) -> IrpfRate:
    return IrpfRate(Decimal(percent), purpose, source)


IRPF = (
    _irpf("0", "nothing is withheld", "RD 439/2007, art. 75.3"),
    _irpf("1", "pigs and poultry, and objective assessment", "RD 439/2007, art. 95.4.1.º and 95.6"),
    _irpf("2", "farming, stock and forestry", "RD 439/2007, art. 95.4.2.º and 95.5"),
    _irpf("7", "professionals in their first three years, and those of art. 95.1.a to d", "RD 439/2007, art. 95.1"),
    _irpf("15", "professionals, and intellectual property", "RD 439/2007, art. 95.1 and 101"),
    _irpf("19", "rent, industrial property, technical assistance and prizes", "RD 439/2007, art. 99, 100 and 101"),
    _irpf("24", "image rights, and non-residents outside the EU", "RD 439/2007, art. 101; RDLeg 5/2004, art. 25.1"),
    _irpf("35", "members of boards", "RD 439/2007, art. 80.1.3.º"),
    _irpf("0.4", "1 with income of Ceuta and Melilla", "Ley 35/2006, art. 101.5: 60 % less"),
    _irpf("0.8", "2 with income of Ceuta and Melilla", "Ley 35/2006, art. 101.5: 60 % less"),
    _irpf("2.8", "7 with income of Ceuta and Melilla", "RD 439/2007, art. 95.1, last paragraph: 60 % less"),
    _irpf("6", "15 with income of Ceuta and Melilla", "RD 439/2007, art. 95.1, last paragraph: 60 % less"),
    _irpf("7.6", "rent of a building in Ceuta or Melilla", "Ley 35/2006, art. 101.8: 60 % less"),
)
IRPF_RATES = tuple(rate.percent for rate in IRPF)

SIMPLIFIED_LIMIT = Decimal(400)
"""The largest total of a simplified invoice in euros, IVA included (Real Decreto 1619/2012, art. 4.1.a)."""
SIMPLIFIED_LIMIT_OF_TRADES = Decimal(3_000)
"""That of the trades of article 4.2."""
SimplifiedTrade = Literal[
    "retail",
    "itinerant",
    "home",
    "passenger_transport",
    "hospitality",
    "dance_hall",
    "public_telephone",
    "hairdressing",
    "sports_facility",
    "photography",
    "parking",
    "film_rental",
    "laundry",
    "toll_road",
]
"""The trades of article 4.2, letters a to n, in their order."""

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
