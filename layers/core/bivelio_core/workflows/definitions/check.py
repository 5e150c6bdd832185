"""Whether a definition can be run, checked when it is saved: every fault names the step and the field."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

from bivelio_core import domain
from bivelio_core.domain import StepType
from bivelio_core.errors import Unprocessable
from bivelio_core.expressions import references, rendering, saving
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.faults import Fault
from bivelio_core.model_faults import details, fault

from . import messages
from .check_trigger import concurrency_faults, trigger_faults
from .failure_codes import STEP_FAILURES
from .input_schema import input_schema_faults
from .limits import MAXIMUM_ITEMS
from .models import MAXIMUM_DEFINITION_BYTES, MAXIMUM_INPUT_BYTES, MAXIMUM_NESTING, MAXIMUM_STEPS, Step
from .places import Place, all_places, ids_of
from .program import APPROVAL, FOR_EACH, PARALLEL, WAIT_FOR_EVENT, own_input

MAXIMUM_FAULTS = 20
SECRET_FIELDS = ("headers", "query", "json", "body", "form", "auth")
"""What of an http_request may hold secrets, as faults name it."""


def check_definition(definition: Mapping[str, Any]) -> None:
    """Raise Unprocessable, naming step and field of up to 20 faults, unless the definition can be saved and run."""
    if faults := all_faults(definition, MAXIMUM_FAULTS):
        raise Unprocessable(faults)


def all_faults(definition: Mapping[str, Any], most: int) -> list[Fault]:
    """Up to `most` faults of a definition: its own, or else those of expressions that name what is not there."""
    if faults := definition_faults(definition, most):
        return faults
    from .shapes.check import shape_faults  # noqa: PLC0415 - nothing that runs a workflow needs it

    return shape_faults(definition, most)


def definition_faults(definition: Mapping[str, Any], most: int) -> list[Fault]:
    """Up to `most` faults of a definition, each with its field and its step, as far as no data need to be known."""
    size = len(json.dumps(definition, ensure_ascii=False).encode())
    if size > MAXIMUM_DEFINITION_BYTES:
        return [Fault("steps", "max_bytes", {"limit": MAXIMUM_DEFINITION_BYTES})]
    steps = definition["steps"]
    if not steps:
        return [Fault("steps", "min_items", {"limit": 1})]
    places = []
    for place in all_places(definition):
        places.append(place)
        if len(places) > MAXIMUM_STEPS:
            return [Fault("steps", "max_items", {"limit": MAXIMUM_STEPS})]
    faults = [*trigger_faults(definition["trigger_type"], definition.get("trigger") or {}), *_id_faults(places)]
    faults += [*concurrency_faults(definition.get("concurrency")), *input_schema_faults(definition.get("input_schema"))]
    ids = frozenset(place.id for place in places)
    approvals = frozenset(place.id for place in places if place.type == APPROVAL)
    for place in places:
        faults += [*_step_faults(place, ids), *_decider_faults(place, approvals)]
        if len(faults) >= most:
            break
    if len(faults) < most:
        faults += _output_faults(definition.get("output"), frozenset(ids_of(steps)), ids)
    return faults[:most]


def _id_faults(places: list[Place]) -> Iterator[Fault]:
    seen = set()
    for place in places:
        if place.id and place.id in seen:
            yield place.fault("id", messages.DUPLICATE_ID, id=place.id)
        seen.add(place.id)


def _step_faults(place: Place, ids: frozenset[str]) -> list[Fault]:
    """The faults of one step by itself; its references are checked only when its shape is valid."""
    faults = [_placed(place, one, "") for one in _model_faults(Step, place.raw)]
    if not isinstance(place.raw, dict) or not isinstance(place.raw.get("type"), str):
        return faults
    kind = domain.step_types().get(place.raw["type"])
    if kind is None:
        return [*faults, place.fault("type", "choice", expected=_types_like(place.raw["type"]))]
    inputs = place.raw.get("input", {})
    if not isinstance(inputs, dict):
        return faults
    faults += [*_retry_faults(place, kind), *_input_faults(place, kind, inputs)]
    if place.depth > MAXIMUM_NESTING:
        faults.append(place.fault("", "max_depth", limit=MAXIMUM_NESTING))
    return faults or [*_jump_faults(place, ids), *_reading_faults(place, ids)]


def _types_like(name: object) -> str:
    """The types that come nearest to what is none; those that are no operations when none comes near."""
    from bivelio_core.nearest import close_to  # noqa: PLC0415 - only refusals need it

    types = domain.step_types()
    return ", ".join(close_to(str(name), types) or [each for each in types if not types[each].operation])


def _retry_faults(place: Place, kind: StepType) -> Iterator[Fault]:
    """A step that the interpreter evaluates is neither tried again nor mocked, only an effect has a timeout."""
    is_evaluated = kind.family == "none"
    pointless = {"retry": is_evaluated, "mock": is_evaluated, "timeout_seconds": kind.effect is None}
    for name, is_pointless in pointless.items():
        if is_pointless and place.raw.get(name) is not None:
            yield place.fault(name, messages.POINTLESS, type=kind.name)
    if isinstance(mock := place.raw.get("mock"), dict) and ("output" in mock) == (mock.get("error") is not None):
        yield place.fault("mock", messages.EXACTLY_ONE, expected="output, error")
    retry = place.raw.get("retry")
    codes = retry.get("on") if isinstance(retry, dict) else None
    for number, code in enumerate(codes if isinstance(codes, list) else []):
        if isinstance(code, str) and code not in STEP_FAILURES:
            yield place.fault(f"retry.on[{number}]", "choice", expected=", ".join(sorted(STEP_FAILURES)))


def _input_faults(place: Place, kind: StepType, inputs: dict[str, Any]) -> Iterator[Fault]:
    own = own_input(kind.name, inputs)
    if len(json.dumps(own, ensure_ascii=False).encode()) > MAXIMUM_INPUT_BYTES:
        yield place.fault("input", "max_bytes", limit=MAXIMUM_INPUT_BYTES)
        return
    for one in _model_faults(kind.input(), inputs, without=lambda location: _is_template(own, location)):
        yield _placed(place, one, "input")
    if isinstance(items := own.get("items"), list) and kind.name == FOR_EACH and len(items) > MAXIMUM_ITEMS:
        yield place.fault("input.items", "max_items", limit=MAXIMUM_ITEMS)
    if (names := kind.exactly_one) and sum(inputs.get(name) is not None for name in names) != 1:
        yield place.fault("input", messages.EXACTLY_ONE, expected=", ".join(names))
    if (names := kind.at_most_one) and sum(inputs.get(name) is not None for name in names) > 1:
        yield place.fault("input", messages.EXACTLY_ONE, expected=", ".join(names))
    if kind.check is not None:
        yield from (_placed(place, one, "input") for one in kind.check()(inputs))
    if kind.name == PARALLEL and isinstance(inputs.get("branches"), list):
        branches = ids_of(inputs["branches"])
        for number, name in enumerate(branches):
            if name in branches[:number]:
                yield place.fault(f"input.branches[{number}].id", messages.DUPLICATE_ID, id=name)


def _model_faults(
    model: type[BaseModel], value: Any, without: Callable[[tuple[int | str, ...]], bool] = lambda _: False
) -> list[Fault]:
    try:
        model.model_validate_json(json.dumps(value))
    except PydanticError as error:
        from bivelio_core.nearest import hinted  # noqa: PLC0415 - only refusals need it

        errors = [detail for detail in details(error) if not without(detail["loc"])]
        return [hinted(fault(detail), detail["loc"], model) for detail in errors]
    return []


def _placed(place: Place, one: Fault, prefix: str) -> Fault:
    """A fault of a model, where the model stands in the definition."""
    inside = one.field if one.field not in ("body", "data") else ""
    field = ".".join(part for part in (prefix, inside) if part)
    return place.fault(field, one.constraint, **one.values)


def _is_template(value: Any, location: tuple[int | str, ...]) -> bool:
    """Whether the value at a location is a text with expressions: its type is known only when it is rendered.

    The steps inside a step are not rendered, so they are no part of `value`.
    """
    for part in location:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            break  # the rest of the location names a variant of the model, not a part of the value
    return isinstance(value, str) and rendering.has_expression(value)


def _decider_faults(place: Place, approvals: frozenset[str]) -> Iterator[Fault]:
    """An approval that excludes the deciders of what is no approval before it."""
    inputs = place.raw.get("input") if place.type == APPROVAL else None
    steps = inputs.get("exclude_deciders_of") if isinstance(inputs, dict) else None
    for number, step in enumerate(steps if isinstance(steps, list) else []):
        if isinstance(step, str) and step not in approvals & place.visible:
            yield place.fault(f"input.exclude_deciders_of[{number}]", messages.NO_EARLIER_APPROVAL, id=step)


def _jump_faults(place: Place, ids: frozenset[str]) -> Iterator[Fault]:
    inputs, on_error = place.raw.get("input", {}), place.raw.get("on_error")
    jumps = {"on_error.go_to": on_error["go_to"]} if isinstance(on_error, dict) else {}
    if place.raw["type"] == "condition":
        jumps |= {f"input.{name}": inputs[name] for name in ("then", "else") if inputs.get(name)}
    for field, target in jumps.items():
        if target not in ids:
            yield place.fault(field, messages.UNKNOWN_STEP, id=target)
        elif target not in place.body[place.position + 1 :]:
            yield place.fault(field, messages.CYCLE, id=target)


def _reading_faults(place: Place, ids: frozenset[str]) -> Iterator[Fault]:
    inputs = place.raw.get("input", {})
    kind = domain.step_types()[place.raw["type"]]
    is_condition, allowed = kind.name == "condition", kind.secrets
    conditions = {"when": place.raw.get("when"), "input.if": inputs["if"] if is_condition else None}
    templates = {} if is_condition else own_input(place.raw["type"], inputs)
    templates = {name: part for name, part in templates.items() if name not in kind.unrendered}
    event_filter = inputs.get("filter") if place.raw["type"] == WAIT_FOR_EVENT else None
    read: list[tuple[str, Callable[[Any], references.References], Any]] = [
        *([("input.filter", saving.check_filter, event_filter)] if event_filter else []),
        *((field, saving.check, text) for field, text in conditions.items() if text),
        *((f"input.{name}", saving.check_template, value) for name, value in templates.items()),
    ]
    yield from _html_faults(place, kind, inputs)
    for field, references_of, value in read:
        try:
            found = references_of(value)
        except ExpressionError as error:
            yield place.fault(field, messages.EXPRESSION, reason=error.text)
            continue
        if found.secrets and field.removeprefix("input.") not in allowed:
            yield place.fault(field, messages.SECRET_PLACE, expected=", ".join(SECRET_FIELDS))
        if found.element and found.outer >= place.loops:
            yield place.fault(field, messages.NO_OUTER if place.loops else messages.NO_ELEMENT, limit=place.loops)
        for step in sorted(found.steps - place.visible):
            yield place.fault(field, messages.NOT_EARLIER if step in ids else messages.UNKNOWN_STEP, id=step)


def _html_faults(place: Place, kind: StepType, inputs: Mapping[str, Any]) -> Iterator[Fault]:
    """HTML that is nothing but a value, without a word that it is meant as it is."""
    for path in kind.html:
        value: Any = inputs
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        try:
            saving.check_html(value)
        except ExpressionError as error:
            yield place.fault(f"input.{path}", messages.EXPRESSION, reason=error.text)


def _output_faults(output: Any, visible: frozenset[str], ids: frozenset[str]) -> Iterator[Fault]:
    try:
        references = saving.check_template(output)
    except ExpressionError as error:
        yield Fault("output", messages.EXPRESSION, {"reason": error.text})
        return
    if references.secrets:
        yield Fault("output", messages.SECRET_PLACE, {"expected": ", ".join(SECRET_FIELDS)})
    if references.element:
        yield Fault("output", messages.NO_ELEMENT)
    for step in sorted(references.steps - visible):
        yield Fault("output", messages.NOT_EARLIER if step in ids else messages.UNKNOWN_STEP, {"id": step})
