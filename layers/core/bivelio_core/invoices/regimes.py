"""The special regimes of IVA that an invoice can be under, as data, and their keys in AEAT's records. Pure.

AEAT's list L8A has the keys; which operations each of them takes is in its validations, 15.6 (codes 1199 to 1203, 1252,
1279). What a regime does not take is recorded under the general one, as an invoice may have both.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from .categories import Treatment, treatment
from .oss import OSS

Regime = Literal[
    "general", "cash_basis", "gold", "igic_ipsi", "simplified_regime", "oss", "used_goods", "travel_agency"
]


class RegimeRules(NamedTuple):
    """A regime: its key, the qualifications and causes that it takes, the name of its mention, if any, its law."""

    key: str
    takes: frozenset[str]
    mention: str | None
    source: str


GENERAL, EXPORT, RECARGO = "01", "02", "18"
OUTSIDE = frozenset({"E2", "E3"})
"""Exports and what is assimilated to them, whose key is their own."""
_EXEMPT = frozenset({"E1", "E4", "E5", "E6"})

REGIMES: dict[Regime, RegimeRules] = {
    "general": RegimeRules(GENERAL, _EXEMPT | {"S1", "S2", "N1", "N2"}, None, "Ley 37/1992"),
    "cash_basis": RegimeRules(
        "07",
        frozenset({"S1", "E1", "E6"}),
        "cash_basis_note",
        "Ley 37/1992, art. 163 decies; Real Decreto 1619/2012, art. 6.1.p",
    ),
    "gold": RegimeRules("04", frozenset({"S2", "E1", "E4", "E5", "E6"}), None, "Ley 37/1992, art. 140 to 140 sexies"),
    "igic_ipsi": RegimeRules("08", frozenset({"N2"}), None, "Ley 37/1992, art. 3.Dos; Ley 20/1991; Ley 8/1991"),
    "oss": RegimeRules("17", frozenset({"N2"}), "oss_note", "Ley 37/1992, art. 163 unvicies to 163 quatervicies"),
    "simplified_regime": RegimeRules("20", frozenset({"S1"}), None, "Ley 37/1992, art. 122 and 123"),
    "used_goods": RegimeRules(
        "03",
        frozenset({"S1"}),
        "used_goods_note",
        "Ley 37/1992, art. 135 to 139; Real Decreto 1619/2012, art. 6.1.o and 16.1",
    ),
    "travel_agency": RegimeRules(
        "05",
        frozenset({"S1", "E6"}),
        "travel_agency_note",
        "Ley 37/1992, art. 141 to 147; Real Decreto 1619/2012, art. 6.1.n and 16.2",
    ),
}

TRAVEL_AGENCY: Regime = "travel_agency"
OF_MARGIN: dict[Regime, str] = {"used_goods": "LIVA, art. 137", TRAVEL_AGENCY: "LIVA, art. 145"}
"""The regimes that tax the margin, and the article that says what it is."""
TAXED = frozenset({"standard", "zero"})


def is_of_margin(regime: Regime, category: str) -> bool:
    """Tell whether a category is taxed by the margin under a regime."""
    return regime in OF_MARGIN and category in TAXED


def treatment_under(regime: Regime, category: str, cause: str | None, *, is_abroad: bool) -> Treatment:
    """Return how records state a category under a regime: what is taxed in the client's country is not taxed here."""
    if regime == OSS and category in {"standard", "zero"}:
        return Treatment("N2")
    return treatment(category, cause, is_abroad=is_abroad)


def key_of(regime: Regime, treatment: Treatment, *, has_recargo: bool) -> str:
    """Return the key under which records tell an operation of an invoice."""
    if treatment.cause in OUTSIDE:
        return EXPORT
    if has_recargo:
        return RECARGO
    rules = REGIMES[regime]
    return rules.key if (treatment.cause or treatment.qualification) in rules.takes else GENERAL


def takes_any(regime: Regime, treatments: Iterable[Treatment]) -> bool:
    """Tell whether some operation of an invoice can be under its regime."""
    return regime == "general" or any(
        (each.cause or each.qualification) in REGIMES[regime].takes for each in treatments
    )
