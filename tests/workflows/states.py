"""Step Functions in this process: runs the real statemachines/runner.asl.yaml with the real step functions.

It answers the client's requests instead of the network (botocore's `before-send`), keeps what it was asked to start
until `run()`, and counts state transitions. Waits pass at once; in `timed()` they last until the clock says so, and
it goes on to the end of the first when all executions wait. A function may be killed at any of its AWS calls:
`Killed` is not an Exception, so nothing of ours can catch it, and the machine sees what AWS reports for a process that
died, `Runtime.ExitError`.
"""

import json
import re
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import yaml
from bivelio_core import clients, clock
from bivelio_core.aws_calls import ServiceBusy
from bivelio_core.workflows.execution import in_function, pace
from botocore.awsrequest import AWSResponse

from tests.api import ROOT, load
from tests.network import events_of
from tests.refusing import answer_with

DEFINITION = yaml.safe_load((ROOT / "statemachines" / "runner.asl.yaml").read_text(encoding="utf-8"))
TASKS = {
    "${RunPlanArn}": "workers/run_plan",
    "${RunHttpArn}": "workers/run_http",
    "${RunContactsArn}": "workers/run_contacts",
    "${RunAiArn}": "workers/run_ai",
    "${RunCalendarArn}": "workers/run_calendar",
    "${RunCasesArn}": "workers/run_cases",
    "${RunInvoicesArn}": "workers/run_invoices",
    "${RunMcpArn}": "workers/run_mcp",
    "${RunMessagesArn}": "workers/run_messages",
    "${RunSuspendArn}": "workers/run_suspend",
}
LONGEST_RUN = 20_000
AT = "at "
"""How what a timed wait waits for begins: the time follows."""

in_function.LONGEST_PAUSE_SECONDS = 0
pace.LONGEST_PAUSE_SECONDS = 0
"""Functions pass waits on as well: they hand them to the machine."""

Walk = Generator[frozenset[str], None, Any]
"""Yields the tokens that it waits for, any of which lets it go on."""


class Killed(BaseException):
    """The process is gone."""


class StateError(Exception):
    """An error as the machine matches it, by name."""

    def __init__(self, name: str, cause: str = "") -> None:
        super().__init__(name, cause)
        self.name, self.cause = name, cause


@dataclass
class Execution:
    """One execution and its progress."""

    name: str
    input: dict[str, Any]
    status: str = "RUNNING"
    error: str = ""
    states: list[str] = field(default_factory=list)
    steps: Iterator[frozenset[str]] = field(default_factory=lambda: iter(()))
    waits_for: frozenset[str] = frozenset()


