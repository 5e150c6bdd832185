"""The operations are the same everywhere: handlers, openapi.json, both SDKs, commands, pages of the documentation."""

import inspect
import json
from typing import Any

import pytest
from bivelio import AsyncBiVelio, BiVelio, _catalogue
from bivelio.cli import app as cli
from typer.main import get_command

from tests.contracts.test_cli import ADDED as ADDED_COMMANDS
from tests.contracts.test_sdk_javascript import ADDED as ADDED_IN_JAVASCRIPT
from tests.contracts.test_sdk_javascript import LIST_METHODS
from tests.contracts.test_sdk_python import ADDED as ADDED_IN_PYTHON
from tests.sdk.javascript import in_javascript, run
from tools.endpoints import operations
from tools.sdk.document import Document
from tools.site.reference import reference

NAMES = {operation.endpoint.operation for operation in operations()}
pytestmark = pytest.mark.fix(
    "Run `make generate`: all of these are made from openapi.json, and that from the handlers."
)


def in_python(kind: type[Any]) -> set[str]:
    """The methods of a client's resources."""
    client = kind(api_key="bv_test_sk_sample")
    return {
        f"{resource}.{name.rstrip('_')}"
        for resource in Document().resources
        for name, _ in inspect.getmembers(type(getattr(client, resource)), inspect.isfunction)
        if not name.startswith("_")
    }


def commands() -> set[str]:
    """The commands of the resources."""
    root: Any = get_command(cli.app)
    return {
        f"{resource}.{name.replace('-', '_')}"
        for resource in _catalogue.resources()
        for name in root.get_command(None, resource).list_commands(None)
    }


def test_operations_are_methods_commands_and_pages():
    document = Document()
    assert {method.operation for method in document.methods} == NAMES
    assert in_python(BiVelio) == in_python(AsyncBiVelio) == NAMES | ADDED_IN_PYTHON
    assert commands() == NAMES | ADDED_COMMANDS
    pages = reference(document)  # site/src/pages/reference makes a page of each, in each language
    assert pages.keys() == NAMES
    assert len({page["path"] for page in pages.values()}) == len(NAMES)
    assert all({"python", "javascript", "cli", "curl"} == page["samples"].keys() for page in pages.values())


def test_operations_are_methods_in_javascript():
    found = set(json.loads(run(LIST_METHODS)))
    assert found == {in_javascript(name) for name in NAMES} | ADDED_IN_JAVASCRIPT
