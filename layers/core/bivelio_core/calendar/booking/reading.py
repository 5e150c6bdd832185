"""Read services, and the hours of people."""

from bivelio_core.context import Context
from bivelio_core.store.keys import BOOKING_PERSON, BOOKING_SERVICE
from bivelio_core.store.tenant_store import existing

from .models import BookableServices, GetAvailability, HoursOfPeople, ListServices
from .stored import is_deleted, person_of, show_person, show_service


def services_list(request: ListServices, ctx: Context) -> BookableServices:
    """All services, or those of a person, the oldest first. One Query."""
    services = [each for each in ctx.store.query(BOOKING_SERVICE, consistent=True) if not is_deleted(each)]
    if request.person_id is not None:
        services = [each for each in services if request.person_id in each["people"]]
    ordered = sorted(services, key=lambda each: (each["created_at"], each["SK"]))
    return BookableServices(services=[show_service(each, ctx.store) for each in ordered])


def availability_get(request: GetAvailability, ctx: Context) -> HoursOfPeople:
    """The hours of one person or of all, by their ids. Raises ResourceNotFound for who is not known."""
    if request.person_id is not None:
        return HoursOfPeople(people=[show_person(existing(person_of(ctx.store, request.person_id)))])
    people = ctx.store.query(BOOKING_PERSON, consistent=True)
    return HoursOfPeople(people=[show_person(each) for each in people if not is_deleted(each)])
