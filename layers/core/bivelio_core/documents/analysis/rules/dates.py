"""Dates as they are written in Catalan, Spanish, English, German and French; day before month."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "gener enero january januar janvier januari jan ene gen",
        "febrer febrero february februar février fevrier februari feb",
        "març marc marzo march märz maerz mars maart mar",
        "abril april avril abr apr avr",
        "maig mayo may mai mei mai",
        "juny junio june juni juin jun",
        "juliol julio july juli juillet jul",
        "agost agosto august août aout augustus ago aug",
        "setembre septiembre setiembre september septembre set sep sept",
        "octubre october oktober octobre oct okt",
        "novembre noviembre november nov",
        "desembre diciembre december dezember décembre decembre des dic dec dez",
    ),
    start=1,
):
    MONTHS.update(dict.fromkeys(_names.split(), _number))

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
SLASHED = re.compile(r"(?<![\d.])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?!\d)")
FORMS = (
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d.])(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})(?![\d%]|[.,]\d)"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?[ \u00a0-]*+(?:(?:de |d'|d’|of )[ -]*+)?(?P<name>{_MONTH})\.?"
        r"[ \u00a0,-]*(?:de |del |of )?(?P<y>\d{4})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<name>{_MONTH})\.?[ \u00a0]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[ \u00a0]+(?P<y>\d{{4}})(?!\d)",
        re.IGNORECASE,
    ),
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date and where it stands in its line."""

    value: date
    start: int
    end: int


def dates(line: str, *, month_first: bool = False) -> Iterator[Day]:
    """Return the dates of a line from left to right; `month_first` reads 03/04/2026 as the fourth of March."""
    days = [day for form in FORMS for each in form.finditer(line) if (day := _day(each, month_first)) is not None]
    yield from sorted(days, key=lambda day: day.start)


def has_month_first(text: str) -> bool:
    """Whether the dates of a text are those of the United States: some can be read only so, and none otherwise."""
    pairs = [(int(match["d"]), int(match["m"])) for match in SLASHED.finditer(text)]
    return any(first <= 12 < second <= 31 for first, second in pairs) and not any(first > 12 for first, _ in pairs)


def _day(match: re.Match[str], month_first: bool) -> Day | None:  # noqa: FBT001
    parts = match.groupdict()
    name = parts.get("name")
    month = MONTHS[name.lower()] if name else int(parts["m"])
    day, year = int(parts["d"]), int(parts["y"])
    if month > 12 >= day or (month_first and not name and "/" in match[0] and len(parts["y"]) == 4 and day <= 12):
        day, month = month, day
    try:
        return Day(date(year + 2000 if year < 100 else year, month, day), match.start(), match.end())
    except ValueError:
        return None
