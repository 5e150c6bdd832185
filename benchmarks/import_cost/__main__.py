"""What a cold start of our functions costs beside others': `python -m benchmarks.import_cost [--write] [NAME ...]`.

Each figure is the median of fresh processes that see the layers alone, as on Lambda, and do what a cold start does:
load the handler, and answer a first request with what it reads and writes in a table behind TLS (moto's, in this
process).
The processor time of the fresh process is counted, and the runs take turns: a ratio is the median of the ratios to the
yardstick of the same turn, so that a busy machine slows both sides of it alike.

The yardsticks read one item. Those with a framework are installed by `--install-peers` into `.local/import-peers` and
left out without it.
"""

import argparse
import compileall
import json
import os
import platform
import py_compile
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import boto3

from tests.conftest import fresh_table
from tests.operated import create_deployment, new_key, new_organisation
from tools import build_layer
from tools.endpoints import Operation, operations
from tools.events import FOLDER as EVENTS
from tools.events import event_of
from tools.template import ROOT, functions

from . import plot
from .table import served

HERE = Path(__file__).parent
PAGE, PLOT = ROOT / "docs" / "import-cost.md", HERE / "results" / "import-cost.svg"
PEERS = ROOT / ".local" / "import-peers"
RUNS = 10
POWERTOOLS = "Powertools' set"
YARDSTICKS = {
    POWERTOOLS: "powertools",
    "FastAPI + Mangum": "fastapi_mangum",
    "Chalice": "chalice_app",
    "boto3's client": "boto3_client",
    "bare handler": "bare",
}
WITH_PEERS = (POWERTOOLS, "FastAPI + Mangum", "Chalice")
AUTHORIZER = ["Authorizer"]
CRUD = [f"{domain}{verb}" for domain in ("Contacts", "Webhooks") for verb in ("Create", "List", "Get", "Update")]
CRUD += [
    "ContactsArchive",
    "InvoicesList",
    "InvoicesGet",
    "WorkflowsList",
    "WorkflowsGet",
    "MessagesList",
    "EventsList",
]
WORKERS = [
    "IndexChanges",
    "PublishEvents",
    "DeliverWebhook",
    "ServeLanes",
    "RunPlan",
    "StartWorkflow",
    "SweepWorkflows",
    "RecordRequests",
]
TARGETS = {"authorizer": (AUTHORIZER, 0.12), "endpoints": (CRUD, 0.35), "workers": (WORKERS, 0.25)}


class Case(NamedTuple):
    """What is measured: a handler's folder, where its packages are, the event of its first request."""

    folder: Path
    packages: tuple[Path, ...]
    event: dict[str, Any]


class Times(NamedTuple):
    """Milliseconds of one run: until the handler was loaded, until it had answered."""

    imported: float
    whole: float


