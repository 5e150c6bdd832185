"""Measure workflows on the local runtime: time a step, transitions a step, and runs whose functions are killed.

    python -m benchmarks.workflows [--killed 60]

Figures go to results/results.json and results/results.md. The transitions are counted from the executions' histories,
so they are those that AWS would charge; the times are this machine's.
"""

import argparse
import json
import os
import platform as machine
import random
import signal
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.workflows import loops
from benchmarks.workflows.inbound import calls_accepted
from tests.receiver import Receiver, Reply
from tests.running import Runtime, runtime, settings_for

RESULTS = Path(__file__).parent / "results"
STEPS, ROUNDS = 20, 9
PARTS = ("steps", "transitions", "loops", "inbound", "killed")
LANES = 6
"""Disturbed runs at the same time: a cold start takes a whole processor for a second, and each kill makes one."""

LONGEST_RUN_SECONDS = 900
DOLLARS_PER_MILLION = 25.0
"""Standard workflows, the first region: 0.025 dollars per thousand state transitions."""

WARM = {"LAMBDA_WARM_TTL_SECONDS": "300"}
QUICK = {**WARM, "SFN_WAIT_SCALE": "0.01"}
WORKER = "AWS_LAMBDA_FUNCTION_NAME=bivelio-Run"


@dataclass
class Side:
    """The running platform, as one organisation's administrator."""

    platform: Runtime

    def call(self, operation: str, data: Any = None) -> Any:
        """Call an endpoint and return the data."""
        key = self.platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
        path = "/v1/" + operation.replace(".", "/")
        answer = self.platform.call(path, {"data": data or {}}, X_API_Key=key)
        body = answer.json()
        assert answer.status in {200, 202}, body
        return body["data"]

    def workflow(self, *steps: Any, **about: Any) -> str:
        """Create a workflow and return its id."""
        definition = {"name": "Benchmark", "concurrency": "allow", "steps": list(steps), **about}
        return str(self.call("workflows.create", definition)["id"])

    def start(self, workflow: str, run_input: Any = None) -> str:
        """Start a run and return its id."""
        return str(self.call("workflows.execute", {"workflow_id": workflow, "input": run_input or {}})["instance_id"])

    def ended(self, instance: str) -> Any:
        """Wait for the instance to end and return it."""
        deadline = time.monotonic() + LONGEST_RUN_SECONDS
        while time.monotonic() < deadline:
            run = self.call("workflows.instances/get", {"instance_id": instance})
            if run["status"] in {"completed", "failed", "cancelled"}:
                return run
            time.sleep(0.1)
        raise TimeoutError(json.dumps(run, indent=2))

    def count(self, kind: str) -> int:
        """Count the table's items of a kind, by the end of their partition key."""
        tables = self.platform.client("dynamodb")
        (name,) = tables.list_tables()["TableNames"]
        pages = tables.get_paginator("scan").paginate(TableName=name, ProjectionExpression="PK")
        return sum(item["PK"]["S"].endswith(kind) for page in pages for item in page["Items"])

    def transitions(self) -> int:
        """Count the states that all executions have entered so far.

        The emulator's history leaves out the state inside a Map that starts a frame: it is one an execution but the
        first of each run, whose name is the instance's.
        """
        states = self.platform.client("stepfunctions")
        total = 0
        for state_machine in states.list_state_machines()["stateMachines"]:
            for page in states.get_paginator("list_executions").paginate(
                stateMachineArn=state_machine["stateMachineArn"]
            ):
                for execution in page["executions"]:
                    is_frame = not execution["name"].startswith("org_")
                    total += self._entered(states, execution["executionArn"]) + is_frame
        return total

    def _entered(self, states: Any, execution: str) -> int:
        pages = states.get_paginator("get_execution_history").paginate(executionArn=execution)
        return sum(event["type"].endswith("StateEntered") for page in pages for event in page["events"])


def find(number: int) -> dict[str, Any]:
    """Return a step with the cheapest effect: one read."""
    return {"id": f"s{number}", "type": "contact.find", "input": {"id": "ct_abc123"}}


