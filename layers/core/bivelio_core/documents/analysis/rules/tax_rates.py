"""The rates of VAT and IGIC of the countries around, and those of Spain's surcharge and IRPF."""

from decimal import Decimal

RATES = frozenset(
    map(
        Decimal,
        ("2", "2.1", "3", "4", "5", "5.5", "6", "7", "8.1", "8.5", "9", "10", "19", "20", "21", "22", "23", "25"),
    )
)
"""The rates of VAT and IGIC in force in the countries around."""
SURCHARGES = {Decimal(21): Decimal("5.2"), Decimal(10): Decimal("1.4"), Decimal(4): Decimal("0.5")}
"""Recargo de equivalencia by the rate of IVA (Ley 37/1992, art. 161)."""
WITHHOLDING = tuple(map(Decimal, (15, 7, 19, 24, 2, 1)))
"""IRPF (Real Decreto 439/2007, articles 95 and 100; non-residents)."""
TOLERANCE = Decimal("0.02")
