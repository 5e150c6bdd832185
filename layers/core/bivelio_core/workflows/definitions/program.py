"""A saved definition as the interpreter reads it: steps in bodies, and the frames in which bodies are run.

The top level is a body, so are the steps of a for_each and each branch of a parallel. Running a body is a frame: the
body and the indices of the for_each iterations around it. Every step is run at most once a frame, since jumps only go
forward; so (step, indices) identifies a result, and an effect, permanently.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bivelio_core import domain

FOR_EACH, PARALLEL, CONDITION, SET, STOP = "for_each", "parallel", "condition", "set", "stop"
APPROVAL, WAIT_FOR_EVENT = "approval", "wait_for_event"
DEFAULT_ATTEMPTS, DEFAULT_BACKOFF_SECONDS, DEFAULT_BACKOFF_RATE = 3, 2, 2.0
ROOT, FAILURE = "", "!"
"""The bodies of a run: its steps, and those of `on_failure`, which run when the steps have failed."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a step is tried and how long it waits between: `backoff_seconds * backoff_rate ** (tries - 1)`."""

    attempts: int = DEFAULT_ATTEMPTS
    backoff_seconds: int = DEFAULT_BACKOFF_SECONDS
    backoff_rate: float = DEFAULT_BACKOFF_RATE
    on: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A step and its place: `body[position]`."""

    id: str
    name: str
    type: str
    input: dict[str, Any]
    body: str
    position: int
    when: str | None = None
    retry: Retry = Retry()
    timeout_seconds: int | None = None
    on_error: str = "fail"
    go_to: str | None = None
    mock: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A body being run: `path` has the index of each for_each iteration around it, outermost first."""

    body: str = ROOT
    path: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.body}#{_joined(self.path)}"

    @classmethod
    def parse(cls, text: str) -> "Frame":
        """The frame that was written as text."""
        body, _, path = text.rpartition("#")
        return cls(body, tuple(int(index) for index in path.split(".") if index))

    @property
    def is_root(self) -> bool:
        """Whether this is the run of the whole workflow."""
        return self.body == ROOT

    @property
    def is_failure(self) -> bool:
        """Whether this is the run of the steps of `on_failure`."""
        return self.body == FAILURE

    @property
    def owner(self) -> str:
        """The for_each or parallel whose body this is."""
        return self.body.partition("/")[0]


def result_key(step: str, path: tuple[int, ...]) -> str:
    """`<step>#<iteration>`: the name of a result, and the last part of the step's idempotency key."""
    return f"{step}#{_joined(path) or '0'}"


def frame_key(frame: Frame) -> str:
    """The name of the record of how a frame ended; no step's id begins with `@`."""
    return f"@{frame}"


def _joined(path: tuple[int, ...]) -> str:
    return ".".join(map(str, path))


class Program:
    """A definition taken apart once: its bodies, its steps by id, how they are nested, and what they may do."""

    def __init__(self, definition: Mapping[str, Any], scopes: frozenset[str] = frozenset()) -> None:
        self.scopes = scopes
        self.output: Any = definition.get("output")
        self.bodies: dict[str, tuple[Node, ...]] = {}
        self.nodes: dict[str, Node] = {}
        self._add(ROOT, definition["steps"])
        if definition.get("on_failure"):
            self._add(FAILURE, definition["on_failure"])

    def _add(self, body: str, steps: list[dict[str, Any]]) -> None:
        self.bodies[body] = tuple(_node(step, body, position) for position, step in enumerate(steps))
        for node in self.bodies[body]:
            self.nodes[node.id] = node
            for inner, inner_steps in inner_bodies(node.id, node.type, node.input):
                self._add(inner, inner_steps)

    @cached_property
    def secrets(self) -> frozenset[str]:
        """The names of all secrets that its steps send."""
        from bivelio_core.expressions.references import references_of  # noqa: PLC0415 - few send secrets

        kinds = domain.step_types()
        fields = [node.input.get(name) for node in self.nodes.values() for name in kinds[node.type].secrets]
        named = [value for value in fields if "secrets" in str(value)]
        return frozenset[str]().union(*(references_of(value).secrets for value in named))

    def parent(self, frame: Frame) -> Frame:
        """The frame around one that is not the root; that of `on_failure` is in the root, whose steps it reads."""
        if frame.is_failure:
            return Frame()
        owner = self.nodes[frame.owner]
        return Frame(owner.body, frame.path[:-1] if owner.type == FOR_EACH else frame.path)

    def frames(self, frame: Frame) -> Iterator[Frame]:
        """The frame and those around it, innermost first."""
        yield frame
        while not frame.is_root:
            frame = self.parent(frame)
            yield frame

    def path_of(self, step: str, frame: Frame) -> tuple[int, ...]:
        """The indices under which a step that is visible from a frame has its result."""
        body = self.nodes[step].body
        return next(around.path for around in self.frames(frame) if around.body == body)

    def iteration(self, frame: Frame) -> tuple[Node, Frame, int] | None:
        """The innermost for_each around: its step, the frame that runs it, and the index of the iteration."""
        for around in self.frames(frame):
            if not (around.is_root or around.is_failure) and self.nodes[around.owner].type == FOR_EACH:
                return self.nodes[around.owner], self.parent(around), around.path[-1]
        return None

    def inner_frames(self, node: Node, frame: Frame, count: int) -> list[Frame]:
        """The frames that a for_each over `count` items, or a parallel, opens."""
        if node.type == FOR_EACH:
            return [Frame(node.id, (*frame.path, index)) for index in range(count)]
        return [Frame(f"{node.id}/{branch['id']}", frame.path) for branch in node.input["branches"]]


def inner_bodies(step_id: str, step_type: str, inputs: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The bodies inside a step, by name."""
    if step_type == FOR_EACH:
        return [(step_id, inputs["steps"])]
    if step_type == PARALLEL:
        return [(f"{step_id}/{branch['id']}", branch["steps"]) for branch in inputs["branches"]]
    return []


def own_input(step_type: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a step's input that the step itself renders: not the steps inside it, nor a filter of events."""
    inner = {FOR_EACH: "steps", PARALLEL: "branches", WAIT_FOR_EVENT: "filter"}.get(step_type)
    return {name: value for name, value in inputs.items() if name != inner}


def _node(step: Mapping[str, Any], body: str, position: int) -> Node:
    on_error = step.get("on_error") or "fail"
    retry = step.get("retry")
    return Node(
        id=step["id"],
        name=step.get("name") or step["id"],
        type=step["type"],
        input=step.get("input") or {},
        body=body,
        position=position,
        when=step.get("when"),
        retry=Retry(**{**retry, "on": tuple(retry["on"]) if retry.get("on") else None}) if retry else Retry(),
        timeout_seconds=step.get("timeout_seconds"),
        on_error="go_to" if isinstance(on_error, dict) else on_error,
        go_to=on_error["go_to"] if isinstance(on_error, dict) else None,
        mock=step.get("mock"),
    )
