"""What a visitor sees and does on the pages of bookings: by the same operations as everybody."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError as ModelError

from bivelio_core import clock
from bivelio_core.calendar import times
from bivelio_core.calendar.actions.cancel import cancel
from bivelio_core.calendar.models import CancelEvent
from bivelio_core.context import Context
from bivelio_core.errors import ApiError, ChangedMeanwhile, Conflict, ResourceNotFound, ValidationError
from bivelio_core.models import FIRST_YEAR, LAST_YEAR
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_EVENT

from . import links, page
from .actions.book import book
from .actions.move import move
from .actions.slots import slots
from .page import Times, View
from .page_dates import long_day, long_time, word
from .slot_models import BookSlot, FindSlots, MoveBooking
from .stored import in_language, people_of, service_of

DAYS_SHOWN, DAYS_SEARCHED = 7, 31
DAY = timedelta(days=1)
ZONES = (
    *("Europe/Madrid", "Atlantic/Canary", "Europe/Lisbon", "Europe/London", "Europe/Paris", "Europe/Berlin"),
    *("Europe/Rome", "Europe/Athens", "Europe/Bucharest", "Europe/Istanbul", "Africa/Casablanca", "Asia/Dubai"),
    *("Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "America/New_York", "America/Chicago"),
    *("America/Los_Angeles", "America/Mexico_City", "America/Bogota", "America/Lima", "America/Santiago"),
    *("America/Argentina/Buenos_Aires", "America/Sao_Paulo", "UTC"),
)
"""The zones that can be chosen beside the visitor's and the business's own."""


class Shown(NamedTuple):
    """A page, and its status."""

    html: str
    status: int = 200


class Subject(NamedTuple):
    """What a page is of: a service, and the booking that may be changed."""

    service: Item
    zone: str
    booking: Item | None = None


def subject_of_service(ctx: Context, service_id: str) -> Subject:
    """A service that has a page. Raises ResourceNotFound."""
    service = service_of(ctx.store, service_id)
    if not service["public"] or not service["active"]:
        raise ResourceNotFound
    return Subject(service, _zone(ctx, service))


def subject_of_booking(ctx: Context, event_id: str) -> Subject:
    """A booking, with its service. Raises ResourceNotFound when either is gone."""
    event = ctx.store.find(CALENDAR_EVENT, event_id)
    if "booking" not in event:
        raise ResourceNotFound
    return Subject(service_of(ctx.store, event["booking"]["service"]), event["timezone"], event)


def _zone(ctx: Context, service: Item) -> str:
    people = people_of(ctx.store, service)
    return str(people[0]["timezone"]) if people else times.DEFAULT_ZONE


def view_of(language: str, query: Mapping[str, str], subject: Subject) -> View:
    """How a page is looked at: in the zone that is chosen, else in the business's."""
    name = query.get("tz", "")
    is_chosen = bool(name) and times.is_zone(name)
    return View(language, name if is_chosen else subject.zone, is_chosen)


def look(ctx: Context, subject: Subject, view: View, query: Mapping[str, str]) -> Shown:
    """The page of a service or booking: its times, or what is done with the one that is chosen."""
    at = _instant(query.get("at", ""))
    event = subject.booking
    if event is None:
        if at is None:
            return Shown(_with_times(ctx, subject, view, query))
        form = page.booking_form(clock.timestamp(at), secrets.token_urlsafe(16), {}, view)
        return Shown(_service_page(subject, view, _time_facts(at, view) + form))
    if event["status"] == "cancelled":
        return Shown(_booking_page(subject, view, page.paragraph(word("is_cancelled", view.language))))
    if query.get("cancel"):
        return Shown(_booking_page(subject, view, page.confirm_form("cancel", view)))
    if at is not None:
        question = f"<h2>{word('move_to', view.language)}</h2>" + _time_facts(at, view)
        return Shown(_booking_page(subject, view, question + page.confirm_form("move", view, at=clock.timestamp(at))))
    return Shown(_with_times(ctx, subject, view, query))


def act(ctx: Context, subject: Subject, view: View, form: Mapping[str, Any]) -> Shown:
    """Book, move or cancel, as a form says, and tell what came of it."""
    at = str(form.get("at", ""))
    try:
        if subject.booking is None:
            request = BookSlot.model_validate(_request(subject, view, form))
            event = book(request, ctx)
            return Shown(_done(ctx, subject, event.id, "booked", view))
        if form.get("action") == "cancel":
            cancel(CancelEvent(id=subject.booking["SK"]), ctx)
            return Shown(_done(ctx, subject, subject.booking["SK"], "cancelled", view))
        move(MoveBooking.model_validate({"id": subject.booking["SK"], "start": at}), ctx)
        return Shown(_done(ctx, subject, subject.booking["SK"], "moved", view))
    except ChangedMeanwhile:
        raise
    except (ModelError, ValidationError) as error:
        if subject.booking is None and (fields := _fields(error)):
            return _form_page(subject, view, form, fields)
        return Shown(_with_times(ctx, subject, view, {}, word("not_free", view.language)), 409)
    except Conflict:
        return Shown(_with_times(ctx, subject, view, {}, word("not_free", view.language)), 409)


