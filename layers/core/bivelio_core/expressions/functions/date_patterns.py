"""Dates as people write them, by the patterns of Unicode (UTS 35, "Date Field Symbols"), in our three languages.

The names are those of the CLDR: in Catalan a month after a day has its preposition, "de març", "d'abril".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bivelio_core.expressions.values import ExpressionError

from .moments import Moment

MAXIMUM_PATTERN = 100
_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|([^A-Za-z']+)")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a language. `months` as they follow a day, `standing` as they stand alone."""

    months: tuple[str, ...]
    standing: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    long: str
    full: str
    day_month: str
    month_year: str


_CATALAN = ("gener", "febrer", "març", "abril", "maig", "juny", "juliol", "agost", "setembre", "octubre", "novembre",
            "desembre")  # fmt: skip
_SPANISH = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre")  # fmt: skip
_ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December")  # fmt: skip

_NAMES: Mapping[str, Names] = {
    "ca": Names(
        tuple(f"d'{month}" if month[0] in "ao" else f"de {month}" for month in _CATALAN),
        _CATALAN,
        ("gen.", "febr.", "març", "abr.", "maig", "juny", "jul.", "ag.", "set.", "oct.", "nov.", "des."),
        ("dilluns", "dimarts", "dimecres", "dijous", "divendres", "dissabte", "diumenge"),
        ("dl.", "dt.", "dc.", "dj.", "dv.", "ds.", "dg."),
        "d MMMM 'de' y",
        "EEEE, d MMMM 'de' y",
        "d MMMM",
        "LLLL 'de' y",
    ),
    "es": Names(
        _SPANISH,
        _SPANISH,
        ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
        ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
        "d 'de' MMMM 'de' y",
        "EEEE, d 'de' MMMM 'de' y",
        "d 'de' MMMM",
        "LLLL 'de' y",
    ),
    "en": Names(
        _ENGLISH,
        _ENGLISH,
        tuple(month[:3] if month != "September" else "Sept" for month in _ENGLISH),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        "d MMMM y",
        "EEEE d MMMM y",
        "d MMMM",
        "LLLL y",
    ),
}


STYLES = ("long", "full", "day_month", "month_year")
"""Patterns that each language has its own of."""


def names_in(language: str) -> Names:
    """The names of a language. Raises ExpressionError for one that is none of ours."""
    if language not in _NAMES:
        raise ExpressionError("language", language=language, known=", ".join(_NAMES))
    return _NAMES[language]


def _digits(width: int, read: Callable[[datetime], int]) -> Callable[[datetime, Names], str]:
    return lambda moment, _: f"{read(moment):0{width}d}"


DATE_FIELDS: dict[str, Callable[[datetime, Names], str]] = {
    "y": _digits(1, lambda m: m.year),
    "yy": _digits(2, lambda m: m.year % 100),
    "yyyy": _digits(4, lambda m: m.year),
    "Q": _digits(1, lambda m: (m.month + 2) // 3),
    "M": _digits(1, lambda m: m.month),
    "MM": _digits(2, lambda m: m.month),
    "MMM": lambda m, names: names.short_months[m.month - 1],
    "MMMM": lambda m, names: names.months[m.month - 1],
    "LLLL": lambda m, names: names.standing[m.month - 1],
    "w": _digits(1, lambda m: m.isocalendar().week),
    "ww": _digits(2, lambda m: m.isocalendar().week),
    "Y": _digits(1, lambda m: m.isocalendar().year),
    "YYYY": _digits(4, lambda m: m.isocalendar().year),
    "d": _digits(1, lambda m: m.day),
    "dd": _digits(2, lambda m: m.day),
    "D": _digits(1, lambda m: m.timetuple().tm_yday),
    "E": lambda m, names: names.short_days[m.weekday()],
    "EEE": lambda m, names: names.short_days[m.weekday()],
    "EEEE": lambda m, names: names.days[m.weekday()],
}
TIME_FIELDS: dict[str, Callable[[datetime, Names], str]] = {
    "H": _digits(1, lambda m: m.hour),
    "HH": _digits(2, lambda m: m.hour),
    "h": _digits(1, lambda m: (m.hour - 1) % 12 + 1),
    "hh": _digits(2, lambda m: (m.hour - 1) % 12 + 1),
    "a": lambda m, _: "AM" if m.hour < 12 else "PM",  # noqa: PLR2004 - noon
    "m": _digits(1, lambda m: m.minute),
    "mm": _digits(2, lambda m: m.minute),
    "s": _digits(1, lambda m: m.second),
    "ss": _digits(2, lambda m: m.second),
    "SSS": _digits(3, lambda m: m.microsecond // 1_000),
    "Z": lambda m, _: m.strftime("%z"),
    "XXX": lambda m, _: "Z" if not m.utcoffset() else m.strftime("%:z"),
    "xxx": lambda m, _: m.strftime("%:z"),
}


@lru_cache(128)
def fields_of(pattern: str) -> tuple[tuple[str, str], ...]:
    """A pattern taken apart: `(field, "")` or `("", text)`. Raises ExpressionError, naming the part that is wrong."""
    if len(pattern) > MAXIMUM_PATTERN:
        raise ExpressionError("pattern_long", limit=MAXIMUM_PATTERN)
    if pattern in STYLES:
        return ((pattern, ""),)
    fields, end = [], 0
    for token in _TOKEN.finditer(pattern):
        if token.start() != end:
            break
        end = token.end()
        if token[2] is None:
            quoted = "'" if token[0] == "''" else (token[1] or "").replace("''", "'")
            fields.append(("", token[3] if token[3] is not None else quoted))
        elif token[0] in DATE_FIELDS or token[0] in TIME_FIELDS:
            fields.append((token[0], ""))
        else:
            letters = ", ".join([*DATE_FIELDS, *TIME_FIELDS])
            raise ExpressionError("pattern_field", field=token[0], pattern=pattern, known=letters)
    if end != len(pattern):
        raise ExpressionError("pattern_quote", pattern=pattern)
    return tuple(fields)


def formatted(moment: Moment, pattern: str, language: str) -> str:
    """A date or time by a pattern. Raises ExpressionError for hours of a date."""
    names = names_in(language)
    fields = fields_of(pattern)
    if fields and fields[0][0] in STYLES:
        fields = fields_of(getattr(names, fields[0][0]))
    whole = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    written = []
    for field, text in fields:
        if field in TIME_FIELDS and not isinstance(moment, datetime):
            raise ExpressionError("pattern_time", field=field, pattern=pattern, date=moment.isoformat())
        written.append({**DATE_FIELDS, **TIME_FIELDS}[field](whole, names) if field else text)
    return "".join(written)
