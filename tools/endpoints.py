"""Every endpoint: its place in the template, what its handler promises, and its example."""

import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from bivelio_core.entrypoints.declaration import Endpoint
from bivelio_core.entrypoints.inbound import Inbound

from tools.template import ROOT, Function, functions

EXAMPLES = ROOT / "docs" / "examples"


@dataclass(frozen=True)
class Operation:
    """An endpoint with everything the generators and the contract tests need."""

    function: Function
    endpoint: Endpoint
    example: dict[str, Any]


@cache
def operations() -> tuple[Operation, ...]:
    """All endpoints, in the template's order."""
    return tuple(
        Operation(function, load_handler(function.handler_file).endpoint, load_example(function.operation))
        for function in functions()
        if function.is_endpoint and not function.is_inbound
    )


@dataclass(frozen=True)
class InboundPath:
    """A path that providers call: its place in the template, and what its handler declares."""

    function: Function
    declared: Inbound


@cache
def inbound_paths() -> tuple[InboundPath, ...]:
    """All of them, in the template's order."""
    return tuple(
        InboundPath(function, load_handler(function.handler_file).inbound)
        for function in functions()
        if function.is_inbound
    )


def load_handler(file: Path) -> Any:
    """Load the `handler` of a file as Lambda does."""
    return load_module(file).handler


@cache
def load_module(file: Path) -> ModuleType:
    """Load a handler's file as Lambda does."""
    name = "functions." + ".".join(file.relative_to(ROOT / "functions").parent.parts)
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_example(operation: str) -> dict[str, Any]:
    """Return the example request and response of an operation, from the API reference where it has one.

    `query` and `headers` are set where the request needs them; `also` holds fields that the reference does not show.
    `new` names those that cannot be as the example shows them: what is made when it runs, and what it shortens. An
    example that makes what can be made once has in `only_once` the reason of the 409 that answers it from then on.
    """
    file = EXAMPLES / (operation.replace(".", "/") + ".json")
    if not file.exists():
        raise FileNotFoundError(f"{operation} has no example yet: write {file.relative_to(ROOT)}")
    example: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return example
