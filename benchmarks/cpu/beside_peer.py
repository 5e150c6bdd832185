"""What a warm request costs beside what others build the same with: Powertools, pydantic and boto3 (peers/).

The functions of the peers do the same job with the same calls, as their libraries' guides show it. Three processes
serve the same events in turns: the peer's, an older version of ours, and ours. The answers of AWS come through TLS.
"""

import argparse
import json
import os
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .sides import Side, Sides

PEERS = Path(__file__).parent / "peers"
PAGE = Path(__file__).parent / "results" / "peer.md"
TURN_SECONDS = 0.2
PAUSE_SECONDS, PAUSED = 0.01, 12
"""The pause before each request of the second figure, and how many there are in a turn."""
SAME_ANSWER = ("contacts.get",)
"""Requests that peers answer with the very same data."""
SINCE_THEN = frozenset({"emails", "phones"})
"""What older versions do not answer."""

TEXT = """# Beside Powertools and boto3

Processor time of a warm request in its function, in milliseconds, beside that of one which does the same job with
Powertools (resolver, Logger, Metrics, batch), pydantic and boto3's resource (`benchmarks/cpu/peers`): the same strict
validation, scopes, envelope and headers, calls to the table and lines in the log. Median of {turns} turns in which the
peer, the version before ({before}) and this one alternate; a ratio is the median of the turns' ratios. Calls are
answered with recorded bytes by another process on the same processor, through TLS. Made by `make bench-cpu
ARGS="--peer --baseline COMMIT --write"` (Python {python}, {machine}).

{tables}
"""


HOW = (
    ("One request right after the other", "As in a function that is never idle."),
    (
        f"Each request after a pause of {PAUSE_SECONDS * 1000:.0f} ms",
        "As requests come to a function: the caches of the processor have served others meanwhile.",
    ),
)
HEAD = """| request | calls: peer | before | now | ms: peer | before | now | before / peer | now / peer |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
"""


ALONE = """## Other frequent requests

Without a peer: the version before and this one.

| request | calls: before | now | ms: before | now | paused: before | now | now / before | paused |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
"""
TWO_VERSIONS = 2


class Compared(NamedTuple):
    """A request of the three: calls of each, and seconds of each by turn, without and with pauses."""

    calls: Sequence[float]
    seconds: tuple[list[list[float]], list[list[float]]]

    @property
    def has_peer(self) -> bool:
        """Whether the first is a peer; else the versions before and now are alone."""
        return len(self.calls) > TWO_VERSIONS

    def ratio(self, how: int, version: int) -> float:
        """The median ratio of a version to the first."""
        own, peer = self.seconds[how][version], self.seconds[how][0]
        return statistics.median(ours / theirs for ours, theirs in zip(own, peer, strict=True))


def stay_on_one_processor() -> None:
    """Keep this process, and those that it starts, on one processor: to wake one on another costs more, or not."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def compare(roots: tuple[Path, Path], asks: Path, environment: Mapping[str, str], options: argparse.Namespace) -> None:
    """Measure the peer, the version before and this one; print the page, and write it if asked to."""
    own = {**environment, **dict(each.split("=", 1) for each in options.set)}
    sides = Sides((PEERS, *roots), asks, (environment, environment, own))
    try:
        sides.grow(1)
        functions = {name: ask["function"] for name, ask in json.loads(asks.read_text(encoding="utf-8")).items()}
        results = {}
        for name, function in functions.items():
            if options.only in name:
                served_by = sides.of if _has_peer(function) else sides.of[1:]
                results[name] = _compared([each[0] for each in served_by], name, options.turns)
    finally:
        sides.end()
    page = render(results, options)
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")


def _has_peer(function: str) -> bool:
    return (PEERS / "peer_functions" / function).is_dir()


def _compared(sides: Sequence[Side], name: str, turns: int) -> Compared:
    """Measure a request. Raises RuntimeError when a version refuses it, or when their answers differ."""
    for side in sides:
        side.ask(ask=name, count=5)  # what is built on first use, and the recording
    warm = [side.ask(ask=name, count=10) for side in sides]
    if any(
        each["answer"].get("statusCode", 200) not in (200, 202) or each["answer"].get("batchItemFailures")
        for each in warm
    ):
        raise RuntimeError(f"{name} is refused: {[each['answer'] for each in warm]}")
    if name.startswith(SAME_ANSWER) and len({_data(each["answer"]) for each in warm}) > 1:
        raise RuntimeError(f"{name} is answered differently: {[each['answer'] for each in warm]}")
    counts = [max(5, round(TURN_SECONDS / (each["seconds"] / 10))) for each in warm]
    in_a_row: list[list[float]] = [[] for _ in sides]
    paused: list[list[float]] = [[] for _ in sides]
    for turn in range(turns):
        order = list(enumerate(sides))
        for version, side in order[turn % len(order) :] + order[: turn % len(order)]:
            in_a_row[version].append(side.ask(ask=name, count=counts[version])["seconds"] / counts[version])
            paused[version].append(side.ask(ask=name, count=PAUSED, pause=PAUSE_SECONDS)["seconds"])
    result = Compared([each["calls"] for each in warm], (in_a_row, paused))
    ratios = [", ".join(f"{result.ratio(how, number):.3f}" for number in range(1, len(sides))) for how in (0, 1)]
    print(f"{name}: {ratios[0]} of the {'peer' if result.has_peer else 'former'}; paused {ratios[1]}", file=sys.stderr)
    return result


def _alone(name: str, result: Compared) -> str:
    """The row of a request that has no peer."""
    calls = " | ".join(f"{each:.3g}" for each in result.calls)
    seconds = [f"{statistics.median(each) * 1000:.3f}" for how in (0, 1) for each in result.seconds[how]]
    return f"| {name} | {calls} | {' | '.join(seconds)} | {result.ratio(0, 1):.2f} | {result.ratio(1, 1):.2f} |"


def _data(answer: Mapping[str, Any]) -> str:
    """What all versions answer: lists of addresses came later than the baselines."""
    data = json.loads(answer["body"])["data"]
    return json.dumps({name: data[name] for name in data if name not in SINCE_THEN}, sort_keys=True)


def render(results: Mapping[str, Compared], options: argparse.Namespace) -> str:
    """The page."""
    tables = []
    for how, (title, why) in enumerate(HOW):
        rows = []
        for name, result in results.items():
            if not result.has_peer:
                continue
            calls = " | ".join(f"{each:.3g}" for each in result.calls)
            milliseconds = " | ".join(f"{statistics.median(each) * 1000:.3f}" for each in result.seconds[how])
            ratios = f"{result.ratio(how, 1):.2f} | {result.ratio(how, 2):.2f}"
            rows.append(f"| {name} | {calls} | {milliseconds} | {ratios} |")
        tables.append(f"## {title}\n\n{why}\n\n{HEAD}" + "\n".join(rows))
    rows = [_alone(name, result) for name, result in results.items() if not result.has_peer]
    tables.append(ALONE + "\n".join(rows))
    return TEXT.format(
        turns=options.turns,
        before=options.baseline,
        python=platform.python_version(),
        machine=platform.machine(),
        tables="\n\n".join(tables),
    )
