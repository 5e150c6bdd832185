"""Checks that declarations agree with each other and with the files they name: `python -m tools.declarations`.

Each problem is one sentence that names the file to change; `make check` runs it
before everything that is generated.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from bivelio_core import domain, ids
from bivelio_core.domain import Domain, of_its_operation
from bivelio_core.entrypoints.declaration import Endpoint
from bivelio_core.event_type import Lazy
from bivelio_core.scopes import LEVELS
from bivelio_core.store import keys
from bivelio_core.store.keys import Kind

from tools.endpoints import EXAMPLES, load_handler
from tools.template import ROOT

CORE = ROOT / "layers" / "core" / "bivelio_core"
LIST = "layers/core/bivelio_core/domains.py"
STATE_MACHINE = "statemachines/runner.asl.yaml"
FUNCTIONS, TESTS = ROOT / "functions", ROOT / "tests" / "functions"
NOT_ENDPOINTS = frozenset({"admin", "authorizer", "inbound", "workers"})
"""Folders of functions/ whose functions serve no operation of the API."""

WITHOUT_FUNCTION = frozenset({"none", "wait", "suspend", "map"})
"""Families that the state machine or the interpreter runs without a function of a domain's own."""

THE_END = "end"
"""The state that the state machine chooses when no step is left."""


def file_of(declared: Domain) -> str:
    """Return the file that declares a domain; `planned` declares the domains that have no folder yet."""
    folder = declared.name if (CORE / declared.name / "domain.py").exists() else "planned"
    return f"layers/core/bivelio_core/{folder}/domain.py"


def claimed_twice(domains: Iterable[Domain]) -> Iterator[str]:
    """Report names that two domains claim."""
    claims: dict[tuple[str, str], str] = {}
    for declared in domains:
        here = file_of(declared)
        for claim in _claims(declared):
            if claim in claims:
                what, name = claim
                yield f"{claims[claim]} and {here} both declare the {what} {name!r}: rename it in {here}."
            claims.setdefault(claim, here)


def _claims(declared: Domain) -> Iterator[tuple[str, str]]:
    yield "domain", declared.name
    yield from (("resource", name) for name in declared.tags)
    yield from (("scope", name) for name in declared.scopes)
    yield from (("type of event", name) for name in declared.events)
    yield from (("type of step", step.name) for step in declared.steps)
    yield from (("type of step", short) for short in declared.short_names)
    yield from (("source of events of the kind", kind.name) for kind in declared.sources)
    yield from (("list of the kind", kind.name) for kind in declared.lists)


def shared_names(prefixes: Mapping[str, str], kinds: Iterable[Kind]) -> Iterator[str]:
    """Report id prefixes and partitions that two kinds of resource share."""
    owners: dict[str, str] = {}
    for kind, prefix in prefixes.items():
        if prefix in owners:
            yield (
                f"layers/core/bivelio_core/ids.py gives the prefix {prefix!r} to {owners[prefix]} and to {kind}: "
                f"choose another for {kind}."
            )
        owners.setdefault(prefix, kind)
    places: dict[str, str] = {}
    for each in kinds:
        if each.partition in places:
            yield (
                f"layers/core/bivelio_core/store/keys.py gives the partition {each.partition!r} to "
                f"{places[each.partition]} and to {each.name}: choose another for {each.name}."
            )
        places.setdefault(each.partition, each.name)


def dead_references(domains: Iterable[Domain]) -> Iterator[str]:
    """Report declared modules and names that do not exist: mypy does, but for names that are imported dynamically."""
    for declared in domains:
        for text in declared.texts:
            if not _is_module(text):
                yield f"{file_of(declared)} names the module {text}, which does not exist: correct it."
        for reference in _references(declared):
            try:
                reference()
            except ModuleNotFoundError as error:
                yield f"{file_of(declared)} names the module {error.name}, which does not exist: correct it."
            except AttributeError as error:
                yield f"{file_of(declared)} names {error.name} of a module that has no such name: correct it."


def _references(declared: Domain) -> Iterator[Lazy[Any]]:
    for event in declared.events.values():
        yield from (event.payload, event.example)
    yield from (
        *declared.sources.values(),
        *declared.first_reactions,
        *declared.reactions,
        *declared.lists.values(),
    )
    yield from (
        each
        for each in (declared.samples, declared.keeps_files, declared.uses_connections, declared.uses_contacts)
        if each
    )
    for step in declared.steps:
        named = (step.input, step.effect, step.check, step.connection)
        yield from (each for each in named if each and each is not of_its_operation)


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # the package is missing too
        return False


def unlisted(folders: Iterable[str], listed: Collection[str]) -> Iterator[str]:
    """Report declared domains that the list lacks; `planned` counts as listed when the domains it declares are."""
    for folder in sorted(set(folders) - set(listed) - {"planned"}):
        yield f"{LIST} does not list the domain {folder}: import its DOMAIN and add it to DOMAINS."


