"""What a cold start of our functions costs beside others': `python -m benchmarks.import_cost [--write] [NAME ...]`.

Each figure is the median of fresh processes that see the layers alone, as on Lambda, and do what a cold start does:
load the handler, and answer a first request with what it reads and writes in a table behind TLS (moto's, in this
process).
The processor time of the fresh process is counted, and the runs take turns: a ratio is the median of the ratios to the
yardstick of the same turn, so that a busy machine slows both sides of it alike.

The peers are installed by `--install-peers` into `.local/import-peers` and left out without it. `--baseline` measures
the functions of a commit, or of a folder with a checkout, in the same turns.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import boto3

from tests.conftest import fresh_table
from tests.operated import create_deployment, new_key, new_organisation
from tools import build_layer
from tools.template import ROOT

from . import figures, plot
from .cases import (
    AUTHORIZER,
    HERE,
    KEY,
    YARDSTICKS,
    Case,
    install_peers,
    layers_of,
    our_cases,
    peers,
    source_of,
    yardsticks,
)
from .figures import BEFORE, Goal, Runs, Times
from .table import fill_for_peers, served

PAGE, PLOT = ROOT / "docs" / "import-cost.md", HERE / "results" / "import-cost.svg"
RUNS, TRIES = 10, 3
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
COMPARED = [AUTHORIZER, "ContactsGet", "ContactsCreate", "ContactsList", "ContactsUpdate", "WebhooksCreate"]
COMPARED += ["PublishEvents"]
"""What is measured of the code that is compared with, unless names are given."""

FIRST = ["ContactsGet", "ContactsCreate"]
GOALS = [
    Goal("contacts/get and contacts/create with the authorizer", FIRST, 0.28),
    Goal("other endpoints with the authorizer", [name for name in CRUD if name not in FIRST], 0.35),
    Goal("PublishEvents", ["PublishEvents"], 0.45),
    Goal("the authorizer", [AUTHORIZER], 0.16),
]
TARGETS = {"authorizer": ([AUTHORIZER], 0.12), "endpoints": (CRUD, 0.35), "workers": (WORKERS, 0.25)}


def run(case: Case, variables: dict[str, str]) -> Times:
    """Measure one cold start. Raises RuntimeError when it does not answer well."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= variables | {"PYTHONPATH": os.pathsep.join(map(str, case.packages))}
    environment["LAMBDA_TASK_ROOT"] = str(case.folder)  # our lists are there, and Powertools traces where it is set
    environment |= case.variables
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


def answered(case: Case, variables: dict[str, str]) -> Times:
    """Measure one cold start; again when it does not answer well: workers refuse what takes a busy machine too long."""
    for _ in range(TRIES - 1):
        with suppress(RuntimeError):
            return run(case, variables)
    return run(case, variables)


def measure(cases: dict[str, Case], variables: dict[str, str], runs: int) -> Runs:
    """Measure each case once per turn; the first turn opens the sandbox day and warms the disk's cache."""
    times_by_name: Runs = {name: [] for name in cases}
    for turn in range(runs + 1):
        for name, case in cases.items():
            times = answered(case, variables)
            if turn:
                times_by_name[name].append(times)
        print(f"turn {turn} of {runs}", file=sys.stderr)
    return times_by_name


def measured(names: list[str], runs: int, baseline: str | None = None) -> Runs:
    """Build the layers, fill and serve the table, and measure."""
    with tempfile.TemporaryDirectory() as folder_name, fresh_table(), redirect_stdout(StringIO()) as _:
        create_deployment()
        boto3.client("scheduler").create_schedule_group(Name=os.environ["SCHEDULE_GROUP"])
        folder = Path(folder_name)
        core, ours = (build_layer.build(layer, folder / layer, "host") for layer in ("core", "dependencies"))
        services = build_layer.AWS_SERVICES | {"dynamodb"}
        theirs = build_layer.build("dependencies", folder / "theirs", "host", services=services)
        key = new_key(new_organisation(plan="enterprise"))
        fill_for_peers(KEY)
        cases = yardsticks((core, theirs)) | peers(names) | our_cases(names, (core, ours), key)
        if baseline:
            source = source_of(baseline, folder / "baseline")
            layers = layers_of(source, folder / "before")
            before = our_cases([name for name in names if name in COMPARED], layers, key, source)
            cases |= {BEFORE + name: case for name, case in before.items()}
        with served(folder) as variables:
            variables |= {
                "AWS_LAMBDA_FUNCTION_NAME": "measured",
                "_X_AMZN_TRACE_ID": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
                "LOG_LEVEL": "INFO",
            }
            few = {"AWS_CA_BUNDLE": variables["FEW_AUTHORITIES"]}
            ours_trust = {name: case._replace(variables=few) for name, case in cases.items() if name in names}
            return measure(cases | ours_trust, variables, runs)


def main() -> None:
    """Measure, print the tables, and save them with `--write`."""
    parser = argparse.ArgumentParser(description="The cost of a cold start.")
    parser.add_argument("names", nargs="*", help="logical ids; those of docs/import-cost.md by default")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--install-peers", action="store_true", help=f"install {HERE.name}/peers.txt first")
    parser.add_argument("--baseline", help="a commit, or a folder with a checkout, to compare with in the same turns")
    parser.add_argument("--write", action="store_true", help=f"replace {PAGE.relative_to(ROOT)} and the plot")
    options = parser.parse_args()
    if options.install_peers:
        install_peers()
    default = COMPARED if options.baseline and not options.write else [AUTHORIZER, *CRUD, *WORKERS]
    figures.ENDPOINTS.update(CRUD)
    times = measured(options.names or default, options.runs, options.baseline)
    text = (
        (HERE / "page.md")
        .read_text(encoding="utf-8")
        .format(
            runs=options.runs,
            python=platform.python_version(),
            machine=platform.machine(),
            cold=figures.cold_table(times),
            table=figures.table(times),
            judged=figures.judged(times, GOALS, TARGETS),
        )
    )
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
        PLOT.parent.mkdir(exist_ok=True)
        plot.draw(
            {
                name: (
                    figures.median(runs, lambda each: each.imported),
                    figures.median(runs, lambda each: each.whole),
                )
                for name, runs in times.items()
            },
            set(YARDSTICKS),
            PLOT,
        )
    print("\n\n".join((figures.judged(times, GOALS, TARGETS), figures.cold_table(times), figures.table(times))))


if __name__ == "__main__":
    main()