def plain(number: int) -> dict[str, Any]:
    """Return a step without an effect."""
    return {"id": f"s{number}", "type": "set", "input": {"n": "{{ input.n }}"}}


def per_step(side: Side, kind: Any) -> dict[str, float]:
    """Measure milliseconds per step: the difference between runs of many steps and runs of one step."""
    many, one = side.workflow(*map(kind, range(STEPS))), side.workflow(kind(0))
    side.ended(side.start(many))
    long = [side.ended(side.start(many))["duration_ms"] for _ in range(ROUNDS)]
    short = [side.ended(side.start(one))["duration_ms"] for _ in range(ROUNDS)]
    step = (statistics.median(long) - statistics.median(short)) / (STEPS - 1)
    return {"ms_per_step": round(step, 2), "ms_of_a_run_of_one": statistics.median(short)}


def transitions(side: Side, url: str) -> dict[str, int]:
    """Count the state transitions of a run with each kind of step once, without those of an empty run."""
    http = {"id": "s", "type": "http_request", "input": {"url": url}}
    each = {"id": "each", "type": "for_each", "input": {"items": [1, 2, 3], "steps": [{**find(1)}]}}
    branches = [{"id": "l", "steps": [find(1)]}, {"id": "r", "steps": [find(2)]}]
    alone = {**each, "input": {"items": [1, 2, 3], "steps": [find(1), loops.LATER]}}
    both = {"id": "both", "type": "parallel", "input": {"branches": branches}}
    approval_input = {"message": "?", "expires_in_seconds": 1, "on_expiry": "reject"}
    kinds = {
        "set": [plain(1)],
        "contact.find": [find(1)],
        "http_request": [http],
        "wait": [{"id": "w", "type": "wait", "input": {"seconds": 1}}],
        "approval (expired)": [{"id": "a", "type": "approval", "input": approval_input}],
        "for_each, 3 iterations of one step": [each],
        "for_each, 3 iterations that are executions": [alone],
        "parallel, 2 branches of one step": [both],
    }
    counts = {}
    for name, steps in kinds.items():
        before = side.transitions()
        assert side.ended(side.start(side.workflow(*steps)))["status"] == "completed"
        time.sleep(0.5)
        counts[name] = side.transitions() - before
    return counts


def killed(side: Side, runs: int) -> dict[str, Any]:
    """Execute runs while the step functions' processes are killed (SIGKILL) at random moments."""
    applied: Counter[str] = Counter()

    def receive(got: Any) -> Reply:
        applied[got.headers["idempotency-key"]] += 1
        time.sleep(0.02)
        return Reply(body=b"{}")

    with Receiver(receive) as receiver:
        calls = [{"id": f"c{n}", "type": "http_request", "input": {"url": receiver.url}} for n in range(4)]
        mark = f"Killed {time.time_ns()}"
        create = {"id": "create", "type": "contact.create", "input": {"type": "person", "name": mark}}
        workflow = side.workflow(calls[0], create, *calls[1:], concurrency="by_input")
        first = side.ended(side.start(workflow, {"number": 0}))
        with (
            _killer(side.platform.settings.state, first["duration_ms"] / 1000) as kills,
            ThreadPoolExecutor(LANES) as pool,
        ):
            ends = pool.map(lambda number: side.ended(side.start(workflow, {"number": number})), range(1, runs))
            statuses = Counter([first["status"], *(end["status"] for end in ends)])
    contacts = side.call("contacts.list", {"search": mark})["pagination"]["total"]
    return {
        "runs": runs,
        "kills": kills[0],
        **statuses,
        "http_effects": len(applied),
        "http_requests": applied.total(),
        "contacts": contacts,
        "locks_left": side.count("#WFL"),
    }


