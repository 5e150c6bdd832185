"""``make load``: an open-model load test of a stack on AWS, or of the local runtime that `make run` has started.

The sandbox of the organisation `load-test` is asked, so nothing leaves the platform but deliveries to a receiver of
your own. A stack that may have customers is refused without a flag.
"""

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tools.deployed import Deployed
from tools.template import ROOT

from . import report, world

LOCUST = Path(sys.executable).parent.parent / "load" / "bin" / "locust"
OUTPUT = ROOT / ".local" / "load"
GRACE_SECONDS = 60


def main() -> None:
    """Prepare, send, write the pages; exit with 1 when the stack is refused or Locust fails."""
    options = parsed()
    deployed = Deployed(options.stack)
    if not options.production:
        try:
            world.refuse_production(deployed)
        except world.Unsafe as refused:
            sys.exit(str(refused))
    folder = OUTPUT / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder.mkdir(parents=True)
    with world.target(deployed, options.seconds, options.receiver) as target:
        send(target, options, folder)
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    name = options.stack or "the local runtime"
    (folder / "report.html").write_text(report.page(results, name, options.rate, options.seconds), encoding="utf-8")
    for row in report.rows_of(results):
        times = " ".join(f"{each:8.0f}" for each in row.milliseconds)
        ratio = f" {row.ratios[0]:6.1f} of the floor" if row.ratios else ""
        print(f"{row.operation:20}{row.requests:8} {times} ms, {row.errors} errors, {row.throttles} throttles{ratio}")
    if options.against:
        print(*report.compared(results, json.loads(options.against.read_text(encoding="utf-8"))), sep="\n")
    print(f"{folder}/report.html, {folder}/locust.html, {folder}/results.json")


def parsed() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    parser.add_argument("--rate", type=float, default=20, help="arrivals a second, whatever the answers take")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--processes", type=int, default=1, help="that send, for more than some hundred a second")
    parser.add_argument("--receiver", help="the address of a receiver of yours, which gets a webhook's deliveries")
    parser.add_argument("--production", action="store_true", help="ask a stack that may have customers")
    parser.add_argument("--against", type=Path, help="results.json of an earlier run on the local runtime")
    return parser.parse_args()


def send(target: world.Target, options: argparse.Namespace, folder: Path) -> None:
    """Have Locust send the requests, and write its pages into a folder. Raises CalledProcessError."""
    settings = {
        "url": target.url,
        "key": target.key,
        "contacts": target.world.contacts,
        "workflow": target.world.workflow,
        "rate": options.rate,
        "seconds": options.seconds,
        "users": options.processes,
        "with_floor": options.stack is None,
        "results": str(folder / "results.json"),
    }
    users = str(options.processes)
    command = [str(LOCUST), "-f", str(Path(__file__).parent / "locustfile.py"), "--headless", "--only-summary"]
    command += ["-u", users, "-r", users, "--run-time", str(int(options.seconds + GRACE_SECONDS)), "--host", target.url]
    command += ["--html", str(folder / "locust.html"), "--exit-code-on-error", "0"]
    if options.processes > 1:
        command += ["--processes", users]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LOAD_SETTINGS": json.dumps(settings)}
    subprocess.run(command, env=environment, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