class States:
    """The service: start, stop, describe, wake, and `run` what was started."""

    def __init__(self, kill: Callable[[str], Any] = lambda _: None, definition: dict[str, Any] = DEFINITION) -> None:
        self.definition = definition
        self.executions: dict[str, Execution] = {}
        self.queue: deque[Execution] = deque()
        self.woken: set[str] = set()
        self.entered: Counter[str] = Counter()
        self.invoked: Counter[str] = Counter()
        self.around = kill
        self.is_busy = False
        self.remaining_ms = 60_000
        self.expires: set[str] = set()
        self.moments: ExitStack | None = None
        self._tokens = 0

    def attach(self) -> "States":
        """Answer the requests of this process's client."""
        events_of(clients.client("stepfunctions")).register_first("before-send.sfn", self._answer)
        return self

    def _answer(self, event_name: str, request: Any, **_: Any) -> AWSResponse:
        operation = event_name.rpartition(".")[2]
        asked = json.loads(request.body)
        status, answer = getattr(self, "_" + re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower())(asked)
        return answer_with(status, answer, request)

    def _start_execution(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.is_busy:
            raise ServiceBusy("StartExecution")
        name = asked["name"]
        if name in self.executions:
            return _error("ExecutionAlreadyExists")
        self.start(name, json.loads(asked["input"]))
        return 200, {"executionArn": name}

    def _stop_execution(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        execution = self.executions.get(asked["executionArn"].rpartition(":")[2])
        if execution is None:
            return _error("ExecutionDoesNotExist")
        if execution.status == "RUNNING":
            execution.status = "ABORTED"
        return 200, {}

    def _describe_execution(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        execution = self.executions.get(asked["executionArn"].rpartition(":")[2])
        return (200, {"status": execution.status}) if execution else _error("ExecutionDoesNotExist")

    def _send_task_success(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.woken.add(asked["taskToken"])
        return 200, {}

    def start(self, name: str, given: dict[str, Any]) -> Execution:
        """Begin an execution; it moves when `run` is called."""
        execution = Execution(name, given)
        execution.steps = self._walk(self.definition, given, execution)
        self.executions[name] = execution
        self.queue.append(execution)
        return execution

    def run(self) -> None:
        """Let everything move until nothing can: each execution has ended or waits for somebody."""
        for _ in range(LONGEST_RUN):
            ready = [e for e in self.queue if e.status == "RUNNING" and self._may_move(e)]
            if not ready and not self._passes():
                return
            for execution in ready:
                self._move(execution)
        raise AssertionError("the executions never come to rest")

    def _may_move(self, execution: Execution) -> bool:
        return self._has_come(execution.waits_for)

    def _has_come(self, tokens: frozenset[str]) -> bool:
        return not tokens or bool(tokens & (self.woken | self.expires)) or any(_is_past(token) for token in tokens)

    def _passes(self) -> bool:
        """Let the time pass until the next wait ends; False when nothing waits for a time."""
        waits = [e.waits_for for e in self.queue if e.status == "RUNNING"]
        times = [token[len(AT) :] for tokens in waits for token in tokens if token.startswith(AT)]
        if times:
            self.pass_until(clock.parse(min(times)))
        return bool(times)

    def pass_until(self, moment: datetime) -> None:
        """In `timed()`, let the time pass until a moment."""
        if self.moments is None:
            raise LookupError("the time is not stopped")
        self.moments.enter_context(clock.frozen(moment))

    @contextmanager
    def timed(self, start: str) -> Iterator[None]:
        """Stop the clock at a time, from which only waits move it."""
        with ExitStack() as self.moments:
            self.moments.enter_context(clock.frozen(clock.parse(start)))
            yield
        self.moments = None

    def _move(self, execution: Execution) -> None:
        try:
            execution.waits_for = next(execution.steps)
        except StopIteration:
            execution.status = "SUCCEEDED"
        except StateError as error:
            execution.status, execution.error = "FAILED", f"{error.name} {error.cause}"
        if execution.status != "RUNNING":
            self.queue.remove(execution)

    def _walk(self, machine: dict[str, Any], data: Any, execution: Execution) -> Walk:
        name = machine["StartAt"]
        while True:
            state = machine["States"][name]
            self.entered[name] += 1
            execution.states.append(name)
            match state["Type"]:
                case "Choice":
                    kind = data["action"]["kind"]
                    name = next((c["Next"] for c in state["Choices"] if c["StringEquals"] == kind), state["Default"])
                    continue
                case "Succeed":
                    return data
                case "Fail":
                    raise StateError(state["Error"], state["Cause"])
                case "Wait":
                    until = data["action"]["until"]
                    while self.moments and not _is_past(f"{AT}{until}"):
                        yield frozenset({f"{AT}{until}"})
                case "Task" | "Map":
                    data, next_name = yield from self._tried(state, data, execution)
                    if next_name:
                        name = next_name
                        continue
            if state.get("End"):
                return data
            name = state["Next"]

    def _tried(
        self, state: dict[str, Any], data: Any, execution: Execution
    ) -> Generator[frozenset[str], None, tuple[Any, str | None]]:
        """A Task or Map under its Retry and Catch."""
        used: Counter[int] = Counter()
        while True:
            try:
                if state["Type"] == "Map":
                    result = yield from self._map(state, data, execution)
                else:
                    result = yield from self._task(state, data, execution)
            except StateError as error:
                position = next((i for i, r in enumerate(state.get("Retry", [])) if _matches(r, error)), None)
                if position is not None and used[position] < state["Retry"][position].get("MaxAttempts", 3):
                    used[position] += 1
                    continue
                catcher = next((c for c in state.get("Catch", []) if _matches(c, error)), None)
                if catcher is None:
                    raise
                return {**data, "error": {"Error": error.name, "Cause": error.cause}}, catcher["Next"]
            return (data if "ResultPath" in state and state["ResultPath"] is None else result), None

    def _task(self, state: dict[str, Any], data: Any, execution: Execution) -> Walk:
        resource = state["Resource"]
        if resource.endswith("startExecution.sync:2"):
            assert set(data) == {"run", "frame"}
            child = Execution(f"{execution.name}/{data['frame']}/{len(self.executions)}", data)
            self.executions[child.name] = child
            yield from self._walk(self.definition, data, child)
            child.status = "SUCCEEDED"
            return {}
        if resource.endswith(".waitForTaskToken"):
            self._tokens += 1
            token = f"token-{self._tokens}"
            self._invoke(TASKS[state["Parameters"]["FunctionName"]], {"state": data, "token": token})
            while token not in self.woken:
                yield frozenset({token})
                if token in self.expires and token not in self.woken:
                    raise StateError("States.Timeout")
            return {}
        return self._invoke(TASKS[resource], data)

    def _map(self, state: dict[str, Any], data: Any, execution: Execution) -> Walk:
        """The frames side by side, as far as each comes. MaxConcurrency changes when, not what."""
        waiting: dict[Walk, frozenset[str]] = {
            self._walk(state["ItemProcessor"], {"run": data["run"], "frame": frame}, execution): frozenset()
            for frame in data["action"]["frames"]
        }
        while waiting:
            for walk in [walk for walk, tokens in waiting.items() if self._has_come(tokens)]:
                try:
                    waiting[walk] = next(walk)
                except StopIteration:
                    del waiting[walk]
            if waiting:
                yield frozenset[str]().union(*waiting.values())
        return []

    def _context(self) -> SimpleNamespace:
        return SimpleNamespace(aws_request_id="test", get_remaining_time_in_millis=lambda: self.remaining_ms)

    def _invoke(self, path: str, event: dict[str, Any]) -> Any:
        self.invoked[path] += 1
        sent = json.loads(json.dumps(event))
        stop = None
        try:
            stop = self.around(path)
            return json.loads(json.dumps(load(path).handler(sent, self._context())))
        except Killed:
            raise StateError("Runtime.ExitError") from None
        except Exception as error:
            raise StateError(type(error).__name__, str(error)) from error
        finally:
            if stop:
                stop()


def ended(execution: Execution, status: str = "FAILED") -> dict[str, Any]:
    """What EventBridge reports of an execution that ended."""
    detail = {"name": execution.name, "status": status, "input": json.dumps(execution.input)}
    return {"source": "aws.states", "detail": detail}


def _matches(handler: dict[str, Any], error: StateError) -> bool:
    names = handler["ErrorEquals"]
    return (
        error.name in names
        or "States.ALL" in names
        or ("States.TaskFailed" in names and error.name != "States.Timeout")
    )


def _is_past(token: str) -> bool:
    return token.startswith(AT) and token[len(AT) :] <= clock.stamp()


def _error(code: str) -> tuple[int, dict[str, Any]]:
    return 400, {"__type": code, "message": code}