@contextmanager
def _killer(state: Path, cold_seconds: float) -> Iterator[list[int]]:
    """Kill a step function's process repeatedly for the duration of the context.

    The rate is limited by the start time of functions: at a higher rate, none would reach its work, Step
    Functions would give up on each run after its retries (some 200 s), and nothing else would be measured.
    """
    pace = max(0.3, cold_seconds / 4)
    kills, is_over, dice = [0], threading.Event(), random.Random(1)

    def kill() -> None:
        while not is_over.wait(pace * dice.uniform(0.3, 1.5)):
            if workers := list(_workers(state)):
                kills[0] += 1
                try:
                    os.kill(dice.choice(workers), signal.SIGKILL)
                except ProcessLookupError:
                    continue

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield kills
    finally:
        is_over.set()
        thread.join()


def _workers(state: Path) -> Iterator[int]:
    """The processes of step functions that belong to the platform with this state folder."""
    for folder in Path("/proc").iterdir():
        try:
            environment = (folder / "environ").read_text("utf-8", "replace") if folder.name.isdigit() else ""
            if WORKER in environment and str(state) in environment:
                yield int(folder.name)
        except OSError:
            continue


def main() -> None:
    """Measure and write the results down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--killed", type=int, default=60, help="how many runs are disturbed by kills")
    parser.add_argument("--only", choices=PARTS, help="measure this part alone and keep the others' results")
    parser.add_argument("--items", type=int, default=1_000, help="how many items the measured loop has")
    options = parser.parse_args()
    file = RESULTS / "results.json"
    results: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if options.only else {}
    results["date"] = datetime.now(UTC).strftime("%Y-%m-%d")
    results["machine"] = f"{machine.machine()}, {os.cpu_count()} processors, Python {machine.python_version()}"
    parts = [options.only] if options.only else PARTS
    if quick := [part for part in parts if part != "killed"]:
        with _platform(QUICK) as side, Receiver() as to:
            for part in quick:
                results |= _measured(part, side, to.url, options.items)
    if "killed" in parts:
        # Not with shortened waits: they would shorten the state machine's own retries to milliseconds.
        with _platform(WARM) as side:
            results["killed"] = killed(side, options.killed)
    RESULTS.mkdir(exist_ok=True)
    file.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "results.md").write_text(_table(results), encoding="utf-8")
    print(_table(results))


def _measured(part: str, side: Side, url: str, items: int) -> dict[str, Any]:
    if part == "transitions":
        return {"transitions": transitions(side, url)}
    if part == "loops":
        return {"loops": loops.old_and_new(side, url, items)}
    if part == "inbound":
        return {"inbound": calls_accepted(side.platform)}
    return {"contact.find": per_step(side, find), "set": per_step(side, plain)}


@contextmanager
def _platform(knobs: dict[str, str]) -> Iterator[Side]:
    with tempfile.TemporaryDirectory() as state, runtime(settings_for(Path(state)), knobs) as running:
        yield Side(running)


def _table(results: dict[str, Any]) -> str:
    lines = [
        f"Measured {results['date']} on {results['machine']}.",
        "",
        "| a step of | ms a step | a run of one step, ms |",
        "|---|---:|---:|",
    ]
    lines += [
        f"| {kind} | {results[kind]['ms_per_step']} | {results[kind]['ms_of_a_run_of_one']} |"
        for kind in ("contact.find", "set")
    ]
    lines += ["", "| run of one | state transitions | dollars a million runs |", "|---|---:|---:|"]
    lines += [
        f"| {kind} | {count} | {count * DOLLARS_PER_MILLION:.0f} |" for kind, count in results["transitions"].items()
    ]
    lines += ["", *loops.table(results["loops"])]
    lines += ["", "| accepted a second, by turns | inbound calls | contacts.create | ratio |", "|---|---:|---:|---:|"]
    lines += [
        f"| {each['consumers']} | {each['inbound']} | {each['contacts']} | {each['ratio']} |"
        for each in results["inbound"]["measured"]
    ]
    low, high = results["inbound"]["load"]
    lines += ["", f"Meanwhile, {low} to {high} processes ran or waited on the machine, the benchmark's included."]
    outcomes = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in results["killed"].items())
    return "\n".join([*lines, "", f"Step functions killed with SIGKILL at random: {outcomes}.", ""])


if __name__ == "__main__":
    main()