def install_peers() -> None:
    """Install what others build with, compiled as our layers are."""
    shutil.rmtree(PEERS, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    subprocess.run([*pip, "--target", str(PEERS), "--requirement", str(HERE / "peers.txt")], check=True)  # noqa: S603
    compileall.compile_dir(PEERS, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)


def run(case: Case, variables: dict[str, str]) -> Times:
    """Measure one cold start. Raises RuntimeError when it does not answer well."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= variables | {"PYTHONPATH": os.pathsep.join(map(str, case.packages))}
    command = [sys.executable, "-S", str(HERE / "measure.py"), str(case.folder), json.dumps(case.event)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode:
        raise RuntimeError(f"{case.folder}: {ran.stderr[-2000:]}")
    report = json.loads(ran.stdout.splitlines()[-1])
    answer = report["answer"]
    if isinstance(answer, dict) and (
        answer.get("statusCode", 200) not in (200, 202) or answer.get("batchItemFailures")
    ):
        raise RuntimeError(f"{case.folder}: {answer}\n{ran.stdout[-2000:]}")
    return Times(report["import"] * 1000, report["whole"] * 1000)


def measure(cases: dict[str, Case], variables: dict[str, str], runs: int) -> dict[str, list[Times]]:
    """Measure each case once per turn; the first turn opens the sandbox day and warms the disk's cache."""
    times_by_name: dict[str, list[Times]] = {name: [] for name in cases}
    for turn in range(runs + 1):
        for name, case in cases.items():
            times = run(case, variables)
            if turn:
                times_by_name[name].append(times)
        print(f"turn {turn} of {runs}", file=sys.stderr)
    return times_by_name


def our_cases(names: list[str], layers: tuple[Path, ...], key: str) -> dict[str, Case]:
    """Our functions with the events of their examples; the authorizer is asked about a key."""
    by_name: dict[str, Operation] = {each.function.logical_id: each for each in operations()}
    folders = {function.logical_id: ROOT / function.folder for function in functions()}
    cases = {}
    for name in names:
        if name in by_name:
            event = event_of(by_name[name])
        else:
            event = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
        if name == "Authorizer":
            event["headers"] = {"X-API-Key": key}
            event["requestContext"]["stage"] = "v1"
            event["methodArn"] = "arn:aws:execute-api:eu-west-1:123456789012:api/v1/POST/contacts/get"
        cases[name] = Case(folders[name], layers, event)
    return cases


def yardsticks(layers: tuple[Path, ...]) -> dict[str, Case]:
    """Those that are there: boto3's client is that of our own, trimmed layer, with the table beside what it has."""
    event = {
        "resource": "/contacts/get",
        "path": "/contacts/get",
        "httpMethod": "POST",
        "headers": {"Content-Type": "application/json", "Host": "peer.example"},
        "multiValueHeaders": {"Content-Type": ["application/json"], "Host": ["peer.example"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": json.dumps({"data": {"id": "ct_abc123"}}),
        "isBase64Encoded": False,
        "requestContext": {
            "requestId": "00000000-0000-4000-8000-000000000000",
            "stage": "v1",
            "path": "/v1/contacts/get",
            "resourcePath": "/contacts/get",
            "httpMethod": "POST",
            "identity": {"sourceIp": "127.0.0.1"},
        },
    }
    return {
        name: Case(HERE / "peers" / folder, (PEERS,) if name in WITH_PEERS else layers, event)
        for name, folder in YARDSTICKS.items()
        if name not in WITH_PEERS or PEERS.exists()
    }


def measured(names: list[str], runs: int) -> dict[str, list[Times]]:
    """Build the layers, fill and serve the table, and measure."""
    with tempfile.TemporaryDirectory() as folder_name, fresh_table(), redirect_stdout(StringIO()) as _:
        create_deployment()
        boto3.client("scheduler").create_schedule_group(Name=os.environ["SCHEDULE_GROUP"])
        folder = Path(folder_name)
        core, ours = (build_layer.build(layer, folder / layer, "host") for layer in ("core", "dependencies"))
        services = build_layer.AWS_SERVICES | {"dynamodb"}
        theirs = build_layer.build("dependencies", folder / "theirs", "host", services=services)
        key = new_key(new_organisation(plan="enterprise"))
        with served(folder) as variables:
            variables |= {
                "AWS_LAMBDA_FUNCTION_NAME": "measured",
                "LAMBDA_TASK_ROOT": "/var/task",  # Powertools traces where it is set
                "_X_AMZN_TRACE_ID": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
                "LOG_LEVEL": "INFO",
            }
            return measure(yardsticks((core, theirs)) | our_cases(names, (core, ours), key), variables, runs)


def median(times: list[Times], of: Callable[[Times], float]) -> float:
    """The median of one of the figures."""
    return statistics.median(map(of, times))


def ratio(ours: list[Times], yardstick: list[Times]) -> float:
    """The median of the ratios of the same turns."""
    return statistics.median(mine.whole / other.whole for mine, other in zip(ours, yardstick, strict=True))


def table(times: dict[str, list[Times]]) -> str:
    """The table of all rows: the yardsticks first."""
    columns = [name for name in YARDSTICKS if name in times]
    head = f"| | import | and first request | {' | '.join(f'to {name}' for name in columns)} |"
    lines = [head, f"|---|---:|---:|{'---:|' * len(columns)}"]
    for name, case_times in times.items():
        cells = (
            f"{median(case_times, lambda each: each.imported):.0f} | {median(case_times, lambda each: each.whole):.0f}"
        )
        ratios = " | ".join(f"{ratio(case_times, times[other]):.2f}" for other in columns)
        lines.append(f"| {name} | {cells} | {ratios} |")
    return "\n".join(lines)


def judged(times: dict[str, list[Times]]) -> str:
    """A sentence for each target: the most that any of its functions takes of Powertools' set."""
    if POWERTOOLS not in times:
        return "What others build with is not installed here (`--install-peers`), so the targets are not judged."
    sentences = []
    for kind, (names, target) in TARGETS.items():
        ratios = {name: ratio(times[name], times[POWERTOOLS]) for name in names if name in times}
        if ratios:
            most = max(ratios, key=lambda name: ratios[name])
            verdict = "met" if ratios[most] <= target else "missed"
            sentences.append(f"* {kind}: at most {ratios[most]:.2f} ({most}); the target of {target} is {verdict}.")
    return "\n".join(sentences)


def main() -> None:
    """Measure, print the table, and save it with `--write`."""
    parser = argparse.ArgumentParser(description="The cost of a cold start.")
    parser.add_argument("names", nargs="*", help="logical ids; those of docs/import-cost.md by default")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--install-peers", action="store_true", help=f"install {HERE.name}/peers.txt first")
    parser.add_argument("--write", action="store_true", help=f"replace {PAGE.relative_to(ROOT)} and the plot")
    options = parser.parse_args()
    if options.install_peers:
        install_peers()
    times = measured(options.names or [*AUTHORIZER, *CRUD, *WORKERS], options.runs)
    text = (
        (HERE / "page.md")
        .read_text(encoding="utf-8")
        .format(
            runs=options.runs,
            python=platform.python_version(),
            machine=platform.machine(),
            table=table(times),
            judged=judged(times),
        )
    )
    print(text)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
        PLOT.parent.mkdir(exist_ok=True)
        plot.draw(
            {
                name: (median(case_times, lambda each: each.imported), median(case_times, lambda each: each.whole))
                for name, case_times in times.items()
            },
            set(YARDSTICKS),
            PLOT,
        )


if __name__ == "__main__":
    main()
