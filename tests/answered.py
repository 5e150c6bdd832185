"""Which errors operations answer while tests run: that openapi.json lists them, and that each is provoked by a test.

Each answer of a handler in this process is compared with what its operation lists; the test that had another one fails.
A test that tests/provoked.json names for an error fails when it does not have it. With `RECORD_ERRORS=<folder>` each
process of pytest writes there which test had which error; `python -m tests.answered <folder>` makes the file of that.
"""

import json
import os
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest
from bivelio_core.entrypoints import api
from bivelio_core.entrypoints.declaration import Endpoint
from bivelio_core.requests.consume import TRIAL_ORGANISATION

ROOT = Path(__file__).parent.parent
PROVOKED = ROOT / "tests" / "provoked.json"
FOLDER = os.environ.get("RECORD_ERRORS")
FAILED = 400
OF_EVERY_OPERATION = frozenset(
    {
        "400 VALIDATION_ERROR",
        "401 AUTH_EXPIRED_TOKEN",
        "401 AUTH_INVALID_TOKEN",
        "413 VALIDATION_ERROR",
        "429 RATE_LIMIT_EXCEEDED",
        "500 INTERNAL_ERROR",
        "503 INTERNAL_ERROR",
    }
)
"""What stands before every service answers these for all operations."""

Pair = tuple[str, str]
"""An operation and an error: `("contacts.get", "404 RESOURCE_NOT_FOUND")`."""

OF_THE_TEST: set[Pair] = set()
"""The errors that the running test has had."""

SEEN: dict[Pair, set[str]] = {}
"""The tests that had an error."""


@cache
def provoked() -> dict[str, list[Pair]]:
    """The errors that tests are to have, by the id of the test."""
    by_operation: dict[str, dict[str, str]] = json.loads(PROVOKED.read_text(encoding="utf-8"))
    pairs: dict[str, list[Pair]] = {}
    for operation, tests in by_operation.items():
        for error, test in tests.items():
            pairs.setdefault(test, []).append((operation, error))
    return pairs


@cache
def listed() -> dict[str, dict[str, list[str]]]:
    """The codes of each operation by status, as openapi.json has them."""
    paths = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))["paths"]
    return {item["post"]["operationId"]: item["post"]["x-errors"] for item in paths.values()}


def is_trial(event: dict[str, Any]) -> bool:
    """Whether a release tries its functions, for an organisation that does not exist: no caller has one."""
    caller: dict[str, str] = event.get("requestContext", {}).get("authorizer") or {}
    return caller.get("organisation") == TRIAL_ORGANISATION


def begin() -> None:
    """Look at each answer from now on."""
    handle = api.handle

    @wraps(handle)
    def looked_at(contract: Any, serve: Any, event: dict[str, Any], *rest: Any) -> dict[str, Any]:
        answer = handle(contract, serve, event, *rest)
        if answer["statusCode"] >= FAILED and not is_trial(event):
            code = json.loads(answer["body"])["error"]["code"]
            OF_THE_TEST.add((contract.operation, f"{answer['statusCode']} {code}"))
        return answer

    api.handle = looked_at  # type: ignore[assignment]


@contextmanager
def not_counted() -> Iterator[None]:
    """Do not count what is answered within: over a store that no code of ours makes there are answers nobody gets."""
    before = set(OF_THE_TEST)
    yield
    OF_THE_TEST.intersection_update(before)


def unlisted(pairs: set[Pair]) -> list[Pair]:
    """The errors that openapi.json does not list; operations that only tests declare have no list."""
    known = listed()
    return sorted(
        (operation, error)
        for operation, error in pairs
        if operation in known and error.split(" ")[1] not in known[operation].get(error.split(" ")[0], ())
    )


def answered_before(operation: str, error: str) -> bool:
    """Whether what stands before the service answers it; tests/contracts/test_errors.py provokes that."""
    from tools.endpoints import operations

    (endpoint,) = (each.endpoint for each in operations() if each.endpoint.operation == operation)
    return is_before_the_service(endpoint, error)


def is_before_the_service(endpoint: Endpoint, error: str) -> bool:
    """The same of an endpoint."""
    if error == "403 AUTH_INSUFFICIENT_SCOPE":
        return endpoint.scope is not None or endpoint.actors == ("user",)
    if error == "403 AUTH_MFA_NOT_ENROLLED":
        return endpoint.scope is not None
    if error.partition(" ")[2].startswith("IDEMPOTENCY_"):
        return endpoint.remembers
    return error in OF_EVERY_OPERATION


def pytest_configure(config: pytest.Config) -> None:
    """Begin with the first test."""
    del config
    begin()


def pytest_runtest_setup() -> None:
    """Forget what the test before has had; what fixtures have counts for the test that makes them."""
    OF_THE_TEST.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Compare what the test has had with what it is to have, and with what is listed."""
    yield
    for pair in OF_THE_TEST:
        SEEN.setdefault(pair, set()).add(item.nodeid)
    if not FOLDER:
        lacking = set(provoked().get(item.nodeid, ())) - OF_THE_TEST
        assert not lacking, f"tests/provoked.json says that this test has {sorted(lacking)}: record the errors again"
        others = unlisted(OF_THE_TEST)
        assert not others, f"openapi.json does not list {others}: see tools/raised.py"


def pytest_sessionfinish() -> None:
    """Write what this process has seen."""
    if FOLDER and SEEN:
        file = Path(FOLDER) / f"{uuid.uuid4().hex}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps([[*pair, sorted(tests)] for pair, tests in sorted(SEEN.items())]), encoding="utf-8")


def recorded(folder: Path) -> dict[Pair, list[str]]:
    """The tests that had each error, in a folder of records; the shortest name first."""
    tests: dict[Pair, set[str]] = {}
    for file in folder.glob("*.json"):
        for operation, error, names in json.loads(file.read_text(encoding="utf-8")):
            tests.setdefault((operation, error), set()).update(names)
    return {
        pair: sorted(names, key=lambda name: ("test_matrix" in name, len(name), name)) for pair, names in tests.items()
    }


def chosen(tests: dict[Pair, list[str]]) -> dict[str, dict[str, str]]:
    """A test for each error that a service answers, by operation and error."""
    by_operation: dict[str, dict[str, str]] = {}
    for (operation, error), names in sorted(tests.items()):
        is_listed = operation in listed() and not unlisted({(operation, error)})
        if is_listed and not answered_before(operation, error):
            by_operation.setdefault(operation, {})[error] = names[0]
    return by_operation


def main() -> None:
    """Add the records of a folder to the file, and take out of it what is no more listed."""
    there: dict[str, dict[str, str]] = json.loads(PROVOKED.read_text(encoding="utf-8"))
    tests = {(operation, error): [test] for operation, about in there.items() for error, test in about.items()}
    by_operation = chosen(tests | recorded(Path(sys.argv[1])))
    PROVOKED.write_text(json.dumps(by_operation, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
