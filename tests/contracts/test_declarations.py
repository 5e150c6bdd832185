"""Declarations that contradict each other, or the files they speak of, are refused in one sentence naming the file."""

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from bivelio_core import config, domain, ids
from bivelio_core.contacts.domain import DOMAIN as CONTACTS
from bivelio_core.domain import Domain, LazyModule, StepType
from bivelio_core.event_type import EventType
from bivelio_core.store import keys
from bivelio_core.store.keys import Kind

from tools import declarations
from tools.template import ROOT

pytestmark = pytest.mark.fix(
    "The sentences are made in tools/declarations.py; `python -m tools.declarations` prints those that hold now."
)
DOMAINS = domain.declared()
JSON, TOYS = LazyModule("json"), LazyModule("bivelio_core.toys.steps")
"""A module with names of any type, and one that is not there."""
TOY = Domain(
    name="invoices_toy",
    tags={"toys": "Toys."},
    scopes=("toys",),
    events={"toy.made": EventType("A toy has been made.", lambda: JSON.JSONDecoder, lambda: JSON.dumps)},
    sources={Kind("toy", "TOY"): lambda: JSON.loads},
    lists={Kind("toy", "TOY"): lambda: JSON.loads},
    samples=lambda: JSON.dumps,
    steps=(StepType("toy.make", "toys", lambda: JSON.JSONDecoder, lambda: JSON.dumps, scope="toys:write"),),
    texts=("json",),
)
HERE = "layers/core/bivelio_core/planned/domain.py"
"""Where a domain without a folder is declared."""

HANDLERS = {"toys/make", "workers/run_toys"}


def the_one(sentences: Iterable[str]) -> str:
    """The only sentence, which is one."""
    (sentence,) = sentences
    assert re.fullmatch(r"[^\n]+\.", sentence)
    return sentence


def test_the_project_has_no_problem():
    assert declarations.problems() == []


