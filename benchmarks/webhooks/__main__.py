"""Measure deliveries on the local runtime, and the same job by two peers with Celery + Redis, in turns in one run.

    python -m benchmarks.webhooks --peer-python PYTHON_WITH_CELERY --redis-server REDIS_SERVER [--killed 1000]

How to get the peers, neither of which the project installs by itself:

    python -m venv peer && peer/bin/pip install "celery[redis]" boto3     # --peer-python peer/bin/python
    apt-get install redis-server                                         # --redis-server /usr/bin/redis-server

Without the two paths only our side is measured. Figures go to results/results.json and results/results.md.
"""

import argparse
import itertools
import json
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bivelio_core.webhooks import lanes

from benchmarks import processes

from .alone import alone
from .ours import Ours, ours
from .peer import Peer, peer

RESULTS = Path(__file__).parent / "results"
IDLE_EVENTS = 200
BURST_EVENTS, BURST_WEBHOOKS, BURST_ROUNDS = 400, 5, 3
ALONE_DELIVERIES = 1000
ORGANISATIONS, HEALTHY = 10, 100
PACED_EVENTS = 6
PACE_SECONDS = 8.0
STUCK_EVENTS = 40
LIMIT, LIMITED_EVENTS, LIMITED_ROUNDS = 5, 500, 2
"""More than the limit lets through while the others are measured."""

LONGEST_WAIT_SECONDS = 240
WARM_UP = 30
MORTAL = ("DeliverWebhook", "DeliverWebhook", "PublishEvents")
LIFE_SECONDS = (0.3, 2.0)
"""Under `--killed` the next process, of one of these functions, is killed so long after the last one, or when anything
has arrived since: on a busy machine nothing else would."""

WRITTEN_AT_ONCE = 20

PEERS = {"celery_table": "deliver_recorded", "celery": "deliver"}
"""The peers: the task of each in celery_worker.py."""

NAMES = {"ours": "ours", "celery_table": "celery, claims and records in our table", "celery": "celery, bare"}

Side = Ours | Peer
Row = tuple[str, str, float]


