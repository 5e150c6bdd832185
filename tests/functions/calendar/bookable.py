"""Services, people and times for the tests of bookings."""

from typing import Any

from tests.api import Answer, call

MONDAY = "2027-06-07"
WEEK = [
    {"weekday": day, "start": "09:00", "end": "12:00"}
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
]


def person(person_id: str = "anna", **change: Any) -> Any:
    """A person with hours on working days from nine to twelve, in Madrid."""
    about = {"person_id": person_id, "name": person_id.title(), "timezone": "Europe/Madrid", "calendars": [person_id]}
    return call("calendar.availability_set", {**about, "weekly": WEEK, **change}).data


def service(people: tuple[str, ...] = ("anna",), **change: Any) -> Any:
    """A service of an hour that can be booked at once, however far ahead."""
    about = {
        "name": {"ca": "Visita", "en": "Visit"},
        "duration_minutes": 60,
        "notice_minutes": 0,
        "window_days": 36_500,
    }
    return call("calendar.services_save", {**about, "people": list(people), **change}).data


def free(service_id: str, start: str = f"{MONDAY}T00:00:00Z", end: str = "2027-06-08T00:00:00Z", **about: Any) -> Any:
    """The instants at which a service can be booked."""
    days = call("calendar.slots", {"service_id": service_id, "from": start, "to": end, **about}).data["days"]
    return [slot["start"] for day in days for slot in day["slots"]]


def at(time: str, day: str = MONDAY) -> str:
    """A time of the Monday, in UTC: Madrid is two hours ahead."""
    return f"{day}T{time}:00Z"


def try_to_book(service_id: str, start: str, number: int = 1, key: str | None = None, **about: Any) -> Answer:
    """The answer to a booking of somebody."""
    who = {"name": f"Client {number}", "email": f"client{number}@exemple.com"}
    headers = None if key is None else {"Idempotency-Key": key}
    return call("calendar.book", {"service_id": service_id, "start": start, **who, **about}, headers=headers)


def book(service_id: str, start: str, number: int = 1, **about: Any) -> Any:
    """A booking of somebody."""
    return try_to_book(service_id, start, number, **about).data
