"""What expressions at a place of a definition may read: the data of the run, and the results before the place."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bivelio_core.events.shapes import event_shape
from bivelio_core.expressions.references import OUTER, SECRETS
from bivelio_core.expressions.rendering import parsed
from bivelio_core.expressions.shapes.narrowing import Path, narrowed, paths_in, without_null_at
from bivelio_core.expressions.shapes.schema import of_schema
from bivelio_core.expressions.shapes.shape import ANY, NUMBER, TEXT, Shape, join, object_of, texts
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.workflows.definitions.outcomes import COMPLETED, FAILED, SKIPPED

FAILURE = {"code": TEXT, "message": TEXT, "details": ANY}
RESULT = {
    "status": texts(COMPLETED, FAILED, SKIPPED),
    "error": object_of({"code": TEXT, "message": TEXT, "details": ANY.or_null()}).or_null(),
}
ANSWER = object_of({"status": NUMBER, "headers": object_of({}, TEXT.or_null()), "body": TEXT.or_null(), "json": ANY})
"""What `pagination` and `repeat_until` of an http_request are evaluated over."""


MAXIMUM_CHECKED = 200
"""Paths that conditions may have looked at; each of them is looked at again for each step behind."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known at a place.

    Attributes:
        run: what `input`, `trigger`, `run` and `workflow` are.
        results: the results of earlier steps, by their ids.
        loop: `item` and `index` inside a for_each, and in `outer` those of the loop around it.
        conditions: the expressions that hold here, since a step with a `when` runs only if it is true.
        checked: what earlier conditions and stops have looked at: whoever did so knows that it can be null.
    """

    run: Mapping[str, Shape]
    results: Mapping[str, Shape] = field(default_factory=dict)
    loop: Mapping[str, Shape] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    checked: frozenset[Path] = frozenset()

    def data(self) -> Shape:
        """What expressions are evaluated over; nothing is known behind conditions that look at too much."""
        if len(self.checked) > MAXIMUM_CHECKED:
            return ANY
        whole = object_of({**self.run, **self.loop, "steps": object_of(self.results), SECRETS: object_of({}, ANY)})
        for path in self.checked:
            whole = without_null_at(path, whole)
        for condition in self.conditions:
            whole = narrowed(parsed(condition), whole, is_true=True)
        return whole

    def inside(self, item: Shape) -> "Known":
        """What is known inside a for_each, whose items are of a shape."""
        around = {OUTER: object_of(self.loop)} if self.loop else {}
        return replace(self, loop={"item": item, "index": NUMBER, **around})

    def where(self, condition: str | None) -> "Known":
        """What is known where a condition holds."""
        return replace(self, conditions=(*self.conditions, condition)) if condition else self

    def behind(self, condition: str) -> "Known":
        """What is known behind a step that decides by a condition which way the run goes."""
        return replace(self, checked=self.checked | paths_in(parsed(condition)))

    def with_result(self, step: str, output: Shape) -> "Known":
        """What is known behind a step."""
        return replace(self, results={**self.results, step: object_of({**RESULT, "output": output})})


def at_start(definition: Mapping[str, Any]) -> Known:
    """What is known before the first step."""
    event = _event_of(definition)
    return Known(
        {
            "input": _input_of(definition, event),
            "trigger": _trigger_of(event),
            "run": object_of({"id": TEXT, "started_at": TEXT, "url": TEXT, "error": _failure_of_run().or_null()}),
            "workflow": object_of({"id": TEXT}),
        }
    )


def after_failure(scope: Known) -> Known:
    """What the steps of `on_failure` know: the run has failed."""
    run = object_of({**scope.run["run"].fields, "error": _failure_of_run()})
    return replace(scope, run={**scope.run, "run": run})


def _failure_of_run() -> Shape:
    return object_of({**FAILURE, "step": TEXT.or_null()})


def _event_of(definition: Mapping[str, Any]) -> Shape | None:
    """The event that starts a workflow, if one does, as its filter lets it through."""
    if definition["trigger_type"] != "event":
        return None
    event = event_shape([definition["trigger"]["event"]])
    condition = definition["trigger"].get("filter")
    try:
        return narrowed(parsed(condition), event, is_true=True) if condition else event
    except ExpressionError:
        return event


def _input_of(definition: Mapping[str, Any], event: Shape | None) -> Shape:
    """The input: the data of the event, or what `input_schema` says, of which the one or the other starts the run."""
    schema = definition.get("input_schema")
    declared = of_schema(schema) if schema else None
    data = (event.field("data") or ANY) if event is not None else None
    if declared is not None and data is not None:
        return join(data, declared)
    return declared or data or ANY


def _trigger_of(event: Shape | None) -> Shape:
    """What started the run: every workflow may be started by the API and by another workflow as well."""
    named = event.fields if event is not None else {"id": TEXT, "event": TEXT, "timestamp": TEXT, "data": ANY}
    open_texts = object_of({}, TEXT.or_null())
    others = {"scheduled_at": TEXT, "received_at": TEXT, "instance_id": TEXT, "headers": open_texts, "query": ANY}
    return object_of({"type": TEXT, **others, **named})
