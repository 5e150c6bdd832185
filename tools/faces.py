"""Which faces an operation has beside HTTP, from what its handler and its domain declare."""

from bivelio_core.domain import Domain
from bivelio_core.domains import DOMAINS
from bivelio_core.entrypoints.declaration import Endpoint

FOR_PEOPLE = "it is for people"
SHOWN_ONCE = "its answer shows a secret"


def domain_of(resource: str) -> Domain:
    """Return the domain that declares a resource."""
    return next(each for each in DOMAINS if resource in each.tags)


def only_http(endpoint: Endpoint) -> str:
    """Return why an operation has no other face; empty when it has them all."""
    if endpoint.only_http:
        return endpoint.only_http
    if reason := domain_of(endpoint.resource).only_http:
        return reason
    if "api_key" not in endpoint.actors or endpoint.is_bare:
        return FOR_PEOPLE
    return SHOWN_ONCE if endpoint.shows_secret else ""


def callable_resources() -> list[str]:
    """Return the resources whose operations have all faces, but for those with a reason of their own."""
    return [resource for each in DOMAINS if not each.only_http for resource in each.tags]


def family_of(endpoint: Endpoint) -> str:
    """Return the family of steps that carries an operation out; empty when no step does."""
    return "" if only_http(endpoint) else endpoint.step_family or domain_of(endpoint.resource).family
