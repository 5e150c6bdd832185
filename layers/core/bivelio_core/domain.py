"""The declaration of a domain, in its `domain.py`, so that no other module has to name the domain.

A declaration is data. What it names of its domain's modules is behind a function, `lambda: events.derive`, and is
imported when that is called: mypy, renaming and "find usages" see the name, and declaring it imports nothing.
Entrypoints pass the list of the domains (`config.hand_over_domains`); events, webhooks, workflows and identity read
here what all domains declare, and name none. `python -m tools.declarations` refuses two domains that claim the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from bivelio_core import config
from bivelio_core.event_type import EventType, Lazy
from bivelio_core.operations import carried_out, operations, with_all_faces

if TYPE_CHECKING:
    from pydantic import BaseModel

    from bivelio_core.activities import Activity
    from bivelio_core.faults import Fault
    from bivelio_core.moments import Clockwork
    from bivelio_core.operations import Operation
    from bivelio_core.store.changes import Change
    from bivelio_core.store.codec import Item
    from bivelio_core.store.holding_parts import Declared
    from bivelio_core.store.index.terms import Indexed
    from bivelio_core.store.keys import Kind
    from bivelio_core.store.tenant_store import TenantStore
    from bivelio_core.store.writes import Write
    from bivelio_core.timelines import TimelineSource

Entry = TypeVar("Entry")
Effect = Callable[[Any, Any], Any]
"""The effect of a type of step: `(input, call) -> output`; the call is an effects.Call, for `http_request` more."""


def of_its_operation() -> Any:
    """Stands for the input of a type of step that is its operation's."""
    raise LookupError("a type of step that is no operation has its own input")


@dataclass(frozen=True, slots=True)
class StepType:
    """A type of step of workflows: its name in definitions, who runs it, and the model of what it takes.

    Each operation is one, under its own name and its short names, without a line here (operations.py). A domain
    declares what is no operation (`wait`), and what a step does otherwise than the operation named in `operation`: what
    is not given here is the operation's. `family` is the state of the state machine that runs it, which is also the
    function: `run_contacts` runs every type of the family `contacts`. Those of the family `none` the interpreter
    evaluates on the way. `effect` is the function `(input, call) -> output` of types that have one. Of the fields named
    in `exactly_one` and `at_most_one` a step has so many. `check` is a function `(input) -> Iterator[Fault]` that
    judges, when a definition is saved, what the model cannot; its faults name fields of the input. Expressions are
    percent-encoded inside the fields of `urls`, escaped in those of `html` (`message.html`), may be secrets, which the
    effect reveals, in those of `secrets`, and are over other data than the run's in those of `unrendered`. `scope`
    (`contacts:write`) is what who saves a definition with such a step must have, and what the step may then do; None
    where no resource is touched. `connection` is, for types that go by one, `(input, connection, all connections) ->
    how`: what a saved step will choose. `output` is the model of what it gives, or a function `(input) -> model or JSON
    Schema`; without it, nothing is known. Expressions that read what it has not are refused on saving.
    """

    name: str
    family: str = ""
    input: "Lazy[type[BaseModel]]" = of_its_operation
    effect: Lazy[Effect] | None = None
    exactly_one: tuple[str, ...] = ()
    at_most_one: tuple[str, ...] = ()
    check: "Lazy[Callable[[Any], Iterator[Fault]]] | None" = None
    urls: tuple[str, ...] = ()
    html: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    unrendered: tuple[str, ...] = ()
    scope: str | None = None
    connection: Lazy[Callable[..., Any]] | None = None
    operation: str = ""
    reads_only: bool = False
    of_all_scopes: bool = False
    output: "Lazy[type[BaseModel] | Callable[[Mapping[str, Any]], Any]] | None" = None

    @property
    def carried_out_by(self) -> Effect:
        """Its effect, imported; only of a type that has one."""
        if self.effect is None:
            raise LookupError(f"{self.name} has no effect")
        return self.effect()

    @property
    def changes(self) -> bool:
        """Whether it may change something, here or elsewhere: what a chain of workflows may do only so often."""
        return self.effect is not None and not self.reads_only


