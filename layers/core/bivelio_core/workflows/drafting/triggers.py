"""Tells from a description when a workflow starts: at an event, on a schedule, or by hand."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from bivelio_core import domain
from bivelio_core.workflows.definitions.cron import DEFAULT_TIME_ZONE

DEFAULT_HOUR = 9


class Start(NamedTuple):
    """When a workflow starts, and the rest of the description: what it does."""

    type: str
    trigger: dict[str, Any]
    actions: str
    resource: str | None = None
    """What the event is about: `contact` of contact.created."""


class _EventWords(NamedTuple):
    resource: str
    things: str
    events: tuple[tuple[str, str], ...]
    """Types of event with the words that tell of them; the last has none and is the usual one."""


_WHEN = re.compile(
    r"\b(?:quan|cada vegada que|cada cop que|cuando|cada vez que|whenever|when|every time|as soon as|per a? ?cada|"
    r"por cada|for each|for every|en rebre|en arribar|al rebre|al recibir)\b([^,.;:\n]{1,200})"
)
_EVENTS = (
    _EventWords("invoice", r"factur\w*|invoice\w*",
                (("invoice.paid", r"pag\w*|cobr\w*|paid"), ("invoice.created", ""))),
    _EventWords("case", r"cas|casos|caso|incidenci\w*|tiquet\w*|tickets?|cases?",
                (("case.updated", r"actualit\w*|actualiz\w*|canvi\w*|cambi\w*|updat\w*|chang\w*"),
                 ("case.created", ""))),
    _EventWords("document", r"document\w*|pdfs?|fitxer\w*|fichero\w*", (("document.processed", ""),)),
    _EventWords("message", r"missatge\w*|mensaje\w*|messages?|whatsapps?|correus?|correos?|e-?mails?",
                (("message.sent", r"envi\w*|sent"), ("message.received", ""))),
    _EventWords("contact", r"contact\w*|client\w*|empres\w*|compan\w*|leads?|customers?|persona\w*",
                (("contact.updated", r"actualit\w*|actualiz\w*|canvi\w*|cambi\w*|modific\w*|updat\w*|chang\w*"),
                 ("contact.created", ""))),
)  # fmt: skip
"""In this order: `quan un client paga una factura` is about an invoice."""
_COMPANY = re.compile(r"\b(?:empres\w*|compan\w*)\b")

_HOUR = re.compile(r"\b(?:a les|a las|at|les|las)\s(\d{1,2})(?:[:.](\d{2}))?\s?(am|pm)?\b|\b(\d{1,2}):(\d{2})\b")
_DAY_OF_MONTH = re.compile(r"\b(?:dia|day|el|on the)\s(\d{1,2})(?:st|nd|rd|th)?\b(?=.{0,30}\b(?:mes|month)\b)")
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
_HOURLY = re.compile(rf"\b{_EVERY}\s(?:hora|hores|horas|hour)\b|\bhourly\b")
_DAILY = re.compile(rf"\b{_EVERY}\s(?:dia|dies|dias|day|mati|manana|morning)\b|\bdiariament\b|\bdiari\w*\b|\bdaily\b")
_WORKDAYS = re.compile(rf"\b{_EVERY}\s(?:dia feiner|dies feiners|dias laborables|dia laborable|weekday|working day)\b")
_WEEKLY = re.compile(rf"\b{_EVERY}\s(?:setmana|semana|week)\b|\bsetmanal\w*|\bsemanal\w*|\bweekly\b")
_MONTHLY = re.compile(rf"\b{_EVERY}\s(?:mes|mesos|meses|month)\b|\bmensual\w*|\bmonthly\b")
_API = re.compile(r"\bapi\b")


def start_of(text: str) -> Start:
    """When the workflow of a folded description starts."""
    return (
        next(_at_an_event(text), None)
        or _on_a_schedule(text)
        or Start("api" if _API.search(text) else "manual", {}, text)
    )


def _at_an_event(text: str) -> Iterator[Start]:
    for clause in _WHEN.finditer(text):
        said = clause[1]
        for words in _EVENTS:
            if not re.search(rf"\b(?:{words.things})\b", said):
                continue
            event = next(name for name, told in words.events if not told or re.search(rf"\b(?:{told})\b", said))
            if event not in domain.event_types():
                continue
            trigger = {"event": event}
            if words.resource == "contact" and _COMPANY.search(said):
                trigger["filter"] = "data.type == 'company'"
            yield Start("event", trigger, f"{text[: clause.start()]} {text[clause.end() :]}", words.resource)


def _on_a_schedule(text: str) -> Start | None:
    minute, hour = _time(text)
    day = _DAY_OF_MONTH.search(text)
    weekday = next((n for n, names in enumerate(_WEEKDAYS) if re.search(rf"\b{_EVERY}\s(?:{names})\b", text)), None)
    if _HOURLY.search(text):
        cron = f"{minute} * * * *"
    elif _WORKDAYS.search(text):
        cron = f"{minute} {hour} * * 1-5"
    elif weekday is not None:
        cron = f"{minute} {hour} * * {weekday}"
    elif _MONTHLY.search(text) or day:
        cron = f"{minute} {hour} {min(28, max(1, int(day[1]))) if day else 1} * *"
    elif _WEEKLY.search(text):
        cron = f"{minute} {hour} * * 1"
    elif _DAILY.search(text):
        cron = f"{minute} {hour} * * *"
    else:
        return None
    return Start("cron", {"cron": cron, "timezone": DEFAULT_TIME_ZONE}, text)


def _time(text: str) -> tuple[int, int]:
    """The minute and the hour that a description names, nine o'clock without one."""
    said = _HOUR.search(text)
    if said is None:
        return 0, DEFAULT_HOUR
    hour, minute = int(said[1] or said[4]), int(said[2] or said[5] or 0)
    hour += 12 if said[3] == "pm" and hour < 12 else 0  # noqa: PLR2004 - the clock
    return (minute, hour) if hour < 24 and minute < 60 else (0, DEFAULT_HOUR)  # noqa: PLR2004
