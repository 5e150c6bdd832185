"""What a domain declares of itself, in its `domain.py`, so that nothing else has to know it by name.

A declaration is data. It names what it brings as `module:Name`, which is imported when somebody needs it. Entrypoints
hand in the list of the domains (`config.hand_over_domains`); events, webhooks, workflows and identity read here what
all of them declare, and know none. `python -m tools.declarations` refuses two domains that claim the same, and names
that lead nowhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from bivelio_core import config
from bivelio_core.store.keys import Kind

Entry = TypeVar("Entry")
Reference = str
"""`module:Name`."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of event: what it tells, the model of its data, and an example of it."""

    description: str
    payload: Reference
    example: Reference


@dataclass(frozen=True, slots=True)
class StepType:
    """A type of step of workflows: its name in definitions, who runs it, and the model of what it takes.

    `family` is the state of the state machine that runs it, which is also the function: `run_contacts` runs every type
    of the family `contacts`. Types of the family `none` need no function: the interpreter evaluates them on the way.
    `effect` is the function `(input, call) -> output` of the types that have one. Of the fields named in `exactly_one`
    and `at_most_one` a step has so many. `check` is a function `(input) -> Iterator[Fault]` that judges, when a
    definition is saved, what the model cannot; its faults name fields of the input. Expressions inside the fields named
    in `urls` are percent-encoded. `scope` (`contacts:write`) is what whoever saves a definition with such a step must
    have, and what the step may do then; None for steps that touch no resource of a domain.
    """

    name: str
    family: str
    input: Reference
    effect: Reference | None = None
    exactly_one: tuple[str, ...] = ()
    at_most_one: tuple[str, ...] = ()
    check: Reference | None = None
    urls: tuple[str, ...] = ()
    scope: str | None = None

    @property
    def changes(self) -> bool:
        """Whether it may change something, here or elsewhere: what a chain of workflows may do only so often."""
        return self.effect is not None and not (self.scope or "").endswith(":read")


@dataclass(frozen=True, slots=True)
class Domain:
    """What a domain brings; CONTRIBUTING.md, "Add a domain", says which files follow from each.

    Attributes:
        name: its folder in `bivelio_core`, and its word in front of messages about it.
        tags: one sentence about each of its resources, the first words of its operations.
        scopes: the resources that a scope of an API key can name; its events are about the first.
        events: its types of event.
        sources: what derives events from the changes of a kind: `derive(change) -> Iterator[Happening]`.
        reactions: what it does about events: `react(events, store)`, at least once for each, idempotent by their ids.
        lists: what the lists of a kind find its items by (an `Indexed`).
        samples: what writes its example resources into a sandbox day: `writes(store) -> list[Write]`.
        steps: its types of step.
        texts: its modules with errors and with constraints of VALIDATION_ERROR.
    """

    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    events: Mapping[str, EventType] = field(default_factory=dict)
    sources: Mapping[Kind, Reference] = field(default_factory=dict)
    reactions: tuple[Reference, ...] = ()
    lists: Mapping[Kind, Reference] = field(default_factory=dict)
    samples: Reference | None = None
    steps: tuple[StepType, ...] = ()
    texts: tuple[str, ...] = ()


def found(reference: Reference) -> Any:
    """What a declaration names, imported."""
    module, _, name = reference.partition(":")
    return getattr(import_module(module), name)


@cache
def declared() -> tuple[Domain, ...]:
    """All domains, in the order of their list."""
    domains: tuple[Domain, ...] = import_module(config.domains_module()).DOMAINS
    return domains


@cache
def event_types() -> dict[str, EventType]:
    """Every type of event by its name."""
    return _merged(lambda domain: domain.events.items())


@cache
def sourced_event_types() -> frozenset[str]:
    """The types of event that something causes: those of the domains that derive events. The others are planned."""
    return frozenset(name for domain in declared() if domain.sources for name in domain.events)


@cache
def event_resources() -> dict[str, str]:
    """The resource that each type of event is about, whose readers may have it: the domain's first scope."""
    return _merged(lambda domain: ((name, domain.scopes[0]) for name in domain.events))


@cache
def step_types() -> dict[str, StepType]:
    """Every type of step by its name."""
    return _merged(lambda domain: ((step.name, step) for step in domain.steps))


@cache
def scopes() -> frozenset[str]:
    """The resources that scopes can name."""
    return frozenset(resource for domain in declared() for resource in domain.scopes)


@cache
def sources() -> dict[str, Reference]:
    """What derives events, by the partition of the kind."""
    return _merged(lambda domain: ((kind.partition, source) for kind, source in domain.sources.items()))


@cache
def lists() -> dict[str, Reference]:
    """What lists find their items by, by the partition of the kind."""
    return _merged(lambda domain: ((kind.partition, terms) for kind, terms in domain.lists.items()))


def _merged(entries: Callable[[Domain], Iterable[tuple[str, Entry]]]) -> dict[str, Entry]:
    return {name: entry for domain in declared() for name, entry in entries(domain)}


def forget() -> None:
    """Read the list anew when it is asked for; for tests."""
    for table in (declared, event_types, sourced_event_types, event_resources, step_types, scopes, sources, lists):
        table.cache_clear()
