"""What the steps of workflows that stand for no operation give: expressions that read it are checked against it.

A function `(input) -> model or JSON Schema` tells it for a type whose output depends on the step's input as it is
written. Whoever gives a step another field adds it here, or expressions that read the field are refused.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from bivelio_core.events.shapes import event_schema
from bivelio_core.models import Response


class ConditionOutput(Response):
    """Whether the condition held."""

    result: bool


class WaitOutput(Response):
    """Until when it waited."""

    until: str


class ApprovalOutput(Response):
    """What a person decided; nobody, when the time was up."""

    approved: bool
    expired: bool
    comment: str | None = None
    decided_by: str | None = None
    decided_at: str


class Decision(Response):
    """What one of several people decided."""

    approved: bool
    comment: str | None = None
    decided_by: str | None = None
    decided_at: str


class ApprovalOfSeveral(ApprovalOutput):
    """What each person decided of an approval that asks several."""

    decisions: list[Decision]


class RunWorkflowOutput(Response):
    """The run of the other workflow."""

    instance_id: str
    output: Any = None


class Answer(Response):
    """An answer to an http_request: its JSON, or its text."""

    status: int
    headers: dict[str, str]
    body: str | None = None
    json_: Any = Field(None, alias="json")


class StoredAnswer(Response):
    """An answer that was kept as a document."""

    status: int
    headers: dict[str, str]
    size: int
    content_type: str | None = None
    document_id: str


class AnsweredPages(Response):
    """The elements of all pages."""

    items: list[Any]
    pages: int
    has_more: bool
    next: Any = None
    status: int


def of_approval(inputs: Mapping[str, Any]) -> type[Response]:
    """What an approval gives: of several people, also what each decided."""
    return ApprovalOutput if inputs.get("approvals") in (None, 1) else ApprovalOfSeveral


def of_http(inputs: Mapping[str, Any]) -> type[Response]:
    """What an http_request gives, by how it reads the answer."""
    if inputs.get("pagination") is not None:
        return AnsweredPages
    return StoredAnswer if inputs.get("save_as") is not None else Answer


def of_wait_for_event(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The event that came; null where the step goes on without one."""
    event = event_schema(inputs["event"])
    definitions = event.pop("$defs", {})
    variants = [event, {"type": "null"}] if inputs.get("on_timeout") == "continue" else [event]
    fields = {"received": {"type": "boolean"}, "event": {"anyOf": variants}}
    return {"type": "object", "properties": fields, "required": ["received", "event"], "$defs": definitions}
