"""Sales to private persons in other countries of the EU at the rates there, under the Union scheme (OSS).

Ley 37/1992, articles 163 unvicies to 163 quatervicies, and 68.Tres and 70.Uno.4.º and 8.º for where such sales are. The
tax is that of the client's country: AEAT's records tell the base alone, as outside the territory (N2) under the key 17,
with no rate and no tax (codes 1207 and 1237).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

OSS = "oss"


class OssRate(NamedTuple):
    """The rates of a country, the standard one first, and the days they hold for."""

    country: str
    since: date
    until: date | None
    percents: tuple[Decimal, ...]


@cache
def rates() -> tuple[OssRate, ...]:
    """Return the rates of `oss_rates.txt`."""
    return tuple(_read())


def _read() -> Iterator[OssRate]:
    for row in (Path(__file__).parent / "oss_rates.txt").read_text().splitlines():
        if row and not row.startswith("#"):
            country, since, until, *percents = row.split()
            end = None if until == "-" else date.fromisoformat(until)
            yield OssRate(country, date.fromisoformat(since), end, tuple(map(Decimal, percents)))


def rates_on(country: str, day: date) -> tuple[Decimal, ...]:
    """Return the rates of a country on a day; none for a country outside the EU, for Spain, and before the scheme."""
    for rate in rates():
        if rate.country == country and rate.since <= day and (rate.until is None or day <= rate.until):
            return rate.percents
    return ()