def _request(subject: Subject, view: View, form: Mapping[str, Any]) -> dict[str, Any]:
    sent = {name: form[name] for name in ("name", "email", "phone", "notes") if form.get(name)}
    about = {"service_id": subject.service["SK"], "start": str(form.get("at", ""))}
    return {**about, **sent, "language": view.language, "timezone": view.timezone}


def _fields(error: ModelError | ApiError) -> list[str]:
    """The fields of the form that are wrong."""
    if isinstance(error, ModelError):
        names = [str(each["loc"][0]) for each in error.errors() if each["loc"]]
    else:
        names = [str(error.details.get("field", ""))]
    return [each for each in ("name", "email", "phone", "notes") if each in names]


def _form_page(subject: Subject, view: View, form: Mapping[str, Any], fields: list[str]) -> Shown:
    names = ", ".join(word(each, view.language) for each in fields)
    problem = page.problem(word("check", view.language, fields=names))
    at, key = str(form.get("at", "")), secrets.token_urlsafe(16)
    values = {name: str(form.get(name, "")) for name in ("name", "email", "phone", "notes")}
    moment = _instant(at)
    facts = _time_facts(moment, view) if moment else ""
    return Shown(_service_page(subject, view, facts + problem + page.booking_form(at, key, values, view)), 400)


def _done(ctx: Context, subject: Subject, event_id: str, what: str, view: View) -> str:
    """The page after something was done, with the booking as it is now."""
    event = ctx.store.find(CALENDAR_EVENT, event_id)
    notice = f'<p class="done" role="status">{word(what, view.language)}</p>'
    link = ""
    if event["status"] != "cancelled":
        url = links.booking_url(ctx.store, event_id).rpartition("/")[2]
        link = f'<p><a href="{url}{view.query()}">{word("change", view.language)}</a></p>'
    return page.document(_title(subject, view), notice + _facts(subject._replace(booking=event), view) + link, view)


def _with_times(ctx: Context, subject: Subject, view: View, query: Mapping[str, str], problem: str = "") -> str:
    zone = ZoneInfo(view.timezone)
    today = clock.now().astimezone(zone).date()
    first = max(_day(query.get("day", "")) or today, today)
    parameters = {
        "service_id": subject.service["SK"],
        "from": _midnight(first, zone),
        "to": _midnight(first + DAYS_SEARCHED * DAY, zone),
        "timezone": view.timezone,
    }
    if subject.booking is not None:
        booking = subject.booking["booking"]
        parameters |= {"booking_id": subject.booking["SK"], "person_id": booking["person"], "places": booking["places"]}
        if booking["person"] not in subject.service["people"]:
            del parameters["person_id"]
    free = slots(FindSlots.model_validate(parameters), ctx).days
    first_days = free[:DAYS_SHOWN]
    choice = Times(
        [(_label(each.date, view), [(slot.start, slot.local[11:16]) for slot in each.slots]) for each in first_days],
        earlier=max(first - DAYS_SHOWN * DAY, today).isoformat() if first > today else None,
        later=free[DAYS_SHOWN].date if len(free) > DAYS_SHOWN else (first + DAYS_SEARCHED * DAY).isoformat(),
    )
    zones = list(dict.fromkeys(sorted({*ZONES, view.timezone, subject.zone})))
    body = page.problem(problem) + page.times(choice, view, zones)
    if subject.booking is None:
        return _service_page(subject, view, body)
    cancelling = f'<p><a href="{view.query(cancel="1")}">{word("cancel", view.language)}</a></p>'
    return _booking_page(subject, view, cancelling + f"<p>{word('move_hint', view.language)}</p>" + body)


def _label(day: str, view: View) -> str:
    return long_day(date.fromisoformat(day), view.language)


def _time_facts(at: datetime, view: View) -> str:
    text = long_time(at.astimezone(ZoneInfo(view.timezone)), view.language)
    return page.facts([(word("when", view.language), f"{text} ({view.timezone})")])


def _title(subject: Subject, view: View) -> str:
    return in_language(subject.service["name"], view.language)


def _service_page(subject: Subject, view: View, body: str) -> str:
    service = subject.service
    about = page.paragraph(in_language(service.get("description"), view.language))
    return page.document(_title(subject, view), about + _about(subject, view) + body, view)


def _about(subject: Subject, view: View) -> str:
    service, language = subject.service, view.language
    length = word("minutes", language, count=service["duration_minutes"])
    return page.facts(
        [
            (word("length", language), length),
            (word("price", language), service.get("price", "")),
            (word("where", language), service.get("location", "")),
        ]
    )


def _booking_page(subject: Subject, view: View, body: str) -> str:
    title = word("yours", view.language, service=_title(subject, view))
    return page.document(title, _facts(subject, view) + body, view)


def _facts(subject: Subject, view: View) -> str:
    event = subject.booking
    if event is None:
        return ""
    starts = clock.parse(event["starts"]).astimezone(ZoneInfo(view.timezone))
    language = view.language
    return page.facts(
        [
            (word("when", language), f"{long_time(starts, language)} ({view.timezone})"),
            (word("where", language), event.get("location", "")),
            (word("name", language), event["booking"]["name"]),
        ]
    )


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year < LAST_YEAR else None


def _midnight(day: date, zone: ZoneInfo) -> str:
    return clock.timestamp(datetime.combine(day, time(), zone))
