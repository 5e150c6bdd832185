"""The state of workflows: the models of requests and responses."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken
from bivelio_core.json_text import to_json
from bivelio_core.models import NullableResponse, Request, Response, Timestamp

MAXIMUM_BYTES = 4_096
MAXIMUM_DEPTH = 16
MAXIMUM_NUMBER = 10**15
"""Counters stay below it, so that every client reads them exactly."""
MAXIMUM_MODULO = 10**9


def _storable(value: Any) -> Any:
    if _depth(value) > MAXIMUM_DEPTH:
        raise broken("max_depth", limit=MAXIMUM_DEPTH)
    if len(to_json(value).encode()) > MAXIMUM_BYTES:
        raise broken("max_bytes", limit=MAXIMUM_BYTES)
    return value


def _depth(value: Any) -> int:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if parts is None else 1 + max(map(_depth, parts), default=0)


WorkflowId = Annotated[str, Field(min_length=1, max_length=40, examples=["wf_a1b2c3d4"])]
OfWorkflow = Annotated[
    WorkflowId | None, Field(description="The workflow; in a step by default the one that runs, otherwise required.")
]
Name = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_.-]*$",
        max_length=100,
        description="The name of the value, one of at most 100 of the workflow.",
        examples=["shop.cursor"],
    ),
]
Value = Annotated[Any, AfterValidator(_storable)]
"""A JSON value of at most 4 kB."""
Version = Annotated[int, Field(ge=0, le=MAXIMUM_NUMBER)]


class GetState(Request):
    """Which value to read."""

    name: Name
    workflow_id: OfWorkflow = None


class ListState(Request):
    """Whose values to list."""

    workflow_id: OfWorkflow = None


class SetState(Request):
    """A value to remember under a name; null removes the name.

    With `expected` or `version`, one of them, it is set only if that is what is there: `expected` is the value (null
    when there should be none), `version` its version (0 when there should be none).
    """

    name: Name
    value: Value = Field(description="Any JSON value of at most 4 kB; null removes the name.")
    workflow_id: OfWorkflow = None
    expected: Value = Field(None, description="Set it only if this is the value that is there.")
    version: Version | None = Field(None, description="Set it only if this is the version that is there.")


class IncrementState(Request):
    """By how much to increase a whole number; a name without a value begins at 0.

    With `modulo` it begins again: with 3 it goes 1, 2, 0, 1, 2, 0.
    """

    name: Name
    workflow_id: OfWorkflow = None
    by: Annotated[int, Field(ge=-MAXIMUM_NUMBER, le=MAXIMUM_NUMBER)] = Field(
        1, description="What is added; less than 0 subtracts."
    )
    modulo: Annotated[int, Field(ge=1, le=MAXIMUM_MODULO)] | None = Field(
        None, description="The number is what is left when the sum is divided by this: from 0 to one less."
    )


class StateValue(NullableResponse):
    """A value that a workflow remembers: null, of version 0, under a name that has none."""

    nullable = frozenset({"value"})

    workflow_id: str = Field(description="The workflow.")
    name: str = Field(description="The name of the value.")
    value: Any = Field(description="The value; null when there is none.")
    version: int = Field(description="It increases with each change; 0 when there is no value.")
    updated_at: Timestamp | None = Field(None, description="When it was last changed.")


class StateValues(Response):
    """All values that a workflow remembers, by name."""

    workflow_id: str = Field(description="The workflow.")
    values: list[StateValue] = Field(description="The values, in the order of their names.")