@dataclass(frozen=True, slots=True)
class Domain:
    """What a domain brings; CONTRIBUTING.md, "Add a domain", says which files follow from each.

    Attributes:
        name: its folder in `bivelio_core`, and the prefix of messages about it.
        tags: one sentence about each of its resources, the first words of its operations.
        scopes: the resources that a scope of an API key can name; its events are about the first.
        events: its types of event.
        sources: by kind, the function that derives events from changes: `derive(change) -> Iterator[Happening]`.
        reactions: its handlers of events: `react(events, store)`, at least once for each, idempotent by their ids.
        first_reactions: those that come before all others, because servers outside wait for what they send.
        lists: the index of each kind that is listed (an `Indexed`).
        activities: by kind, the function that reads an activity with a contact from a change (activities.py).
        samples: the function that makes its example resources of a sandbox day: `writes(store) -> list[Write]`.
        steps: its types of step.
        keeps_files: of the domain of documents: the function that keeps a file for others,
            `keep(store, filename, content, key) -> document id`, once under the key.
        quotas: how many of a resource a tenant may have, by the sort key of their counter (keys.LIMIT); a number, or a
            function that reads it from the deployment's settings.
        uses_connections: tells what of the domain goes by a connection, as an `Iterator[Use]` (integrations/choice.py).
        uses_contacts: tells which of some contacts it has something about: `uses(store, contacts) -> sort keys`.
        clockwork: how what waits for a time in it follows a sandbox's clock that is moved.
        timeline: its parts of the timelines of contacts, by the kind of their entries and, behind a `:`, which part.
        texts: its modules that define errors and constraints of VALIDATION_ERROR.
        family: the family of steps that its operations belong to.
        short_names: other names of its operations as steps, such as `contact.create` for `contacts.create`.
        only_http: why its operations have no other face than HTTP; empty when they have.
    """

    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    events: Mapping[str, EventType] = field(default_factory=dict)
    sources: "Mapping[Kind, Lazy[Callable[[Change], Iterator[Any]]]]" = field(default_factory=dict)
    reactions: tuple[Lazy[Callable[..., None]], ...] = ()
    first_reactions: tuple[Lazy[Callable[..., None]], ...] = ()
    lists: "Mapping[Kind, Lazy[Indexed]]" = field(default_factory=dict)
    activities: "Mapping[Kind, Lazy[Callable[[Change], Activity | None]]]" = field(default_factory=dict)
    samples: "Lazy[Callable[[TenantStore], list[Write]]] | None" = None
    steps: tuple[StepType, ...] = ()
    texts: tuple[str, ...] = ()
    quotas: Mapping[str, int | Callable[[], int]] = field(default_factory=dict)
    keeps_files: Lazy[Callable[..., str]] | None = None
    uses_connections: Lazy[Callable[..., Iterator[Any]]] | None = None
    uses_contacts: "Lazy[Callable[[TenantStore, Sequence[Item]], set[str]]] | None" = None
    family: str = "cases"
    short_names: Mapping[str, str] = field(default_factory=dict)
    only_http: str = ""
    clockwork: "Lazy[Clockwork] | None" = None
    timeline: "Mapping[str, Lazy[TimelineSource]]" = field(default_factory=dict)


class LazyModule:
    """Stands for a module of a domain: it is imported when something of it is asked for."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


def lazily(package: str, *names: str) -> list[LazyModule]:
    """The modules of a package that its declaration names, and foundations, which are named in full."""
    return [LazyModule(name if name.startswith("bivelio_core.") else f"{package}.{name}") for name in names]


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
def event_resources() -> dict[str, str]:
    """The resource of each type of event, whose readers may read the event: the domain's first scope."""
    return _merged(lambda domain: ((name, domain.scopes[0]) for name in domain.events))