@dataclass
class Receiver:
    """The receiver's process, and what it has reported so far."""

    port: int

    def url(self, path: str) -> str:
        """Return a URL of the receiver."""
        return f"http://127.0.0.1:{self.port}/{path}"

    def report(self) -> list[Row]:
        """Return the deliveries received since the last report."""
        with urlopen(self.url("report")) as answer:  # noqa: S310 - our own
            return [tuple(row) for row in json.load(answer)]

    def wait(self, count: int, path: str = "/ok", seconds: float = LONGEST_WAIT_SECONDS) -> list[Row]:
        """Wait for a number of different deliveries to URLs that begin with a path, and return them."""
        rows: list[Row] = []
        deadline = time.monotonic() + seconds
        while len({row[:2] for row in rows if row[0].startswith(path)}) < count and time.monotonic() < deadline:
            time.sleep(0.05)
            rows += self.report()
        return rows


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Start a receiver for the run."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.webhooks.receiver"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        yield Receiver(int(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait()


def idle(side: Side, to: Receiver) -> dict[str, float]:
    """Measure one event at a time, from the write to the receiver's socket."""
    return single(side, to, IDLE_EVENTS, WARM_UP)


def single(side: Side, to: Receiver, events: int, warm_up: int = 3) -> dict[str, float]:
    """Measure so many events, one at a time, after some that warm up."""
    side.webhook(0, to.url("ok/idle"))
    seconds = []
    for number in range(warm_up + events):
        side.happen(0)
        rows = to.wait(1, seconds=30)
        if number >= warm_up:
            seconds += [row[2] for row in rows]
        time.sleep(random.uniform(0.0, 0.06))
    side.delete_webhooks()
    return spread(seconds)


def burst(side: Side, to: Receiver) -> dict[str, float]:
    """Write many events at once, and measure deliveries a second until the last has arrived."""
    for number in range(BURST_WEBHOOKS):
        side.webhook(0, to.url(f"ok/burst{number}"))
    used, started = processes.seconds(side.ancestors), time.time()
    side.happen(0, BURST_EVENTS)
    total = BURST_EVENTS * BURST_WEBHOOKS
    rows = to.wait(total)
    took = time.time() - started
    used = processes.seconds(side.ancestors) - used
    side.delete_webhooks()
    different = len({row[:2] for row in rows})
    cpu = {f"cpu_ms_{role}": round(1000 * seconds / different, 2) for role, seconds in used.most_common(4)}
    return {
        "deliveries": different,
        "seconds": round(took, 2),
        "per_second": round(different / took, 1),
        "cpu_ms": round(1000 * used.total() / different, 2),
        **cpu,
    }


def limited(side: Ours, to: Receiver) -> dict[str, Any]:
    """Measure the responsive receivers in one run: alone and beside one with a backlog behind its rate limit, in turns.

    They are measured when all events of the backlog are in the log: until then those of all organisations wait behind
    the burst of writes in the table's stream, with or without a limit. The quieter round of each counts, since
    whatever else this machine does is in the figures, too.
    """
    fairness(side, to, with_stuck=False)  # until then functions start
    alone, beside = [], []
    for _ in range(LIMITED_ROUNDS):
        alone.append(show("healthy alone", fairness(side, to, with_stuck=False)))
        side.webhook(ORGANISATIONS + 1, to.url("slow"), rate_limit=LIMIT, **lanes.opened())
        side.happen(ORGANISATIONS + 1, LIMITED_EVENTS)
        side.until_recorded(ORGANISATIONS + 1, LIMITED_EVENTS)
        beside.append(show("healthy beside one with a rate limit", fairness(side, to, with_stuck=False)))
    quiet = [min(rounds, key=lambda figures: figures["p99_ms"]) for rounds in (alone, beside)]
    return {
        "rate_limit": LIMIT,
        "backlog": LIMITED_EVENTS,
        "alone": quiet[0],
        "beside": quiet[1],
        "p99_ratio": round(quiet[1]["p99_ms"] / quiet[0]["p99_ms"], 2),
        "p99_ms_of_rounds": [[figures["p99_ms"] for figures in rounds] for rounds in (alone, beside)],
    }


def fairness(side: Side, to: Receiver, *, with_stuck: bool) -> dict[str, float]:
    """Measure a hundred responsive receivers at a constant rate, with or without one that never answers."""
    for number in range(HEALTHY):
        side.webhook(number % ORGANISATIONS, to.url(f"ok/{number}"))
    if with_stuck:
        side.webhook(ORGANISATIONS, to.url("hang"))
        for _ in range(STUCK_EVENTS):
            side.happen(ORGANISATIONS)
        time.sleep(1)
    rows: list[Row] = []
    for _ in range(PACED_EVENTS):
        for organisation in range(ORGANISATIONS):
            side.happen(organisation)
            time.sleep(PACE_SECONDS / ORGANISATIONS)
    rows += to.wait(PACED_EVENTS * HEALTHY)
    side.delete_webhooks()
    healthy = [row[2] for row in rows if row[0].startswith("/ok")]
    return spread(healthy) | {
        f"{name}_calls": sum(row[0].startswith(path) for row in rows)
        for name, path in (("stuck", "/hang"), ("limited", "/slow"))
    }


def killed(side: Ours, to: Receiver, events: int) -> dict[str, Any]:
    """Publish events while the processes that publish and deliver are killed (SIGKILL) at random moments."""
    side.webhook(0, to.url("ok/killed"))
    dice, kills, rows = random.Random(1), Counter[str](), []
    started = next_kill = time.monotonic()
    before = -1
    for written in itertools.count(0, WRITTEN_AT_ONCE):
        if written < events:
            side.happen(0, min(WRITTEN_AT_ONCE, events - written))
        time.sleep(0.1)
        rows += [row for row in to.report() if row[0] == "/ok/killed"]
        arrived = len({row[1] for row in rows})
        if before < arrived < events * 0.95 and time.monotonic() > next_kill:
            kills.update(kill_one(side, dice))
            before, next_kill = arrived, time.monotonic() + dice.uniform(*LIFE_SECONDS)
        if arrived == events or time.monotonic() - started > LONGEST_WAIT_SECONDS + events / 5:
            break
    time.sleep(1)
    rows += [row for row in to.report() if row[0] == "/ok/killed"]
    arrivals = Counter(row[1] for row in rows)
    side.delete_webhooks()
    return {
        "events": events,
        "kills": dict(kills),
        "arrived": len(arrivals),
        "duplicates": arrivals.total() - len(arrivals),
        "seconds": round(time.monotonic() - started, 1),
    }


def kill_one(side: Ours, dice: random.Random) -> list[str]:
    """Kill a process that publishes or delivers, and return its function in a list, empty when there was none."""
    function = dice.choice(MORTAL)
    if not (process_ids := processes.of_function(side.ancestors[0], function)):
        return []
    try:
        os.kill(dice.choice(process_ids), signal.SIGKILL)
    except ProcessLookupError:
        return []
    return [function]


def spread(seconds: list[float]) -> dict[str, float]:
    """Return median, p99 and maximum, in milliseconds."""
    ordered = sorted(seconds)
    return {
        "count": len(ordered),
        "median_ms": round(statistics.median(ordered) * 1000, 1),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000, 1),
        "largest_ms": round(ordered[-1] * 1000, 1),
    }


def measure(sides: Mapping[str, Side], to: Receiver, *, only_speed: bool) -> dict[str, Any]:
    """Run all measurements of all sides, in turns. Of the bursts, that of the median speed counts."""
    results: dict[str, dict[str, Any]] = {name: {} for name in sides}
    for name, side in sides.items():
        results[name]["idle"] = show(f"{name}: idle", idle(side, to))
    bursts = [
        {name: show(f"{name}: burst", burst(side, to)) for name, side in sides.items()} for _ in range(BURST_ROUNDS)
    ]
    for name in sides:
        of_side = sorted(
            (figures_by_name[name] for figures_by_name in bursts), key=lambda figures: figures["per_second"]
        )
        results[name]["burst"] = of_side[len(of_side) // 2]
    for name, side in {} if only_speed else sides.items():
        results[name]["healthy_alone"] = show(f"{name}: healthy alone", fairness(side, to, with_stuck=False))
        stuck = show(f"{name}: healthy beside one stuck", fairness(side, to, with_stuck=True))
        results[name]["healthy_beside_one_stuck"] = stuck
    return {**results, "ratios": ratios(bursts, results)}


def ratios(
    bursts: list[dict[str, dict[str, float]]], results: dict[str, dict[str, Any]]
) -> dict[str, dict[str, float]]:
    """Return our figures as multiples of each peer's: of the bursts, the median of the rounds."""
    ratios_by_peer = {}
    for name in results.keys() - {"ours"}:
        speed, cost = (
            statistics.median(each["ours"][figure] / each[name][figure] for each in bursts)
            for figure in ("per_second", "cpu_ms")
        )
        idle = results["ours"]["idle"]["median_ms"] / results[name]["idle"]["median_ms"]
        ratios_by_peer[name] = {"per_second": round(speed, 2), "cpu_ms": round(cost, 2), "idle_median": round(idle, 2)}
    return ratios_by_peer


def show(name: str, figures: dict[str, float]) -> dict[str, float]:
    """Print progress at once."""
    print(f"{name}: {figures}", flush=True)
    return figures


def sentence_of(limited: dict[str, Any]) -> str:
    """Return what the run with a rate limit showed."""
    alone, beside = limited["alone"], limited["beside"]
    return (
        f"Beside a receiver with a limit of {limited['rate_limit']} a second and {limited['backlog']} waiting events "
        f"({beside['limited_calls']} of them were sent meanwhile), p99 of the 100 healthy ones was "
        f"{beside['p99_ms']:,} ms; alone, in the same run, {alone['p99_ms']:,} ms ({limited['p99_ratio']} times)."
    )


def render(results: dict[str, Any]) -> str:
    """Return the table of the page on webhooks."""
    sides = [side for side in NAMES if side in results]
    lines = [f"| | {' | '.join(NAMES[side] for side in sides)} |", f"|---|{'---:|' * len(sides)}"]

    def row(name: str, scenario: str, figure: str, unit: str) -> None:
        values = [results[side].get(scenario, {}).get(figure) for side in sides]
        cells = " | ".join("" if value is None else f"{value:,} {unit}" for value in values)
        lines.append(f"| {name} | {cells} |")

    def ratio(name: str, figure: str) -> None:
        cells = " | ".join(f"{results['ratios'][side][figure]:,}" for side in sides if side != "ours")
        lines.append(f"| {name} | | {cells} |")

    row("write to receiver, idle, median", "idle", "median_ms", "ms")
    row("write to receiver, idle, p99", "idle", "p99_ms", "ms")
    row("100 healthy receivers, p99", "healthy_alone", "p99_ms", "ms")
    row("the same beside one that never answers, p99", "healthy_beside_one_stuck", "p99_ms", "ms")
    row("burst, deliveries a second", "burst", "per_second", "/s")
    row("burst, processor time of a delivery, all processes", "burst", "cpu_ms", "ms")
    if results.get("ratios"):
        ratio("ours as a multiple of it: idle median", "idle_median")
        ratio("ours as a multiple of it: deliveries a second", "per_second")
        ratio("ours as a multiple of it: processor time", "cpu_ms")
    if "alone" in results:
        shares = ", ".join(
            f"{name.removeprefix('cpu_ms_')} {value} ms"
            for name, value in results["ours"]["burst"].items()
            if name.startswith("cpu_ms_")
        )
        lines += [
            "",
            f"Processor time of one of our deliveries in the burst: {shares} (`platform` is the emulator).",
            "The worker's own code over a table in memory, one process: {per_second} deliveries a second, "
            "{cpu_ms} ms of processor time each.".format(**results["alone"]),
        ]
    lines += ["", f"Measured {results['measured']} on {results['machine']}, {results['load']}."]
    if "limited" in results:
        lines += ["", sentence_of(results["limited"]), ""]
    if "killed" in results:
        lines.append(
            "Killed at random: {events} events, {arrived} arrived, {duplicates} duplicates; by SIGKILL: ".format(
                **results["killed"]
            )
            + ", ".join(f"{count} x {function}" for function, count in results["killed"]["kills"].items())
            + "."
        )
    return "\n".join(lines) + "\n"


def merge(results: dict[str, Any], measured: dict[str, Any]) -> None:
    """Put what was measured in the place of earlier figures; the others stay."""
    for name, figures in measured.items():
        results[name] = {**results.get(name, {}), **figures}


def main() -> None:
    """Measure both sides, print and save."""
    parser = argparse.ArgumentParser(description="Measure deliveries of webhooks.")
    parser.add_argument("--peer-python", type=Path)
    parser.add_argument("--redis-server", type=Path)
    parser.add_argument("--only-killed", action="store_true", help="keep the other figures of the last run")
    parser.add_argument("--only-limited", action="store_true", help="the same, and measure beside a rate limit")
    parser.add_argument("--only-speed", action="store_true", help="the same, and measure idle and bursts")
    parser.add_argument("--killed", type=int, default=0, help="also kill workers while so many events are delivered")
    options = parser.parse_args()
    keeps = options.only_killed or options.only_limited or options.only_speed
    results: dict[str, Any] = json.loads((RESULTS / "results.json").read_text()) if keeps else {}
    results |= {
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "load": f"{os.cpu_count()} processors, on which {os.getloadavg()[2]:.1f} processes ran or waited before",
    }
    with tempfile.TemporaryDirectory() as folder, receiver() as to, ours(Path(folder) / "ours") as side:
        if not options.only_killed and not options.only_speed:
            results["limited"] = limited(side, to)
            to.report()
        if not keeps or options.only_speed:
            with ExitStack() as stack:
                sides: dict[str, Side] = {"ours": side}
                for name in PEERS if options.peer_python and options.redis_server else ():
                    serving = side.ancestors if name == "celery_table" else ()
                    other = peer(options.peer_python, options.redis_server, Path(folder) / name, PEERS[name], serving)
                    sides[name] = stack.enter_context(other)
                merge(results, measure(sides, to, only_speed=options.only_speed))
            results["alone"] = show("worker alone", alone(to.url("ok/alone"), ALONE_DELIVERIES))
            to.report()
        if options.killed:
            results["killed"] = show("killed", killed(side, to, options.killed))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "results.md").write_text(render(results), encoding="utf-8")
    print(render(results))


if __name__ == "__main__":
    main()
