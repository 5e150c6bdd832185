"""The patterns by which a webhook wants events: a type, all types of a resource (`contact.*`), or all (`*`).

A type that is added later belongs to the patterns that cover it, so a pattern is kept as it was asked for.
"""

from collections.abc import Collection

from bivelio_core import domain
from bivelio_core.scopes import allows

EVERYTHING = "*"


def all_patterns() -> list[str]:
    """The patterns that cover more than one type: one for each beginning of types, and `*`."""
    return [*dict.fromkeys(map(pattern_of, domain.event_types())), EVERYTHING]


def pattern_of(event_type: str) -> str:
    """The pattern of the types that begin like one: `contact.*` of `contact.created`."""
    return f"{event_type.partition('.')[0]}.*"


def covers(patterns: Collection[str], event_type: str, resources: Collection[str] | None = None) -> bool:
    """Tell whether any pattern covers a type; `*` covers the types about these resources, by default of all."""
    if event_type in patterns or pattern_of(event_type) in patterns:
        return True
    if EVERYTHING not in patterns:
        return False
    return resources is None or domain.event_resources().get(event_type) in resources


def types_of(patterns: Collection[str], resources: Collection[str] | None = None) -> list[str]:
    """The types that patterns cover."""
    return [name for name in domain.event_types() if covers(patterns, name, resources)]


def readable_resources(scopes: frozenset[str]) -> list[str] | None:
    """The resources whose events scopes allow to read, to which `*` is limited; None for all of them."""
    resources = dict.fromkeys(domain.event_resources().values())
    readable = [resource for resource in resources if allows(scopes, resource, "read")]
    return None if len(readable) == len(resources) else readable
