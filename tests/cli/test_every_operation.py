"""Every operation from the command line, at the real handlers: a wrong field is told, and lists are walked.

`tests/contracts/test_cli.py` has each one succeed.
"""

import json
import re
from collections.abc import Callable, Iterator

import pytest

from tests.cli.running import BASE, KEY, Terminal, answered_by, words_of
from tests.conftest import fresh_table
from tests.contracts.answered import RUN_BY_THE_TABLE
from tests.contracts.conftest import attached_states
from tests.sdk.calls import DESCRIBED, LISTS, fields_of, without_page, wrong
from tests.sdk.in_process import Sandbox
from tools.endpoints import Operation

IDENTIFIED = re.compile(r", request [\w-]{20,}")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """Commands whose requests go to the handlers of this process, which share a sandbox."""
    with fresh_table(), pytest.MonkeyPatch.context() as patched:
        attached_states()
        answered_by(patched, Sandbox)
        yield Terminal(tmp_path_factory.mktemp("terminal"), {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": BASE})


def each(tried: Callable[[Operation], str | None], among: list[Operation]) -> dict[str, str]:
    """The operations that have a problem."""
    found = {operation.endpoint.operation: tried(operation) for operation in among}
    return {name: problem for name, problem in found.items() if problem}


def test_every_operation_tells_a_wrong_field_and_the_request(terminal):
    def tried(operation):
        name = operation.endpoint.operation
        field, fields = wrong(DESCRIBED[name], operation.example) or ("", {})
        if not field:
            return None
        made = terminal(*words_of(name, {}), "--data", json.dumps(fields))
        is_clear = made.exit_code == 1 and f"  {field}" in made.stderr and IDENTIFIED.search(made.stderr) is not None
        said = [line for line in made.stdout.splitlines() if not line.startswith('{"message":')]  # the handler's own
        return None if is_clear and not said else f"{field}: {made.exit_code} {made.output}"

    assert each(tried, RUN_BY_THE_TABLE) == {}


def test_every_list_is_walked_over_its_pages(terminal):
    def tried(operation):
        name = operation.endpoint.operation
        words = [*words_of(name, {}), "--data", json.dumps(without_page(fields_of(operation.example), DESCRIBED[name]))]
        items = (DESCRIBED[name].listing or {})["items"]
        first, everything = (terminal.json(*words, *more)[items] for more in ((), ("--all",)))
        if len(first) > 1:
            return f"{len(first)} items on a page of one"
        ids = [json.dumps(one, sort_keys=True) for one in everything]
        if len(set(ids)) < len(ids):
            return "an item comes twice"
        return None if len(everything) >= len(first) else "no page"

    assert len(LISTS) > 10
    assert each(tried, LISTS) == {}
