"""The package for n8n, compiled once for a test run, and a program of Node that runs its nodes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.line_program import LineProgram, started
from tools.connect import build
from tools.connect.model import Action
from tools.connect.n8n import PACKAGE, parameter
from tools.node import node

PROGRAM = Path(__file__).with_name("node.mjs")
KEY = "bv_test_sk_sample"


@cache
def built() -> Path:
    """The archive of the package, compiled anew. Skips the test when `make n8n` has not installed its compiler."""
    if not (PACKAGE / "node_modules").exists():
        pytest.skip(f"{PACKAGE.name}/node_modules is absent: make n8n")
    with FileLock(PACKAGE / "node_modules" / ".built.lock"):
        return build.n8n()


class Nodes:
    """A program in which nodes run, one after the other."""

    def __init__(self, program: LineProgram) -> None:
        self._program = program

    def run(self, node: str = "bivelio", **asked: Any) -> dict[str, Any]:
        """Run a node. Returns its `items`, or `error`."""
        return self._program.ask({"node": node, **asked})


@contextmanager
def running(url: str) -> Iterator[Nodes]:
    """Start the program, whose nodes ask an address."""
    built()
    with started([str(node(build.CACHE)), str(PROGRAM), str(PACKAGE), url, KEY]) as program:
        yield Nodes(program)


def filled_in(action: Action, data: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a node that a person fills in for a request."""
    shown = {each.name: each for each in action.visible_fields}
    at_top = {name for name, each in shown.items() if each.is_required and not (action.upload and name == "filename")}
    return {
        "resource": action.resource,
        "operation": action.name,
        **{parameter(name): value for name, value in data.items() if name in at_top},
        "fields": {parameter(name): value for name, value in data.items() if name in shown and name not in at_top},
    }
