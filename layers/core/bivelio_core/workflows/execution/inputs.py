"""The input of a run, as `input_schema` of its workflow says: whether it fits, and what the texts of a form mean.

Checked is what somebody sends: a request of the API, a call of a URL, a step of another workflow. Events and schedules
start runs with what they are. A workflow without `input_schema` takes any input, and costs nothing here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from .stored import definition_of

HAS_SCHEMA = "has_input_schema"
"""The attribute of a workflow whose latest version has an `input_schema`: others are started without reading it."""

CHECKED = frozenset({"api", "workflow"})
"""The triggers of runs whose input is checked when they start; that of a URL is when the call comes."""


def require_fit(store: TenantStore, workflow: Item, run_input: Mapping[str, Any], started_by: str) -> None:
    """Raise Unprocessable, naming fields of `input`, for an input that does not fit the workflow's schema."""
    if started_by in CHECKED and workflow.get(HAS_SCHEMA):
        _require(run_input, definition_of(store, workflow)["input_schema"])


def of_call(store: TenantStore, workflow: Item, body: dict[str, Any]) -> dict[str, Any]:
    """The input that a call of a workflow's URL gives: texts become what the schema says that they are.

    A web form sends texts alone. Raises Unprocessable, naming fields of `input`, for what does not fit.
    """
    if not workflow.get(HAS_SCHEMA):
        return body
    from .form_texts import typed  # noqa: PLC0415 - few calls are of a workflow with a schema

    schema = definition_of(store, workflow)["input_schema"]
    faults: list[Fault] = []
    run_input = typed(body, schema, "input", faults)
    if faults:
        raise Unprocessable(faults)
    _require(run_input, schema)
    return dict(run_input)


def _require(run_input: Any, schema: Mapping[str, Any]) -> None:
    from bivelio_core.json_schema_values import misfits  # noqa: PLC0415 - few workflows have a schema

    if faults := [fault for misfit in misfits(run_input, schema) for fault in _faults(misfit, schema)]:
        raise Unprocessable(faults)


_LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
}
"""The constraint that is told for each keyword with a limit."""


def _faults(misfit: Any, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """A misfit in the words of requests: each keyword as a constraint, as the models of requests have it."""
    path, keyword, expected = misfit
    field = f"input{path}"
    match keyword:
        case "required":
            yield Fault(f"{field}.{expected}", "required")
        case "type":
            yield Fault(field, "type", {"expected": " | ".join(expected)})
        case "enum":
            yield Fault(field, "choice", {"expected": ", ".join(map(str, expected))})
        case "const":
            yield Fault(field, "choice", {"expected": str(expected)})
        case _ if keyword in _LIMITS:
            yield Fault(field, _LIMITS[keyword], {"limit": expected})
        case "false":
            yield _unknown(field, path, schema)
        case "uniqueItems":
            yield Fault(field, "repeated")
        case _:
            yield Fault(field, "invalid")


def _unknown(field: str, path: str, schema: Mapping[str, Any]) -> Fault:
    """A field that the schema does not have; of the topmost ones the nearest is told."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for who misspelled

    from bivelio_core.workflows.definitions import messages  # noqa: PLC0415

    near = get_close_matches(path.removeprefix("."), list(schema.get("properties", {})), 1)
    return Fault(field, messages.UNKNOWN_INPUT, {"nearest": near[0]} if near else {})
