"""The dependency arrow: functions -> entrypoints -> domains -> foundations (store, events, ids, errors, context)."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.for_each import for_each
from tools.template import ROOT

CORE = ROOT / "layers" / "core" / "bivelio_core"
PARTS = {
    path.name.removesuffix(".py") for path in CORE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
} - {"__init__"}
ABOVE_DOMAINS = {"entrypoints", "domains", "operation_index"}
SHARED_PACKAGES = {"aws", "credits", "egress", "events", "expressions", "providers", "store"}
FOUNDATIONS = {part for part in PARTS if (CORE / f"{part}.py").exists()} - ABOVE_DOMAINS | SHARED_PACKAGES
"""Every module beside the packages, and the packages that any domain may use: several domains charge credits."""
DOMAINS = PARTS - FOUNDATIONS - ABOVE_DOMAINS
USED_BY_WORKFLOWS = {"integrations", "secrets"}
"""What a step sends secrets with, and what tells that it goes by a connection: both lie below all other domains."""
SYSTEM_STORE_READERS = {"entrypoints", "erasure", "functions", "identity", "store"}


def imports(file: Path) -> Iterator[str]:
    """The modules of bivelio_core a file imports, absolute."""
    package = ("bivelio_core", *file.relative_to(CORE).parent.parts) if file.is_relative_to(CORE) else ()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if file.name == "domain.py" and file.parent != CORE:
        tree.body = [node for node in tree.body if not isinstance(node, ast.If)]  # lazy ones, by which it declares
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (name.name for name in names if name.name.startswith("bivelio_core"))
            case ast.ImportFrom(module, names, level):
                start = ".".join(package[: len(package) - level + 1]) if level else ""
                base = ".".join(part for part in (start, module) if part)
                if base.startswith("bivelio_core"):
                    yield base
                    yield from (f"{base}.{name.name}" for name in names)


def part(module: str) -> str:
    """`store` of `bivelio_core.store.table`."""
    return module.split(".")[1] if "." in module else ""


@for_each("file", lambda: sorted(CORE.rglob("*.py")), ids=lambda file: str(file.relative_to(CORE)))
@pytest.mark.fix("Move what the module needs to a part below it, or import it where the two meet, in an entrypoint.")
def test_a_module_imports_only_what_lies_below_it(file):
    own = file.relative_to(CORE).parts[0].removesuffix(".py")
    used = {part(module) for module in imports(file)} - {"", own}
    if own in FOUNDATIONS:
        assert used <= FOUNDATIONS, f"{own} is a foundation"
    elif own in DOMAINS:
        assert used <= FOUNDATIONS | DOMAINS, f"{own} is a domain"
        foreign = {module for module in imports(file) if part(module) in DOMAINS - {own}}
        services = {module for module in foreign if ".service" in module}
        assert not services, "a domain does not call another domain's service"


def named(file: Path) -> set[str]:
    """The parts that a file's texts name as modules: `contacts` of "bivelio_core.contacts.steps:create"."""
    texts = (
        node.value for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)
    )
    return {word for text in texts if isinstance(text, str) for word in re.findall(r"\bbivelio_core\.(\w+)", text)}


@for_each("part", sorted(PARTS - {"domains", "operation_index"}))
@pytest.mark.fix("Declare what another part has to find in the domain.py of its domain (CONTRIBUTING.md).")
def test_no_arrow_is_hidden_in_a_text(part):
    """Only a domain's own declaration names modules in texts, its own and foundations; entrypoints name the domains."""
    files = [CORE / f"{part}.py"] if (CORE / f"{part}.py").exists() else sorted((CORE / part).rglob("*.py"))
    allowed = {"domains", "operation_index"} if part == "entrypoints" else {part}
    for file in files:
        below = FOUNDATIONS if file.name == "domain.py" and part in DOMAINS else set()
        assert named(file) <= allowed | below, (
            f"{file.relative_to(ROOT)} names another part: declare it in <domain>/domain.py"
        )


@pytest.mark.fix("Open the circle: move what both parts need to a part below them (CONTRIBUTING.md, Rules).")
def test_no_part_depends_on_itself_through_another():
    arrows: dict[str, set[str]] = {part: set() for part in PARTS}
    for file in CORE.rglob("*.py"):
        own = file.relative_to(CORE).parts[0].removesuffix(".py")
        arrows.setdefault(own, set()).update({part(module) for module in imports(file)} & PARTS - {own})
    order = TopologicalSorter(arrows).static_order()  # raises CycleError, which names the circle
    assert set(order) >= PARTS


