"""functions/*/*/first_request.json: what a function's first request imports and asks: `make first-requests [FN="..."]`.

A new process loads the handler and answers the sample event of `events/`, with the services that moto has. Its list is
made of what was imported meanwhile, each module that another one of the list imports left out, and of the services that
were asked. `entrypoints/lambda_handler.py` prepares both while Lambda initialises the function.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from bivelio_core.entrypoints.lambda_handler import LIST

from tools.events import CALLER
from tools.events import FOLDER as EVENTS
from tools.template import ROOT, Function, functions

SCRIPT = Path(__file__).parent / "traced_request.py"
TRACED = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"


NEVER_ASKED = frozenset({"CheckRelease"})
"""What no request waits for: the hook of deployments."""

OF_PEOPLE = frozenset({"audit", "auth", "keys", "organisation", "requests", "usage", "users"})
"""Domains whose examples need somebody who is signed in."""

OTHERWISE = frozenset({"bivelio_core.entrypoints.failed_request"})
"""Modules of failures, as `simulated` providers are of the sandbox. A sample that needs more than there is here fails
after it was read and its caller judged."""


class Trace(NamedTuple):
    """What a first request imported, in order, built and asked; its status, 200 of a worker, 0 if it raised."""

    modules: list[str]
    models: list[str]
    services: list[str]
    status: int


def text_of(trace: Trace) -> str:
    """The text of a list."""
    return json.dumps({"modules": trace.modules, "models": trace.models, "services": trace.services}, indent=1) + "\n"


def file_of(function: Function) -> Path:
    """The list of a function."""
    return ROOT / function.folder / LIST


def trace(function: Function, event: Mapping[str, Any], variables: Mapping[str, str]) -> Trace:
    """Answer an event in a new process with `variables`. Raises RuntimeError when the handler cannot be loaded."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PYTHONPATH": str(ROOT / "layers" / "core"), "_X_AMZN_TRACE_ID": TRACED, **variables}
    command = [sys.executable, str(SCRIPT), str(ROOT / function.folder)]
    ran = subprocess.run(command, env=environment, input=json.dumps(event), capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{function.logical_id}: {ran.stderr[-2000:]}")
    report = json.loads(ran.stdout.splitlines()[-1])
    report["modules"] = [name for name in report["modules"] if name not in OTHERWISE and ".simulated" not in name]
    return Trace(**report)


@contextmanager
def sample(function: Function) -> Iterator[dict[str, Any]]:
    """Mock AWS in this process, with all that the sample event of a function is about, and yield that event.

    The demo organisation's day is open. The authorizer is asked about a key, and people's operations by one of them.
    """
    from tests.conftest import fresh_table  # noqa: PLC0415 - what tests have is needed here alone
    from tests.contracts.conftest import attached_states  # noqa: PLC0415
    from tests.opened_day import open_day  # noqa: PLC0415
    from tests.operated import create_deployment, new_key, new_organisation, new_session  # noqa: PLC0415

    event: dict[str, Any] = json.loads((EVENTS / f"{function.logical_id}.json").read_text(encoding="utf-8"))
    with fresh_table(), redirect_stdout(StringIO()):
        create_deployment()
        attached_states()
        open_day(CALLER["organisation"])
        if function.logical_id == "Authorizer":
            event["headers"] = {"X-API-Key": new_key(new_organisation(plan="enterprise"))}
            event["requestContext"]["stage"] = "v1"
            event["methodArn"] = "arn:aws:execute-api:eu-west-1:123456789012:api/v1/POST/contacts/get"
        elif function.folder.split("/")[1] in OF_PEOPLE:
            claims = new_session(new_organisation(plan="enterprise"), role="owner")
            event["requestContext"]["stage"] = "v1"
            of_caller = {"actor": claims["user"], "organisation": claims["organisation"], "environment": "live"}
            event["requestContext"]["authorizer"] |= of_caller | {"session": claims["session"], "role": "owner"}
        yield event


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the lists."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="logical ids; all functions by default")
    names = parser.parse_args(arguments).names
    import tests.conftest  # noqa: F401, PLC0415 - the variables of functions
    from tests.aws.served import moto_server  # noqa: PLC0415

    logical_ids = set(names or {each.logical_id for each in functions()} - NEVER_ASKED)
    for function in functions():
        if function.logical_id in logical_ids:
            with sample(function) as event, moto_server() as port:
                traced = trace(function, event, {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"})
            file_of(function).write_text(text_of(traced), encoding="utf-8")
            print(
                f"{function.logical_id}: {traced.status}, {len(traced.modules)} modules, {traced.services}",
                file=sys.stderr,
            )


if __name__ == "__main__":
    main()
