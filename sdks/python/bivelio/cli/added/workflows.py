"""`bivelio workflows run|logs`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from ... import OMIT
from .. import output, values
from ..connection import before_write, client_of, connected, resolved
from ..problems import error_output, stop

if TYPE_CHECKING:
    from ..connection import Target

_ENDED = frozenset({"completed", "failed", "cancelled"})
_PAUSE_SECONDS = 0.5


def run(
    context: typer.Context,
    workflow_id: Annotated[str, typer.Argument(help="The id of the workflow.")],
    data: Annotated[Optional[str], typer.Option("--input", help="The input, as JSON or @file.json.")] = None,
    wait_seconds: Annotated[float, typer.Option(help="How long to wait at most.", min=0)] = 600.0,
    is_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON at its end.")] = False,
) -> None:
    """Start a run, show its steps as they go on, and wait for its end; one that does not complete ends with 1."""
    run_input = values.json_object(data, "--input")
    with error_output():
        where = resolved(context, {})
        before_write(where)
        _run_to_its_end(where, workflow_id, run_input, wait_seconds, is_json=is_json)


def _run_to_its_end(
    where: Target, workflow_id: str, run_input: dict[str, Any] | None, wait_seconds: float, *, is_json: bool
) -> None:
    with connected(where) as client:
        started = client.workflows.execute(workflow_id, async_=True, input=OMIT if run_input is None else run_input)
        instance_id = started.instance_id
        typer.echo(f"Run {instance_id}", err=True)
        until, seen = time.monotonic() + wait_seconds, dict[str, str]()
        while True:
            instance = client.workflows.instances_get(instance_id).to_dict()
            _tell_steps(instance, seen)
            if instance["status"] in _ENDED:
                break
            if time.monotonic() >= until:
                stop(f"The run is still {instance['status']}, and goes on: `bivelio workflows logs {instance_id}`.")
            time.sleep(_PAUSE_SECONDS)
        output.show(instance if is_json else _summary(instance), is_json=is_json)
        if instance["status"] != "completed":
            raise typer.Exit(1)


def logs(
    context: typer.Context,
    instance_id: Annotated[str, typer.Argument(help="The id of the run.")],
    is_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON.")] = False,
) -> None:
    """Show the steps of a run: what each one did, how long it took, and its error."""
    with error_output(), client_of(context, {}) as client:
        instance = client.workflows.instances_get(instance_id).to_dict()
        if is_json:
            output.show(instance, is_json=True)
            return
        output.show(_summary(instance), is_json=False)
        output.table(instance.get("steps") or [], ["id", "type", "status", "duration_ms", "attempts", "error"])


def _tell_steps(instance: dict[str, Any], seen: dict[str, str]) -> None:
    for step in instance.get("steps") or []:
        status = str(step.get("status"))
        if status != "pending" and seen.get(step["id"]) != status:
            seen[step["id"]] = status
            took = f" in {step['duration_ms']} ms" if step.get("duration_ms") is not None else ""
            typer.echo(f"  {step['id']}  {step.get('type')}  {status}{took}", err=True)


def _summary(instance: dict[str, Any]) -> dict[str, Any]:
    names = ("instance_id", "workflow_name", "status", "started_at", "completed_at", "output", "error")
    return {name: instance[name] for name in names if instance.get(name) is not None}
