"""Days and times as people read them, in Catalan, Spanish and English."""

from datetime import date, datetime

from bivelio_core.catalogue import Entry


def word(name: str, language: str, **values: object) -> str:
    """A text of the pages."""
    text = Entry("calendar", f"booking.{name}")[language]
    return text.format(**values) if values else text


def long_day(day: date, language: str) -> str:
    """`dilluns, 7 de juny`."""
    weekday = word("weekdays", language).split(",")[day.weekday()]
    month = word("months", language).split(",")[day.month - 1]
    return word("day", language, weekday=weekday, day=day.day, month=month)


def long_time(moment: datetime, language: str) -> str:
    """`dilluns, 7 de juny de 2027, a les 10:00`, in the zone of the moment."""
    day = long_day(moment.date(), language)
    return word("moment", language, day=day, year=moment.year, time=f"{moment:%H:%M}")