def stateless_families(domains: Iterable[Domain], states: Collection[str], folders: Collection[str]) -> Iterator[str]:
    """Report step families without a state, states that no step uses, and effects without a function."""
    families = {step.family for declared in domains for step in declared.steps if not step.operation} - {"none"}
    families |= {declared.family for declared in domains if declared.tags and not declared.only_http}
    for family in sorted(families - set(states)):
        yield f"{STATE_MACHINE} has no choice for the family {family}: add one to Decide, and the state it leads to."
    for family in sorted(set(states) - families):
        yield f"{STATE_MACHINE} chooses the family {family}, of which no domain declares a step: take it out."
    for family in sorted(families - WITHOUT_FUNCTION):
        if f"workers/run_{family}" not in folders:
            yield f"functions/workers/run_{family}/handler.py is missing, which runs {family} steps: write it."


def ungranted_steps(domains: Collection[Domain]) -> Iterator[str]:
    """Report steps that act on a domain's resources but require none of its scopes: anyone could use them."""
    scopes = {f"{resource}:{level}" for declared in domains for resource in declared.scopes for level in LEVELS}
    for declared in domains:
        for step in declared.steps:
            gives = f"{file_of(declared)} gives the step {step.name}"
            if step.scope is not None and step.scope not in scopes:
                yield f"{gives} the scope {step.scope}, which no key can have: correct it."
            if step.operation:
                continue
            if step.scope is None and step.effect is not None and declared.name != "workflows":
                yield f"{gives} no `scope`: name what it needs, `{declared.name}:write`."


def unfinished_endpoints(handlers: Collection[str], examples: Collection[str], tests: Collection[str]) -> Iterator[str]:
    """Report endpoints that lack a part; each is named by its folder, such as `contacts/create`."""
    for folder in sorted(each for each in handlers if each.split("/")[0] not in NOT_ENDPOINTS):
        domain_name, _, verb = folder.partition("/")
        if folder not in examples:
            yield f"docs/examples/{folder}.json is missing, the endpoint's example: write it."
        if folder not in tests:
            yield f"tests/functions/{domain_name}/test_{verb}.py is missing, the endpoint's test: write it."


def undeclared_resources(endpoints: Mapping[str, Endpoint], domains: Collection[Domain]) -> Iterator[str]:
    """Report endpoints whose resource no domain declares, or declares without a description or a scope."""
    tags = {name for declared in domains for name in declared.tags}
    scopes = {name for declared in domains for name in declared.scopes}
    for folder, endpoint in endpoints.items():
        resource = endpoint.resource
        if resource not in tags:
            yield f"functions/{folder} serves {resource}, which no domain.py has in `tags`: add it to its domain's."
        elif endpoint.scope and "api_key" in endpoint.actors and endpoint.scope_resource not in scopes:
            yield f"functions/{folder} serves {resource}, which no domain.py has in `scopes`: add it to its domain's."


def problems() -> list[str]:
    """Return every problem as a sentence; a check that an earlier problem makes impossible is skipped."""
    domains = domain.declared()
    handlers = _below(FUNCTIONS, "handler.py")
    examples = {file.relative_to(EXAMPLES).with_suffix("").as_posix() for file in EXAMPLES.rglob("*.json")}
    tests = {f"{file.parent.name}/{file.stem.removeprefix('test_')}" for file in TESTS.glob("*/test_*.py")}
    faults = [
        *claimed_twice(domains),
        *shared_names(ids.PREFIXES, [each for each in vars(keys).values() if isinstance(each, Kind)]),
        *dead_references(domains),
        *unlisted((file.parent.name for file in CORE.glob("*/domain.py")), [each.name for each in domains]),
        *unfinished_endpoints(handlers, examples, tests),
        *stateless_families(domains, _chosen_families(), handlers),
        *ungranted_steps(domains),
    ]
    if not faults:
        served = {each: load_handler(FUNCTIONS / each / "handler.py") for each in sorted(handlers)}
        endpoints = {each: handler.endpoint for each, handler in served.items() if hasattr(handler, "endpoint")}
        faults += undeclared_resources(endpoints, domains)
    return faults


def _below(folder: Path, name: str) -> set[str]:
    return {file.parent.relative_to(folder).as_posix() for file in folder.rglob(name)}


def _chosen_families() -> set[str]:
    machine = yaml.safe_load((ROOT / STATE_MACHINE).read_text(encoding="utf-8"))
    return {choice["StringEquals"] for choice in machine["States"]["Decide"]["Choices"]} - {THE_END}


def main() -> None:
    """Print the problems and exit with 1; print nothing if there are none."""
    if faults := problems():
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
