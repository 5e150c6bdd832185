"""Tells from a clause on which schedule a workflow starts."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from bivelio_core.providers.language_model import ModelRefused
from bivelio_core.workflows.definitions.cron import DEFAULT_TIME_ZONE

from .clauses import Clause

DEFAULT_HOUR = 9
HOURS, MINUTES, NOON = 24, 60, 12


class Schedule(NamedTuple):
    """The trigger, and the clauses without what says it."""

    trigger: dict[str, Any]
    rest: list[Clause]


_HOUR = re.compile(
    r"\b(?:a les|a las|a la|at|les|las)\s(\d{1,2})(?:[:.](\d{2}))?(?:\s?(am|pm)\b|h\b|\b)"
    r"(?:\s(?:del|de la|in the)\s(mati|manana|morning|tarda|tarde|afternoon|vespre|noche|evening|nit)\b)?|"
    r"\b(\d{1,2}):(\d{2})\b"
)
_AFTERNOON = frozenset({"pm", "tarda", "tarde", "afternoon", "vespre", "noche", "evening", "nit"})
_WEEKDAYS = (
    r"diumenges?|domingos?|sundays?",
    r"dilluns|lunes|mondays?",
    r"dimarts|martes|tuesdays?",
    r"dimecres|miercoles|wednesdays?",
    r"dijous|jueves|thursdays?",
    r"divendres|viernes|fridays?",
    r"dissabtes?|sabados?|saturdays?",
)
_EVERY = r"(?:cada|tots els|totes les|todos los|todas las|every|each|els|los|on)"
_EACH_HOUR = rf"\b{_EVERY}\s(?:hora|hores|horas|hour)\b|\bhourly\b"
_EACH_DAY = rf"\b{_EVERY}\s(?:dia|dies|dias|day|mati|manana|morning)\b|\bdiari\w*\b|\bdaily\b"
_EACH_WORKDAY = rf"\b{_EVERY}\s(?:dia feiner|dies feiners|dias laborables|dia laborable|weekday|working day)\b"
_EACH_WEEK = rf"\b{_EVERY}\s(?:setmana|semana|week)\b|\bsetmanal\w*|\bsemanal\w*|\bweekly\b"
_EACH_MONTH = rf"\b{_EVERY}\s(?:mes|mesos|meses|month)\b|\bmensual\w*|\bmonthly\b"
_ON_DAY = r"\b(?:el dia|dia|el|day|on the|the)\s(?:\d{1,2})(?:st|nd|rd|th)?\b(?=.{0,30}\b(?:mes|month)\b)"
_HOURLY, _DAILY, _WORKDAYS, _WEEKLY, _MONTHLY, _DAY_OF_MONTH = (
    re.compile(each) for each in (_EACH_HOUR, _EACH_DAY, _EACH_WORKDAY, _EACH_WEEK, _EACH_MONTH, _ON_DAY)
)
_KINDS = (_DAILY, _WEEKLY, _MONTHLY, _DAY_OF_MONTH, _WORKDAYS, _HOURLY)
_ON_WEEKDAYS = tuple(re.compile(rf"\b{_EVERY}\s(?:{names})\b") for names in _WEEKDAYS)
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b")
_NAMED = re.compile("|".join(f"(?:{each.pattern})" for each in (_DAY_OF_MONTH, *_KINDS, *_ON_WEEKDAYS)))
_NUMBER = re.compile(r"\d{1,2}")
_ON_A_DAY = re.compile(r"(?:el dia|dia|el|on the|the|day)\s\d{1,2}\b")
_ONLY_OF = re.compile(r"\W*\b(?:de|of|del)\W*")
_RARE = re.compile(
    r"\b(?:cada|every|each)\s(?:\d{1,4}|dos|dues|two|tres|three|quatre|cuatro|four|sis|seis|six|altre|otro|"
    r"other|segon\w*|second|trimestre|"
    r"quarter|semestre|any|ano|year|minut\w*|quinze\w*|quince\w*|fortnight)\b|"
    r"\b(?:trimestral\w*|anual\w*|quarterly|yearly|annually|quinzenal\w*|quincenal\w*|dema|manana mismo|tomorrow)\b|"
    r"\b(?:ultim\w*|primer\w*|last|first|second|segon\w*|segundo) (?:dia|dilluns|lunes|monday|divendres|viernes|"
    r"friday|day)\b|"
    r"\b(?:final|finals|finales|end) (?:de|of) (?:mes|month|any|ano|year)\b"
)
"""Schedules that people mean and these rules do not draft."""
_LARGEST_DAY = 28


def among(clauses: list[Clause], is_action: Callable[[str], bool]) -> Schedule | None:
    """The schedule that one of the clauses names; the day and the hour may be in others.

    Raises ModelRefused (`no_rule`) for a schedule that rules do not draft, and for a second one.
    """
    for position, clause in enumerate(clauses):
        if (kind := _kind(clause)) is None:
            continue
        others = [*clauses[:position], *clauses[position + 1 :]]
        timed = [other for other in others if _HOUR.search(other.folded) or _ON_A_DAY.match(other.folded)]
        only_time = [other for other in timed if not is_action(other.folded)]
        _require_one([other for other in others if other not in only_time])
        hours = [match[0] for other in timed if other not in only_time and (match := _HOUR.search(other.folded))]
        text = " ".join([*(other.folded for other in only_time), *hours, clause.folded])
        whole = Clause(clause.text, text)
        rest = Clause(clause.text, _rest(clause.folded))
        remainder = [rest] if any(letter.isalpha() for letter in rest.folded) else []
        remaining = [
            each for each in (*clauses[:position], *remainder, *clauses[position + 1 :]) if each not in only_time
        ]
        return Schedule({"cron": _cron(_kind(whole) or kind, whole), "timezone": DEFAULT_TIME_ZONE}, remaining)
    return None


def _kind(clause: Clause) -> re.Pattern[str] | None:
    """The kind of schedule that a clause names, or the weekday.

    Raises ModelRefused for one that rules do not draft.
    """
    if _RARE.search(clause.folded):
        raise ModelRefused("no_rule", clause=clause.note_text)
    kinds = [kind for kind in (*_KINDS, *_ON_WEEKDAYS) if kind.search(clause.folded)]
    if sum(kind in _ON_WEEKDAYS for kind in kinds) > 1:
        raise ModelRefused("no_rule", clause=clause.note_text)
    return next((kind for kind in kinds if kind in (_HOURLY, _WORKDAYS)), next(reversed(kinds), None))


def _cron(kind: re.Pattern[str], clause: Clause) -> str:
    minute, hour = _time(clause)
    if kind == _HOURLY:
        return f"{minute} * * * *"
    if kind == _WORKDAYS:
        return f"{minute} {hour} * * 1-5"
    if kind in _ON_WEEKDAYS:
        return f"{minute} {hour} * * {_ON_WEEKDAYS.index(kind)}"
    if kind in (_MONTHLY, _DAY_OF_MONTH):
        return f"{minute} {hour} {_day(clause, _DAY_OF_MONTH.search(clause.folded))} * *"
    return f"{minute} {hour} * * {'1' if kind == _WEEKLY else '*'}"


def _rest(text: str) -> str:
    """What a clause says besides its schedule."""
    rest = " ".join(_HOUR.sub(" ", _NAMED.sub(" ", text)).split())
    return "" if _ONLY_OF.fullmatch(rest) else rest


def _require_one(others: list[Clause]) -> None:
    for clause in others:
        if _kind(clause) or _WEEKDAY.search(clause.folded):
            raise ModelRefused("no_rule", clause=clause.note_text)


def _day(clause: Clause, match: re.Match[str] | None) -> int:
    if match is None:
        return 1
    day = int(_NUMBER.findall(match[0])[0])
    if not 1 <= day <= _LARGEST_DAY:  # the 31st is in seven months only
        raise ModelRefused("no_rule", clause=clause.note_text)
    return day


def _time(clause: Clause) -> tuple[int, int]:
    """The minute and the hour that a clause names, nine o'clock without one."""
    match = _HOUR.search(clause.folded)
    if match is None:
        return 0, DEFAULT_HOUR
    hour, minute = int(match[1] or match[5]), int(match[2] or match[6] or 0)
    hour += NOON if {match[3], match[4]} & _AFTERNOON and hour < NOON else 0
    if hour >= HOURS or minute >= MINUTES:
        raise ModelRefused("no_rule", clause=clause.note_text)
    return minute, hour
