"""Example services, people and a booking: some to read, some to book, some to remove.

Their times are far ahead, so that the examples of the reference can be booked on any day.
"""

from typing import Any

from bivelio_core.calendar import entries
from bivelio_core.store.keys import BOOKING_DAY, BOOKING_PERSON, BOOKING_SERVICE, CALENDAR_EVENT
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import days
from .hours import DAYS

SINCE = {"version": 1, "sample": True, "created_at": "2026-04-01T09:00:00Z", "updated_at": "2026-04-01T09:00:00Z"}
PERSON: dict[str, Any] = {"timezone": "Europe/Madrid", "services": [], "exceptions": [], "holidays": "ES-CT", **SINCE}
PEOPLE: dict[str, dict[str, Any]] = {
    "anna": {
        "name": "Anna Puig",
        "calendars": ["anna"],
        "weekly": [
            {"weekday": weekday, "start": start, "end": end}
            for weekday in DAYS[:5]
            for start, end in (("09:00", "13:00"), ("15:00", "18:00"))
        ],
    },
    "biel": {
        "name": "Biel Serra",
        "calendars": ["biel"],
        "weekly": [{"weekday": "wednesday", "start": "18:00", "end": "20:00"}],
    },
    "carla": {
        "name": "Carla Vidal",
        "calendars": ["carla"],
        "weekly": [{"weekday": "saturday", "start": "10:00", "end": "13:00"}],
    },
}
SERVICE: dict[str, Any] = {
    "buffer_before_minutes": 0,
    "buffer_after_minutes": 0,
    "notice_minutes": 120,
    "window_days": 36_500,
    "places": 1,
    "reminders": [{"method": "email", "minutes_before": 1_440}],
    "active": True,
    "public": False,
    **SINCE,
}
SERVICES: dict[str, dict[str, Any]] = {
    "svc_a1b2c3d4": {
        "name": {"ca": "Primera visita", "es": "Primera visita", "en": "First visit"},
        "duration_minutes": 45,
        "buffer_after_minutes": 15,
        "interval_minutes": 60,
        "people": ["anna"],
        "price": "45 €",
        "public": True,
    },
    "svc_e5f6g7h8": {
        "name": {"ca": "Taller de cuina", "es": "Taller de cocina", "en": "Cooking class"},
        "duration_minutes": 120,
        "people": ["biel"],
        "location": "Carrer Major 1, Vic",
        "places": 500,
    },
    "svc_i9j0k1l2": {"name": {"ca": "Revisió"}, "duration_minutes": 30, "people": ["biel"]},
}
BOOKING = "evt_b1k2i3n4"
EVENT: dict[str, Any] = {
    "calendar_id": "biel",
    "title": "Taller de cuina · Maria Garcia",
    "starts": "2050-05-18T16:00:00Z",
    "ends": "2050-05-18T18:00:00Z",
    "timezone": "Europe/Madrid",
    "location": "Carrer Major 1, Vic",
    "attendees": [{"email": "maria@exemple.com", "name": "Maria Garcia", "status": "needs_action"}],
    "reminders": [{"method": "email", "minutes_before": 1_440}],
    "status": "confirmed",
    "source": "bivelio",
    "language": "ca",
    "sync_to_google": False,
    "sequence": 0,
    "booking": {
        "service": "svc_e5f6g7h8",
        "service_name": "Taller de cuina",
        "person": "biel",
        "places": 2,
        "before": 0,
        "after": 0,
        "contact_id": "ct_def456",
        "name": "Maria Garcia",
        "email": "maria@exemple.com",
    },
    **SINCE,
}


def writes(store: TenantStore) -> list[Write]:
    """The services, the people and the booking, under their documented ids."""
    event = store.put_write(CALENDAR_EVENT, BOOKING, EVENT)
    occupation = days.of_event(event.item)
    occupied = {"version": 1, days.PREFIX + BOOKING: occupation.attribute} if occupation else {}
    return [
        *(store.put_write(BOOKING_PERSON, sk, {**PERSON, **about}) for sk, about in PEOPLE.items()),
        *(store.put_write(BOOKING_SERVICE, sk, {**SERVICE, **about}) for sk, about in SERVICES.items()),
        event,
        *entries.changes(store, None, event.item),
        *(store.put_write(BOOKING_DAY, sk, occupied) for sk in (occupation.places_of_days if occupation else ())),
    ]