def module_name(file: Path) -> str:
    """`bivelio_core.store.table` of its file."""
    return ".".join(file.relative_to(CORE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(file): file for file in CORE.rglob("*.py")}


def arrows_of(name: str) -> set[str]:
    """The modules that one imports, late imports as well; a package that is only named on the way is none of them."""
    named = [module for module in imports(MODULES[name]) if module in MODULES]
    on_the_way = {module for module in named if any(other.startswith(f"{module}.") for other in named)}
    return set(named) - on_the_way - {name}


@pytest.mark.fix("Open the circle that CycleError names: move what two of its modules need to one below both.")
def test_no_module_imports_itself_through_others():
    order = TopologicalSorter({name: arrows_of(name) for name in MODULES}).static_order()
    assert set(order) == set(MODULES)


ROOMS = (
    "terms",
    "definitions",
    "drafting",
    "execution",
    "state",
    "triggers",
    "http",
    "models",
    "reading",
    "runs",
    "versions",
    "saving",
    "writing",
    "statistics",
    "trials",
    "actions",
    "approvals",
    "sweeping",
    "clockwork",
    "connections_used",
    "event_examples",
    "event_data",
    "events",
    "samples",
    "domain",
)
"""The rooms of the workflows and the modules beside them, from the lowest: none imports one above it."""


@pytest.mark.fix(
    "Move what the named module needs to a room below it, or the module to a room above; docs/workflows.md."
)
def test_a_room_of_the_workflows_imports_only_rooms_below_it():
    package = "bivelio_core.workflows."
    for name in MODULES:
        if name.startswith(package):
            room = name.split(".")[2]
            used = {module.split(".")[2] for module in arrows_of(name) if module.startswith(package)}
            assert used <= {*ROOMS[: ROOMS.index(room) + 1]}, name


@pytest.mark.fix("Use what lies below all domains: expressions/, redaction.py, and the protocol of effects.py.")
def test_no_domain_knows_the_workflows_and_they_know_only_declarations():
    """What domains bring to workflows they declare (domain.py), and their effects are called by a protocol."""
    for file in MODULES.values():
        own = file.relative_to(CORE).parts[0].removesuffix(".py")
        used = {part(module) for module in imports(file)} & DOMAINS - {own}
        if own in DOMAINS | FOUNDATIONS:
            assert "workflows" not in used, file.relative_to(ROOT)
        if own == "workflows":
            assert used <= USED_BY_WORKFLOWS, file.relative_to(ROOT)


@pytest.mark.fix("A part of layers/core/bivelio_core was renamed or removed: name the new one in this test.")
def test_the_parts_are_those_of_the_design():
    assert {"store", "events", "errors", "ids", "context"} < FOUNDATIONS
    assert {"contacts", "identity", "webhooks", "workflows"} <= DOMAINS


@pytest.mark.fix("Use ctx.store, which names items of one tenant only.")
def test_only_code_that_works_for_all_tenants_uses_the_system_store():
    for file in CORE.rglob("*.py"):
        if any(module.endswith("SystemStore") for module in imports(file)):
            assert file.relative_to(CORE).parts[0] in SYSTEM_STORE_READERS, file


LONGEST_FILE = 320
"""About 250 lines is the guide; what is longer is two ideas."""


@pytest.mark.fix("Divide the file: what has a name of its own goes into a module of that name.")
def test_no_file_of_the_product_is_longer_than_two_ideas():
    written = [file for file in CORE.rglob("*.py") if file.name != "operation_index.py"]
    files = [*written, *(ROOT / "functions").rglob("*.py")]
    lines = {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8").count("\n") for file in files}
    assert {file: count for file, count in lines.items() if count > LONGEST_FILE} == {}


@pytest.mark.fix("Begin the module with a one-line docstring.")
def test_every_module_says_what_it_promises():
    for folder in ("layers", "functions", "tools", "local", "benchmarks"):
        for file in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            assert ast.get_docstring(tree), f"{file.relative_to(ROOT)} has no docstring"
