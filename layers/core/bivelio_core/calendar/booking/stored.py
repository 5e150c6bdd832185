"""Services and people as they are stored: an item each."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from bivelio_core.calendar import times
from bivelio_core.catalogue import LANGUAGES
from bivelio_core.context import Context
from bivelio_core.credits import plans
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import BOOKING_PERSON, BOOKING_SERVICE
from bivelio_core.store.tenant_store import TenantStore, existing

from . import links
from .models import BookableService, PersonHours

_OF_SERVICE = tuple(name for name in BookableService.model_fields if name not in ("id", "url"))
_OF_PERSON = tuple(name for name in PersonHours.model_fields if name != "person_id")


def is_deleted(item: Item) -> bool:
    """Whether a service or person is removed; what is left stays two days, so that this can be repeated."""
    return "deleted" in item


def service_of(store: TenantStore, service_id: str) -> Item:
    """A service. Raises ResourceNotFound, ResourceForbidden."""
    service = store.find(BOOKING_SERVICE, service_id)
    return existing(None if is_deleted(service) else service)


def people_of(store: TenantStore, service: Item, person_id: str | None = None) -> list[Item]:
    """Who gives a service, in its order, or one of them. Raises Unprocessable for who does not give it."""
    if person_id is not None and person_id not in service["people"]:
        raise Unprocessable.of("person_id", "not_found")
    ids = [person_id] if person_id is not None else list(service["people"])
    people = store.get_many(BOOKING_PERSON, ids, consistent=True)
    return [people[each] for each in ids if each in people and not is_deleted(people[each])]


def person_of(store: TenantStore, person_id: str) -> Item | None:
    """A person who can be booked, if there is one."""
    person = store.get(BOOKING_PERSON, person_id)
    return None if person is None or is_deleted(person) else person


def zone_of(person: Item) -> ZoneInfo:
    """The time zone of a person's hours."""
    return times.zone(person["timezone"])


def organisation_zone(ctx: Context) -> str:
    """The time zone of the organisation."""
    return plans.remembered(ctx.store).time_zone


def in_language(texts: Mapping[str, str] | None, language: str) -> str:
    """A text in a language, else in the first one that it has."""
    if not texts:
        return ""
    return texts.get(language) or next(texts[each] for each in LANGUAGES if texts.get(each))


def show_service(service: Item, store: TenantStore) -> BookableService:
    """The resource of a service."""
    about: dict[str, Any] = {name: service[name] for name in _OF_SERVICE if name in service}
    url = links.page_url(store.tenant.organisation, service["SK"]) if service["public"] else None
    return BookableService(id=service["SK"], url=url, **about)


def show_person(person: Item) -> PersonHours:
    """The resource of a person's hours."""
    return PersonHours(person_id=person["SK"], **{name: person[name] for name in _OF_PERSON if name in person})


def service_named(store: TenantStore, service_id: str) -> Item:
    """A service that a request names beside others. Raises Unprocessable when it is none."""
    try:
        return service_of(store, service_id)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("service_id", "not_found") from error
