"""Choose how the frames of a for_each or parallel run: inside one function, or each as an execution of its own.

A frame costs four transitions as an execution, and two more for each step. Frames whose steps are short and wait for
nothing are run by the function of their steps instead (in_function.py). The action asks for it by the kind of that
function, `{kind: contacts, step: <the for_each>, frames, flight, concurrency}`, so every definition of the state
machine that knows the steps can run the loop. `frames` are those not yet begun; `flight` are those that have begun,
with the action that each is at.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core import clock, domain
from bivelio_core.workflows.definitions.program import Frame, Node, Program, inner_bodies

MAP, WAIT = "map", "wait"
EVALUATED = "none"
"""The family of the steps that need no function."""

SHARED = frozenset({"calendar", "cases", "contacts", "http", "messages"})
"""The families whose function runs frames side by side: their steps wait for the table or the network.

The others stay executions: an agent or a document takes minutes and the memory of its function, the files of an
invoice take its processor, and each call of an MCP server opens a view.
"""

FUNCTION_SECONDS = 180
"""The timeout of the functions of these families in template.yaml."""

TIMEOUT_SECONDS = FUNCTION_SECONDS + 20
"""When the state machine gives such a function up: after the function's own timeout, which is tried again."""


def opening(program: Program, node: Node, frames: Sequence[Frame], concurrency: int) -> dict[str, Any]:
    """The action that opens the frames of a for_each or parallel."""
    action = {"step": node.id, "frames": [*map(str, frames)], "concurrency": concurrency}
    families = _families(program, node)
    if not families <= SHARED:
        return {"kind": MAP, **action}
    return towards(first_family(program, node), {**action, "flight": []}, clock.stamp())


def towards(kind: str | None, action: Mapping[str, Any], until: str) -> dict[str, Any]:
    """Return the action that lets a function of this kind continue the frames; without one, Plan continues later."""
    about = {name: action[name] for name in ("step", "frames", "flight", "concurrency")}
    if kind is None:
        return {"kind": WAIT, **about, "until": until}
    return {"kind": kind, **about, "timeout_seconds": TIMEOUT_SECONDS}


def is_in_function(action: Mapping[str, Any] | None) -> bool:
    """Tell whether an action describes frames that a function runs."""
    return action is not None and "flight" in action


def in_executions(action: Mapping[str, Any]) -> dict[str, Any]:
    """Return the action that runs the remaining frames as executions, so that one killed frame stops no other."""
    remaining = [*(each["frame"] for each in action["flight"]), *action["frames"]]
    return {"kind": MAP, "step": action["step"], "frames": remaining, "concurrency": action["concurrency"]}


def first_family(program: Program, node: Node) -> str | None:
    """The function of the first step of these frames that needs one; None when all are evaluated."""
    return next((family for family in _in_order(program, node) if family != EVALUATED), None)


def load_effects(program: Program, node: Node) -> None:
    """Import what the first function of these frames carries out: so its first frame begins as fast as the others."""
    family, types = first_family(program, node), domain.step_types()
    for step in _steps(program, node):
        if types[step.type].family == family and types[step.type].effect is not None:
            _ = types[step.type].carried_out_by


def longest_step(program: Program, node: Node, default: int) -> int:
    """The seconds that a step of these frames may take."""
    return max((each.timeout_seconds or default for each in _steps(program, node)), default=default)


def _families(program: Program, node: Node) -> set[str]:
    return {*_in_order(program, node)} - {EVALUATED}


def _in_order(program: Program, node: Node) -> list[str]:
    return [domain.step_types()[step.type].family for step in _steps(program, node)]


def _steps(program: Program, node: Node) -> list[Node]:
    bodies = [program.bodies[body] for body, _ in inner_bodies(node.id, node.type, node.input)]
    return [step for body in bodies for step in body]
