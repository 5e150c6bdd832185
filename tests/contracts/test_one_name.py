"""Template, handlers, examples, OpenAPI, events and tests use the same names for the same functions."""

import pytest
from bivelio_core import domain

from tests.for_each import for_each
from tools import events, openapi
from tools.endpoints import EXAMPLES, operations
from tools.template import ROOT, functions

STALE = "made from something that has changed since: make generate"
LONGER = {"workflows/instances/pause": "workflows/pause_run", "workflows/instances/resume": "workflows/resume_run"}
"""Paths that are not named like their function: its name would be too long."""
FOLDERS = {str(file.parent.relative_to(ROOT)) for file in (ROOT / "functions").rglob("handler.py")}


@pytest.mark.fix("make generate: the templates are made from the handlers.")
def test_every_folder_is_a_function_and_every_function_a_folder():
    assert {function.folder for function in functions()} == FOLDERS


@for_each("operation", operations, ids=lambda operation: operation.endpoint.operation)
@pytest.mark.fix(
    "Give {handler}, its route in the template, its @endpoint, its first line and {test} the name {operation}."
)
def test_an_endpoint_has_one_name_everywhere(operation):
    name = operation.endpoint.operation
    assert operation.function.operation == name
    folder = operation.endpoint.paths[0].strip("/")
    assert LONGER.get(folder, folder).replace("/", "_") == name.replace(".", "_")
    assert operation.endpoint.summary, "the handler's docstring is the summary"
    assert operation.function.handler_file.read_text(encoding="utf-8").startswith(
        f'"""POST /v1{operation.endpoint.paths[0]}"""'
    )
    domain, verb = name.split(".")
    assert (ROOT / "tests" / "functions" / domain / f"test_{verb}.py").exists(), "write its test"


@pytest.mark.fix("Name the resource in `scopes` of its domain's domain.py.")
def test_every_resource_can_be_named_by_a_scope():
    resources = {operation.endpoint.scope_resource for operation in operations() if operation.endpoint.scope}
    assert resources - {"keys", "users"} <= domain.scopes(), (
        "add it to `scopes` of the domain's declaration, <domain>/domain.py"
    )


@pytest.mark.fix("Delete the example from docs/examples, or write its endpoint (CONTRIBUTING.md, Add an endpoint).")
def test_every_example_belongs_to_an_endpoint():
    named = {str(file.relative_to(EXAMPLES).with_suffix("")).replace("/", ".") for file in EXAMPLES.rglob("*.json")}
    assert named == {operation.endpoint.operation for operation in operations()}


@pytest.mark.fix("Run `make generate` and commit openapi.json with what changed it.")
def test_openapi_is_fresh():
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.text(), STALE


@pytest.mark.fix("Run `make generate` and commit the events folder with what changed it.")
def test_the_sample_events_are_fresh():
    present = {file.stem: file.read_text(encoding="utf-8") for file in events.FOLDER.glob("*.json")}
    assert present == events.all_events(), STALE
