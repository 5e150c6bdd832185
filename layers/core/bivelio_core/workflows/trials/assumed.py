"""What a step is assumed to give when it is only tried: nothing is carried out, and its answer says so.

A step that stands for an operation of ours gives the operation's documented answer (`step_examples.json`, made by
tools/step_examples.py), with the values of its input where the answer has a field of the same name.
"""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import from_json

from bivelio_core import clock
from bivelio_core.events import catalogue
from bivelio_core.redaction import HTTP_REQUEST
from bivelio_core.workflows.definitions.program import WAIT_FOR_EVENT, Node
from bivelio_core.workflows.execution.secret_places import Placeholders

FIXED: dict[str, Any] = {
    "approval": {"approved": True, "expired": False, "comment": None, "decided_by": None, "decided_at": None},
    "run_workflow": {"instance_id": None, "output": None},
}
"""What steps give that stand for no operation."""

EVENT_ID = "evn_0j3k8z2m4n6p0q1r"
"""The id of an event that a tried step waits for."""

EXAMPLES = Path(__file__).with_name("step_examples.json")


@cache
def _examples() -> dict[str, Any]:
    examples: dict[str, Any] = from_json(EXAMPLES.read_bytes())
    return examples


def is_example(step_type: str) -> bool:
    """Whether a type of step gives the documented answer of an operation."""
    return step_type in _examples()


def assumed(node: Node, request: Any, placeholders: Placeholders) -> Any:
    """The output that a step is assumed to have. Raises Failure for the status that a simulated request asks for."""
    if node.type == HTTP_REQUEST:
        from bivelio_core.workflows.http.request import simulated  # noqa: PLC0415 - with it comes what sends requests

        return simulated(request, placeholders)
    if node.type == "wait":
        seconds = request.seconds
        return {
            "until": request.until if seconds is None else clock.timestamp(clock.now() + timedelta(seconds=seconds))
        }
    if node.type == WAIT_FOR_EVENT:
        return {"received": True, "event": _event(request.event)}
    if is_example(node.type):
        return _with_input(_examples()[node.type], request)
    return FIXED.get(node.type)


def _event(event_type: str) -> dict[str, Any]:
    """An event of a type, with the example of its data."""
    data = catalogue.example(event_type)
    return {"id": EVENT_ID, "event": event_type, "timestamp": clock.timestamp(), "data": data}


def _with_input(example: dict[str, Any], request: BaseModel) -> dict[str, Any]:
    """An example with what the step was given, where it has a field of the same name and type."""
    sent = request.model_dump(mode="json", exclude_unset=True)
    return {name: sent[name] if _is_alike(value, sent.get(name)) else value for name, value in example.items()}


def _is_alike(value: Any, sent: Any) -> bool:
    return isinstance(value, str | bool | int | float) and type(value) is type(sent)
