"""A contract test that fails says what to do: which file of the endpoint to change.

Each test here carries `@pytest.mark.fix("...")`, alone or by its module's `pytestmark`. In the sentence, `{handler}`,
`{models}`, `{example}`, `{test}`, `{operation}` and `{function}` stand for those of the endpoint that it failed for.
"""

import inspect
import re
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.workflows.execution import runs

from tests.conftest import fresh_table
from tests.for_each import SomeFailed
from tests.workflows.states import States
from tools.endpoints import EXAMPLES, Operation
from tools.template import ROOT, Function

FOLDER = f"{Path(__file__).parent.relative_to(ROOT).as_posix()}/"
NAMED_FILE = re.compile(r"(?<![\w{/])[\w-]+(?:/[\w.-]*\w)+")
"""A file or folder of the repository in a sentence."""


@pytest.fixture
def states(table: DynamoTable) -> States:
    """Step Functions in this process, and the table; what was started moves with `states.run()`."""
    return attached_states()


@pytest.fixture(scope="module")
def shared_states() -> Iterator[States]:
    """The same for all tests of a module: examples find what they need whatever ran before them."""
    with fresh_table():
        yield attached_states()


def attached_states() -> States:
    """Step Functions in this process, for the account that is mocked now."""
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    runs.forget()
    return States().attach()


@cache
def absent_files(sentence: str) -> tuple[str, ...]:
    """The files a sentence names that are not there; thousands of tests carry the same."""
    return tuple(file for file in NAMED_FILE.findall(sentence) if not (ROOT / file).exists())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a contract test that does not say what to do when it fails, or names a file that is not there."""
    for item in items:
        if not item.nodeid.startswith(FOLDER):
            continue
        marker, name = item.get_closest_marker("fix"), item.nodeid.partition("[")[0]
        if marker is None:
            raise pytest.UsageError(f'{name}: say which file to change when it fails, with @pytest.mark.fix("...")')
        if gone := absent_files(marker.args[0]):
            raise pytest.UsageError(f"{name}: its mark `fix` names {list(gone)}, which is not there")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what to do to the report of a test that failed, for each value that it failed with."""
    report = yield
    marker = item.get_closest_marker("fix")
    if report.failed and marker is not None:
        params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        failure = call.excinfo.value if call.excinfo else None
        report.sections.append(("what to do", "\n".join(remedies(marker.args[0], params, failure))))
    return report


def remedies(sentence: str, params: dict[str, Any], failure: BaseException | None) -> list[str]:
    """The sentence of a mark, for each value of a test that tried many."""
    if not isinstance(failure, SomeFailed):
        return [sentence.format_map(places(params))]
    each = ({**params, "operation": value, "function": value} for value in failure.values)
    return list(dict.fromkeys(sentence.format_map(places(one)) for one in each))


class Places(dict[str, str]):
    """The files of an endpoint by what they are; a test without an endpoint is told the general place."""

    def __missing__(self, name: str) -> str:
        return f"<{name}>"


def places(params: dict[str, Any]) -> Places:
    """Where the parts of the endpoint or function of a test are."""
    operation, function = params.get("operation"), params.get("function")
    if isinstance(operation, Operation):
        function = operation.function
    found = Places()
    if isinstance(function, Function):
        domain, _, verb = function.operation.rpartition(".")
        found |= {
            "function": function.logical_id,
            "operation": function.operation,
            "handler": relative(function.handler_file),
            "example": relative(EXAMPLES / domain / f"{verb}.json"),
            "test": f"tests/functions/{domain}/test_{verb}.py",
        }
    if isinstance(operation, Operation):
        found["models"] = relative(Path(inspect.getfile(operation.endpoint.request)))
    return found


def relative(file: Path) -> str:
    """A file as it is called in the repository."""
    return str(file.resolve().relative_to(ROOT))
