"""Read dates by the patterns of `date_patterns.py`: fields of numbers, and the names of months in our languages."""

import re
from datetime import date, datetime
from functools import lru_cache

from bivelio_core.expressions.values import ExpressionError

from . import date_patterns
from .date_patterns import Names, names_in
from .moments import Moment

_THIS_CENTURY, _PIVOT = 2000, 70
"""A year of two digits is from 1970 to 2069, as in POSIX."""

_NAMED = ("MMM", "MMMM", "LLLL")
_NUMBERS = {
    "yyyy": r"(?P<year>\d{4})", "y": r"(?P<year>\d{4})", "yy": r"(?P<short_year>\d{2})",
    "M": r"(?P<month>\d{1,2})", "MM": r"(?P<month>\d{2})", "d": r"(?P<day>\d{1,2})", "dd": r"(?P<day>\d{2})",
    "H": r"(?P<hour>\d{1,2})", "HH": r"(?P<hour>\d{2})", "m": r"(?P<minute>\d{1,2})", "mm": r"(?P<minute>\d{2})",
    "s": r"(?P<second>\d{1,2})", "ss": r"(?P<second>\d{2})",
}  # fmt: skip


def fields_of(pattern: str, language: str = "ca") -> tuple[tuple[str, str], ...]:
    """A pattern by which a date is read, taken apart: `(field, "")` or `("", text)`, each field once.

    Raises ExpressionError.
    """
    style = pattern if pattern in date_patterns.STYLES else None
    fields = date_patterns.fields_of(getattr(names_in(language), style) if style else pattern)
    names = [field for field, _ in fields if field]
    if unknown := [name for name in names if name not in (*_NUMBERS, *_NAMED)]:
        field_names = ", ".join([*_NUMBERS, *_NAMED])
        raise ExpressionError("pattern_read", field=unknown[0], pattern=pattern, known=field_names)
    letters = [name[0].replace("L", "M") for name in names]
    if {*letters} & {"y", "M", "d"} != {"y", "M", "d"} or len({*letters}) != len(letters):
        raise ExpressionError("pattern_needs", pattern=pattern)
    return fields


def parsed(text: str, pattern: str, language: str) -> Moment:
    """The date, or the local time, that a text is by a pattern. Raises ExpressionError."""
    match = _shape(pattern, language).fullmatch(text.strip().replace("’", "'").casefold())
    if match is None:
        raise ExpressionError("not_written", text=text[:40], pattern=pattern)
    groups = match.groupdict()
    month = groups.pop("name", None)
    parts = {part: int(value) for part, value in groups.items()}
    if month is not None:
        parts["month"] = _months(names_in(language))[month]
    if (short := parts.pop("short_year", None)) is not None:
        parts["year"] = short + _THIS_CENTURY - (100 if short >= _PIVOT else 0)
    try:
        return datetime(**parts) if "hour" in parts or "minute" in parts else date(**parts)  # type: ignore[arg-type] # noqa: DTZ001
    except (ValueError, TypeError) as error:
        raise ExpressionError("no_such_date", text=text[:40]) from error


@lru_cache(128)
def _shape(pattern: str, language: str) -> re.Pattern[str]:
    """The expression that the texts of a pattern match. Raises ExpressionError."""
    months = _months(names_in(language))
    name = f"(?P<name>{'|'.join(map(re.escape, sorted(months, key=len, reverse=True)))})"
    shape = "".join(
        re.escape(literal) if not field else name if field in _NAMED else _NUMBERS[field]
        for field, literal in fields_of(pattern, language)
    )
    return re.compile(shape, re.ASCII | re.IGNORECASE)


@lru_cache
def _months(names: Names) -> dict[str, int]:
    """The number of a month by each of its names in a language, in small letters."""
    forms = zip(names.months, names.standing, names.short_months, strict=True)
    return {
        written: number
        for number, of_month in enumerate(forms, start=1)
        for form in of_month
        for written in (form.casefold(), form.casefold().rstrip("."))
    }
