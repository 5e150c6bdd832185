"""What a warm request costs beside what others build the same with: Powertools, pydantic and boto3 (peers/).

The functions of the peers do the same job with the same calls, as their libraries' guides show it; three processes serve
the same events in turns: the peer's, an older version of ours, and ours. The answers of AWS come through TLS.
"""

import argparse
import json
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .sides import Side, Sides

PEERS = Path(__file__).parent / "peers"
PAGE = Path(__file__).parent / "results" / "peer.md"
TURN_SECONDS = 0.25
SAME_ANSWER = ("contacts.get",)
"""Requests that peers answer with the very same data."""

TEXT = """# Beside Powertools and boto3

Processor time of a warm request in its function, in milliseconds, beside that of a function which does the same job with
Powertools (resolver, Logger, Metrics, batch), pydantic and boto3's resource (`benchmarks/cpu/peers`): the same strict
validation, scopes, envelope and headers, calls to the table and lines in the log. Median of {turns} turns in which the
peer, the version before ({before}) and this one alternate; a ratio is the median of the turns' ratios. Calls are
answered with recorded bytes by another process, through TLS. Made by `make bench-cpu ARGS="--peer --baseline COMMIT
--write"` (Python {python}, {machine}).

| request | calls: peer | before | now | ms: peer | before | now | before / peer | now / peer |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
{rows}
"""


class Compared(NamedTuple):
    """A request of the three: calls of each, and seconds of each by turn."""

    calls: Sequence[float]
    seconds: Sequence[Sequence[float]]

    def ratio(self, version: int) -> float:
        """The median ratio of a version to the peer."""
        return statistics.median(own / peer for own, peer in zip(self.seconds[version], self.seconds[0], strict=True))


def compare(
    roots: tuple[Path, Path], asks: Path, environment: Mapping[str, str], options: argparse.Namespace
) -> None:
    """Measure the peer, the version before and this one; print the page, and write it if asked to."""
    own = {**environment, **dict(each.split("=", 1) for each in options.set)}
    sides = Sides((PEERS, *roots), asks, (environment, environment, own))
    try:
        sides.grow(1)
        functions = {name: ask["function"] for name, ask in json.loads(asks.read_text(encoding="utf-8")).items()}
        names = [
            name for name, function in functions.items() if options.only in name and _has_peer(function)
        ]
        results = {name: _compared([each[0] for each in sides.of], name, options.turns) for name in names}
    finally:
        sides.end()
    page = render(results, options)
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")


def _has_peer(function: str) -> bool:
    return (PEERS / "functions" / function).is_dir()


def _compared(sides: Sequence[Side], name: str, turns: int) -> Compared:
    """Measure a request. Raises RuntimeError when a version refuses it, or when their answers differ."""
    for side in sides:
        side.ask(ask=name, count=5)  # what is built on first use, and the recording
    warm = [side.ask(ask=name, count=10) for side in sides]
    if any(each["answer"].get("statusCode", 200) != 200 or each["answer"].get("batchItemFailures") for each in warm):  # noqa: PLR2004
        raise RuntimeError(f"{name} is refused: {[each['answer'] for each in warm]}")
    if name.startswith(SAME_ANSWER) and len({_data(each["answer"]) for each in warm}) > 1:
        raise RuntimeError(f"{name} is answered differently: {[each['answer'] for each in warm]}")
    counts = [max(5, round(TURN_SECONDS / (each["seconds"] / 10))) for each in warm]
    seconds: list[list[float]] = [[] for _ in sides]
    for turn in range(turns):
        order = list(enumerate(sides))
        for version, side in order[turn % len(order) :] + order[: turn % len(order)]:
            seconds[version].append(side.ask(ask=name, count=counts[version])["seconds"] / counts[version])
    result = Compared([each["calls"] for each in warm], seconds)
    print(f"{name}: {result.ratio(1):.3f}, now {result.ratio(2):.3f} of the peer", file=sys.stderr)
    return result


def _data(answer: Mapping[str, Any]) -> str:
    return json.dumps(json.loads(answer["body"])["data"], sort_keys=True)


def render(results: Mapping[str, Compared], options: argparse.Namespace) -> str:
    """The page."""
    rows = []
    for name, result in results.items():
        calls = " | ".join(f"{each:.3g}" for each in result.calls)
        milliseconds = " | ".join(f"{statistics.median(each) * 1000:.3f}" for each in result.seconds)
        rows.append(f"| {name} | {calls} | {milliseconds} | {result.ratio(1):.2f} | {result.ratio(2):.2f} |")
    return TEXT.format(
        turns=options.turns,
        before=options.baseline,
        python=platform.python_version(),
        machine=platform.machine(),
        rows="\n".join(rows),
    )