def test_make_check_asks():
    (check,) = re.findall(r"^check:.*?\n\n", (ROOT / "Makefile").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert check.index("tools.declarations") < check.index("tools.openapi"), "generators would fail with a traceback"


def test_the_command_leaves_with_the_sentence():
    """As `make check` runs it, on a list of domains of which one names a module that is not there."""
    script = (
        "from tools import declarations\n"
        "from dataclasses import replace\n"
        "from bivelio_core import config, domain, domains\n"
        "first, *others = domains.DOMAINS\n"
        "samples = domain.LazyModule('bivelio_core.identity.samples')\n"
        "domains.DOMAINS = (replace(first, samples=lambda: samples.writes), *others)\n"
        "declarations.main()\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == (
        "layers/core/bivelio_core/identity/domain.py names the module bivelio_core.identity.samples, "
        "which does not exist: correct it.\n"
    )


@pytest.mark.parametrize(
    ("clash", "what"),
    [
        ({"name": "contacts"}, "the domain 'contacts'"),
        ({"tags": {"contacts": "Also contacts."}}, "the resource 'contacts'"),
        ({"scopes": ("contacts",)}, "the scope 'contacts'"),
        ({"events": {"contact.created": TOY.events["toy.made"]}}, "the type of event 'contact.created'"),
        ({"steps": (StepType("contact.find", "toys", lambda: JSON.dumps),)}, "the type of step 'contact.find'"),
        ({"sources": {keys.CONTACT: lambda: JSON.loads}}, "the source of events of the kind 'contact'"),
        ({"lists": {keys.CONTACT: lambda: JSON.loads}}, "the list of the kind 'contact'"),
    ],
)
def test_two_domains_cannot_claim_the_same(clash, what):
    second = replace(TOY, **clash)
    sentence = the_one(declarations.claimed_twice([*DOMAINS, second]))
    own = declarations.file_of(second)
    assert sentence == (
        f"layers/core/bivelio_core/contacts/domain.py and {own} both declare {what}: rename it in {own}."
    )
    assert list(declarations.claimed_twice([*DOMAINS, TOY])) == []


def test_two_kinds_cannot_share_a_prefix_or_a_partition():
    kinds = [keys.CONTACT, keys.EVENT]
    prefix = the_one(declarations.shared_names({**ids.PREFIXES, "toy": "ct"}, kinds))
    assert prefix == (
        "layers/core/bivelio_core/ids.py gives the prefix 'ct' to contact and to toy: choose another for toy."
    )
    partition = the_one(declarations.shared_names(ids.PREFIXES, [*kinds, Kind("toy", "CT")]))
    assert partition.startswith("layers/core/bivelio_core/store/keys.py gives the partition 'CT' to contact and to toy")


@pytest.mark.parametrize(
    "change",
    [
        {"events": {"toy.made": EventType("Made.", lambda: TOYS.Toy, lambda: JSON.dumps)}},
        {"events": {"toy.made": EventType("Made.", lambda: JSON.JSONDecoder, lambda: TOYS.MADE)}},
        {"sources": {Kind("toy", "TOY"): lambda: TOYS.derive}},
        {"reactions": (lambda: TOYS.react,)},
        {"lists": {Kind("toy", "TOY"): lambda: TOYS.TOYS}},
        {"samples": lambda: TOYS.writes},
        {"steps": (StepType("toy.make", "toys", lambda: TOYS.Make, lambda: JSON.dumps),)},
        {"steps": (StepType("toy.make", "toys", lambda: JSON.JSONDecoder, lambda: TOYS.make),)},
        {"texts": ("bivelio_core.toys.errors",)},
    ],
)
def test_a_declaration_names_modules_that_are_there(change):
    sentence = the_one(declarations.dead_references([replace(TOY, **change)]))
    assert re.fullmatch(
        rf"{HERE} names the module bivelio_core\.toys(\.\w+)?, which does not exist: correct it\.",
        sentence,
    )


def test_a_declaration_names_what_its_modules_have():
    sentence = the_one(declarations.dead_references([replace(TOY, samples=lambda: JSON.no_such_function)]))
    assert sentence == f"{HERE} names no_such_function of a module that has no such name: correct it."
    assert list(declarations.dead_references([TOY])) == []


def test_a_declaration_is_in_the_list():
    listed = [each.name for each in DOMAINS]
    assert the_one(declarations.unlisted(["contacts", "toys", "planned"], listed)) == (
        "layers/core/bivelio_core/domains.py does not list the domain toys: import its DOMAIN and add it to DOMAINS."
    )


def test_a_family_of_steps_has_its_state_and_its_function():
    families = {"ai", "calendar", "cases", "contacts", "http", "invoices", "mcp", "messages", "toys"}
    states = families | {"wait", "suspend", "map"}
    folders = {
        "workers/run_ai",
        "workers/run_calendar",
        "workers/run_cases",
        "workers/run_contacts",
        "workers/run_http",
        "workers/run_invoices",
        "workers/run_mcp",
        "workers/run_messages",
        "workers/run_toys",
    }
    assert list(declarations.stateless_families([*DOMAINS, TOY], states, folders)) == []
    assert the_one(declarations.stateless_families([*DOMAINS, TOY], states - {"toys"}, folders)).startswith(
        "statemachines/runner.asl.yaml has no choice for the family toys: add one to Decide"
    )
    assert the_one(declarations.stateless_families(DOMAINS, states, folders)).startswith(
        "statemachines/runner.asl.yaml chooses the family toys"
    )
    assert the_one(declarations.stateless_families([*DOMAINS, TOY], states, folders - {"workers/run_toys"})).startswith(
        "functions/workers/run_toys/handler.py is missing"
    )


def test_a_step_with_an_effect_on_a_domain_needs_a_scope_of_it():
    assert list(declarations.ungranted_steps([*DOMAINS, TOY])) == []
    step = TOY.steps[0]
    for scope, sentence in (
        (None, "gives the step toy.make no `scope`: name what it needs, `invoices_toy:write`."),
        ("toys:all", "gives the step toy.make the scope toys:all, which no key can have: correct it."),
        ("games:write", "gives the step toy.make the scope games:write, which no key can have: correct it."),
    ):
        toy = replace(TOY, steps=(replace(step, scope=scope),))
        assert the_one(declarations.ungranted_steps([*DOMAINS, toy])) == f"{HERE} {sentence}"


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ("examples", "docs/examples/toys/make.json is missing, the endpoint's example: write it"),
        ("tests", "tests/functions/toys/test_make.py is missing, the endpoint's test: write it"),
    ],
)
def test_an_endpoint_has_all_its_parts(lacking, sentence):
    parts = {"handlers": HANDLERS, "examples": {"toys/make"}, "tests": {"toys/make"}}
    assert list(declarations.unfinished_endpoints(**parts)) == []
    parts[lacking] = parts[lacking] - {"toys/make"}
    assert the_one(declarations.unfinished_endpoints(**parts)).startswith(sentence)


def served(operation: str, **about: Any) -> Any:
    """What `undeclared_resources` reads of an endpoint."""
    resource = operation.partition(".")[0]
    defaults = {"scope": "read", "actors": ("user", "api_key"), "resource": resource, "scope_resource": resource}
    return SimpleNamespace(operation=operation, **{**defaults, **about})


def test_an_endpoints_resource_is_declared():
    endpoints = {"toys/make": served("toys.make")}
    assert list(declarations.undeclared_resources(endpoints, [CONTACTS, TOY])) == []
    assert the_one(declarations.undeclared_resources(endpoints, [CONTACTS])) == (
        "functions/toys/make serves toys, which no domain.py has in `tags`: add it to its domain's."
    )
    assert the_one(declarations.undeclared_resources(endpoints, [replace(TOY, scopes=())])) == (
        "functions/toys/make serves toys, which no domain.py has in `scopes`: add it to its domain's."
    )


def test_what_is_below_the_entrypoints_sees_the_list_that_they_hand_over(monkeypatch):
    toy = SimpleNamespace(DOMAINS=(CONTACTS, TOY))
    monkeypatch.setitem(sys.modules, "tests.a_list_of_domains", toy)
    listed, operations = config.domains_module(), config.operations_module()
    config.hand_over_domains("tests.a_list_of_domains")
    domain.forget()
    try:
        assert list(domain.event_types()) == [*CONTACTS.events, "toy.made"]
        assert domain.scopes() == {"contacts", "toys"}
    finally:
        config.hand_over_domains(listed, operations)
        domain.forget()
    assert listed == "bivelio_core.domains"
