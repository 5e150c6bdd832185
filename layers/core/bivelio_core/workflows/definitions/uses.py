"""What the steps of a definition use: other workflows, secrets, and the scopes of who saves it.

All functions take a definition that `check_definition` accepts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bivelio_core import domain
from bivelio_core.expressions import references, rendering
from bivelio_core.redaction import HTTP_REQUEST

from .places import all_places
from .program import WAIT_FOR_EVENT


def workflows_called(definition: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The field, the step and the workflow of each `run_workflow` that names its workflow without an expression.

    The definition is one that `check_definition` accepts.
    """
    for place in all_places(definition):
        called = place.raw["input"].get("workflow_id") if place.raw["type"] == "run_workflow" else None
        if called is not None and not rendering.has_expression(called):
            yield f"{place.field}.input.workflow_id", place.id, called


def secrets_used(definition: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str | None]]:
    """The field, the step, the name of each secret that a step uses, and the URL when it is no template.

    The definition is one that `check_definition` accepts.
    """
    for place in all_places(definition):
        inputs = place.raw.get("input", {})
        for field in domain.step_types()[place.raw["type"]].secrets:
            url = inputs.get("url")
            address = url if isinstance(url, str) and not rendering.has_expression(url) else None
            for name in sorted(references.references_of(inputs.get(field)).secrets):
                yield f"{place.field}.input.{field}", place.id, name, address


def scopes_needed(definition: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """The field, the step and the scope of each step that needs one, and of the event that starts the workflow.

    The definition is one that `check_definition` accepts.
    """
    for place in all_places(definition):
        if (scope := domain.step_types()[place.raw["type"]].scope) is not None:
            yield f"{place.field}.type", place.id, scope
        if place.raw["type"] == WAIT_FOR_EVENT:
            yield f"{place.field}.input.event", place.id, _reading(place.raw["input"]["event"])
        if place.raw["type"] == HTTP_REQUEST and place.raw["input"].get("save_as") is not None:
            yield f"{place.field}.input.save_as", place.id, "documents:write"
    if definition["trigger_type"] == "inbound" and definition["trigger"].get("keep_files"):
        yield "trigger.keep_files", None, "documents:write"
    if definition["trigger_type"] == "event":
        yield "trigger.event", None, _reading(definition["trigger"]["event"])


def every_step(definition: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The field and the step of each step, those inside others too; the definition is one that can be saved."""
    yield from ((place.field, place.raw) for place in all_places(definition))


def _reading(event: str) -> str:
    """The scope of who may read an event."""
    return f"{domain.event_resources()[event]}:read"
