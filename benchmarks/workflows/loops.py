"""Loops and branches as executions of their own (old) against inside a function (new): transitions, time and dollars.

The old way is still that of frames with a step that waits, so a `wait` that is skipped makes the same work go that
way: it adds one write to each frame. Lambda's time is that of the tasks in the executions' histories, on this machine.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.workflows.__main__ import Side

TRANSITION, LAMBDA_GB_SECOND, LAMBDA_REQUEST = 25e-6, 13.3334e-6, 0.2e-6
EXPRESS_REQUEST, EXPRESS_GB_SECOND = 1e-6, 16.67e-6
"""Dollars: Step Functions and Lambda (arm64) in the first region, before discounts."""

FUNCTION_GB, EXPRESS_GB = 0.5, 0.0625
EXPRESS_UNIT_SECONDS = 0.1
SETTLE_SECONDS = 2
RUNS = 1_000
LATER = {"id": "later", "type": "wait", "when": "`false`", "input": {"seconds": 1}}


@dataclass
class Way:
    """One run: what it took, and what a thousand like it cost."""

    transitions: int = 0
    invocations: int = 0
    lambda_seconds: float = 0
    own_transitions: int = 0
    frames: int = 0
    frame_seconds: float = 0
    seconds: float = 0

    @property
    def dollars(self) -> float:
        """Dollars for 1,000 runs: transitions and Lambda."""
        return RUNS * (self.transitions * TRANSITION + self._lambda)

    @property
    def dollars_of_express(self) -> float:
        """The same if each frame were an Express execution, which costs its parent one transition."""
        units = self.frames * math.ceil(self.frame_seconds / max(1, self.frames) / EXPRESS_UNIT_SECONDS)
        express = self.frames * EXPRESS_REQUEST + units * EXPRESS_UNIT_SECONDS * EXPRESS_GB * EXPRESS_GB_SECOND
        return RUNS * (self.transitions_of_express * TRANSITION + express + self._lambda)

    @property
    def transitions_of_express(self) -> int:
        """Those of the run itself; those of its frames cost nothing as Express."""
        return self.own_transitions + self.frames

    @property
    def _lambda(self) -> float:
        return self.lambda_seconds * FUNCTION_GB * LAMBDA_GB_SECOND + self.invocations * LAMBDA_REQUEST


def old_and_new(side: "Side", url: str, items: int) -> dict[str, Any]:
    """Run the example of six steps and a loop of so many items both ways, in turn."""
    results: dict[str, Any] = {"items": items}
    for name, steps, step_input in (
        ("six steps", _six(url), {"items": ["a", "b"]}),
        ("loop", [_each([_find()])], {"items": [*range(items)]}),
    ):
        ways = {
            way: _measured(side, _as_executions(steps) if way == "old" else steps, step_input) for way in ("old", "new")
        }
        results[name] = {
            way: {
                **asdict(one),
                "dollars": round(one.dollars, 4),
                "dollars_of_express": round(one.dollars_of_express, 4),
                "transitions_of_express": one.transitions_of_express,
            }
            for way, one in ways.items()
        }
    return results


def table(results: dict[str, Any]) -> list[str]:
    """The results as Markdown."""
    lines = [
        f"Frames as executions (old) and inside a function (new); the loop has {results['items']} items of one step.",
        "",
        "| | state transitions | Lambda invocations | Lambda seconds | seconds a run | dollars for 1,000 runs |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in ("six steps", "loop"):
        for way, one in results[name].items():
            numbers = (
                f"{one['transitions']} | {one['invocations']} | {one['lambda_seconds']:.1f} | {one['seconds']:.1f}"
            )
            lines.append(f"| {name}, {way} | {numbers} | {one['dollars']:.2f} |")
        one = results[name]["old"]
        numbers = f"{one['transitions_of_express']} | {one['invocations']} | {one['lambda_seconds']:.1f} | not measured"
        lines.append(f"| {name}, calculated with Express frames | {numbers} | {one['dollars_of_express']:.2f} |")
    return lines


def _find() -> dict[str, Any]:
    return {"id": "find", "type": "contact.find", "input": {"id": "ct_abc123"}}


def _each(steps: list[Any]) -> dict[str, Any]:
    return {"id": "each", "type": "for_each", "input": {"items": "{{ input.items }}", "steps": steps}}


def _six(url: str) -> list[dict[str, Any]]:
    """Every way of going on: two effects, a loop, a wait, branches, and an effect."""

    def send(name: str) -> dict[str, Any]:
        return {"id": name, "type": "http_request", "input": {"url": url, "json": {"from": name}}}

    branches = [{"id": "l", "steps": [send("left")]}, {"id": "r", "steps": [send("right")]}]
    return [
        {"id": "create", "type": "contact.create", "input": {"type": "company", "name": "Benchmark"}},
        send("first"),
        _each([send("inner")]),
        {"id": "wait", "type": "wait", "input": {"seconds": 1}},
        {"id": "both", "type": "parallel", "input": {"branches": branches}},
        send("last"),
    ]


def _as_executions(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same steps, with one that never waits in each frame."""
    changed = []
    for step in steps:
        step_input = step["input"]
        if step["type"] == "for_each":
            step_input = {**step_input, "steps": [*step_input["steps"], LATER]}
        if step["type"] == "parallel":
            bodies = [
                {**one, "steps": [*one["steps"], {**LATER, "id": f"later_{one['id']}"}]}
                for one in step_input["branches"]
            ]
            step_input = {"branches": bodies}
        changed.append({**step, "input": step_input})
    return changed


def _measured(side: "Side", steps: list[Any], run_input: dict[str, Any]) -> Way:
    workflow = side.workflow(*steps)
    side.ended(side.start(workflow, {"items": run_input["items"][:2]}))  # starts the processes
    time.sleep(SETTLE_SECONDS)
    before = {execution["executionArn"] for execution in _executions(side)}
    done = side.ended(side.start(workflow, run_input))
    assert done["status"] == "completed", done
    time.sleep(SETTLE_SECONDS)
    way = Way(seconds=done["duration_ms"] / 1000)
    for execution in _executions(side):
        if execution["executionArn"] not in before:
            _add(side, way, execution)
    return way


def _executions(side: "Side") -> Iterator[dict[str, Any]]:
    states = side.platform.client("stepfunctions")
    for machine in states.list_state_machines()["stateMachines"]:
        for page in states.get_paginator("list_executions").paginate(stateMachineArn=machine["stateMachineArn"]):
            yield from page["executions"]


def _add(side: "Side", way: Way, execution: dict[str, Any]) -> None:
    """Count an execution in. The emulator's history leaves out the state inside a Map that starts a frame."""
    states, entered = side.platform.client("stepfunctions"), {}
    own = 0
    pages = states.get_paginator("get_execution_history").paginate(executionArn=execution["executionArn"])
    for event in (event for page in pages for event in page["events"]):
        if event["type"].endswith("StateEntered"):
            own += 1
            entered[event["stateEnteredEventDetails"]["name"]] = event["timestamp"]
        elif event["type"] == "TaskStateExited":
            name = event["stateExitedEventDetails"]["name"]
            if name in entered and name != "Frame":
                way.invocations += 1
                way.lambda_seconds += (event["timestamp"] - entered[name]).total_seconds()
    if execution["name"].startswith("org_"):
        way.own_transitions += own
        way.transitions += own
    else:
        way.transitions += own + 1
        way.frames += 1
        way.frame_seconds += (execution["stopDate"] - execution["startDate"]).total_seconds()