class StepTypes(Mapping[str, StepType]):
    """Every type of step by its name: the operations', as domains know them better, and what is none.

    A type is made when it is asked for, since a run needs few.
    """

    def __init__(self) -> None:
        self.declared = {step.name: step for one in declared() for step in one.steps}
        self._short = {short: name for one in declared() for short, name in one.short_names.items()}
        self._operations = with_all_faces()
        self._names = dict.fromkeys((*self.declared, *self._short, *self._operations))
        self._types: dict[str, StepType] = {}

    def __getitem__(self, name: str) -> StepType:
        if name not in self._types:
            self._types[name] = self._type(name)
        return self._types[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _type(self, name: str) -> StepType:
        if name in self._short:
            return replace(self[self._short[name]], name=name)
        step = self.declared.get(name) or StepType(name, operation=self._operations[name].name)
        return as_step(step, self._operations[step.operation]) if step.operation else step


@cache
def step_types() -> StepTypes:
    """Every type of step by its name."""
    return StepTypes()


def as_step(step: StepType, operation: "Operation") -> StepType:
    """A type of step with what it has of its operation."""
    return replace(
        step,
        family=step.family or operation.family,
        input=step.input if step.input is not of_its_operation else lambda: operation.input_model,
        effect=step.effect or (lambda: lambda request, call: carried_out(operation, request, call.ctx)),
        output=step.output or (lambda: operation.response_model),
        scope=operation.scope,
        reads_only=not operation.changes,
        of_all_scopes=operation.of_all_scopes,
    )


@cache
def scopes() -> frozenset[str]:
    """The resources that scopes can name."""
    return frozenset(resource for domain in declared() for resource in domain.scopes)


def keeper_of_files() -> Callable[..., str]:
    """The function that keeps a file as a document."""
    (keep,) = [domain.keeps_files for domain in declared() if domain.keeps_files]
    return keep()


def users_of_connections() -> tuple[tuple[str, Lazy[Callable[..., Iterator[Any]]]], ...]:
    """The resource of each domain that uses connections, and the function that tells what of it uses one."""
    return tuple((domain.scopes[0], domain.uses_connections) for domain in declared() if domain.uses_connections)


def users_of_contacts() -> "list[Callable[[TenantStore, Sequence[Item]], set[str]]]":
    """The functions that tell which of some contacts a domain has something about."""
    return [domain.uses_contacts() for domain in declared() if domain.uses_contacts]


@cache
def reactions() -> tuple[Lazy[Callable[..., None]], ...]:
    """The handlers of events, in the order in which they are called."""
    first = [reference for domain in declared() for reference in domain.first_reactions]
    return *first, *(reference for domain in declared() for reference in domain.reactions)


@cache
def sources() -> "dict[str, Lazy[Callable[[Change], Iterator[Any]]]]":
    """The functions that derive events, by the partition of the kind."""
    return _merged(lambda domain: ((kind.partition, source) for kind, source in domain.sources.items()))


@cache
def quotas() -> dict[str, int | Callable[[], int]]:
    """How many of each limited resource a tenant may have, by the sort key of their counter."""
    return _merged(lambda domain: domain.quotas.items())


@cache
def lists() -> "dict[str, Lazy[Indexed]]":
    """The indexes of listed kinds, by the partition of the kind."""
    return _merged(lambda domain: ((kind.partition, terms) for kind, terms in domain.lists.items()))


@cache
def activities() -> "dict[str, Lazy[Callable[[Change], Activity | None]]]":
    """The functions that read activities with contacts, by the partition of the kind."""
    return _merged(lambda domain: ((kind.partition, reader) for kind, reader in domain.activities.items()))


def timeline_sources() -> "dict[str, Lazy[TimelineSource]]":
    """The parts of the timelines of contacts."""
    return _merged(lambda domain: domain.timeline.items())


def declared_parts() -> "Declared":
    """What names partitions in the table: the indexes by kind, and the types of events (store/holding_parts.py)."""
    from bivelio_core.store.holding_parts import Declared  # noqa: PLC0415 - who erases or copies all of an organisation

    indexes = {kind: indexed for each in declared() for kind, indexed in each.lists.items()}
    return Declared(indexes, tuple(event_types()))


def _merged(entries: Callable[[Domain], Iterable[tuple[str, Entry]]]) -> dict[str, Entry]:
    return {name: entry for domain in declared() for name, entry in entries(domain)}


def forget() -> None:
    """Clear the cached list; for tests."""
    tables = (
        operations,
        declared,
        event_types,
        event_resources,
        step_types,
        scopes,
        sources,
        quotas,
        lists,
        activities,
    )
    for table in tables:
        table.cache_clear()
