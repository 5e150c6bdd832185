"""Ratios, tables and verdicts of what was measured."""

import statistics
from collections.abc import Callable
from typing import NamedTuple

from .cases import AUTHORIZER, POWERTOOLS, YARDSTICKS, peer_of

SHARE = 0.29
"""The part of a processor that a first invocation has: 512 of the 1,769 MB that Lambda gives one processor for (Lambda
Developer Guide, "Configure Lambda function memory"). An initialisation has a whole one."""

BEFORE = "before: "
"""How the names of the functions of the code that is compared with begin."""


class Times(NamedTuple):
    """Milliseconds of processor time of one run: until the handler was loaded, until it had answered."""

    imported: float
    whole: float

    @property
    def cold(self) -> float:
        """About how long a caller waits where nothing else does: the request at its share of a processor."""
        return self.imported + (self.whole - self.imported) / SHARE


Runs = dict[str, list[Times]]


class Goal(NamedTuple):
    """The most of its peer's time that functions may take, of `cold`; endpoints together with the authorizer."""

    what: str
    names: list[str]
    most: float


def median(times: list[Times], of: Callable[[Times], float]) -> float:
    """The median of one of the figures."""
    return statistics.median(map(of, times))


def ratio(ours: list[Times], yardstick: list[Times]) -> float:
    """The median of the ratios of processor time of the same turns."""
    return statistics.median(mine.whole / other.whole for mine, other in zip(ours, yardstick, strict=True))


def cold_ratio(times: Runs, name: str) -> float:
    """The median of the ratios of a function's cold start to its peer's, in the same turns.

    An endpoint's is behind the authorizer, as its peer's behind that of the peers.
    """
    function = name.removeprefix(BEFORE)
    before = BEFORE if name != function else ""
    peers_authorizer = times[peer_of(AUTHORIZER)]
    is_endpoint = function in ENDPOINTS
    ratios = []
    for turn, (mine, peer) in enumerate(zip(times[name], times[peer_of(function)], strict=True)):
        ours, theirs = mine.cold, peer.cold
        if is_endpoint:
            ours, theirs = ours + times[before + AUTHORIZER][turn].cold, theirs + peers_authorizer[turn].cold
        ratios.append(ours / theirs)
    return statistics.median(ratios)


ENDPOINTS: set[str] = set()
"""The functions that are measured behind the authorizer; `__main__.py` says which."""


def cold_table(times: Runs) -> str:
    """The table of cold starts by the clock: ours, the peers' that do the same work, the code that is compared with."""
    has_before = any(name.startswith(BEFORE) for name in times)
    more = " before | before, with the authorizer, to the peer's |" if has_before else ""
    lines = [f"| | INIT | first request | cold | peer | with the authorizer, to the peer's |{more}"]
    lines.append("|---|---:|---:|---:|---:|---:|" + ("---:|---:|" if has_before else ""))
    for name in times:
        if name in YARDSTICKS or name.startswith(BEFORE) or name in {peer_of(each) for each in times}:
            continue
        mine, peer = times[name], times[peer_of(name)]
        cells = [_ms(mine, lambda each: each.imported), _ms(mine, lambda each: each.whole - each.imported)]
        cells += [
            _ms(mine, lambda each: each.cold),
            _ms(peer, lambda each: each.cold),
            f"{cold_ratio(times, name):.2f}",
        ]
        if has_before:
            has_both = BEFORE + name in times
            cells += [_ms(times[BEFORE + name], lambda each: each.cold) if has_both else ""]
            cells += [f"{cold_ratio(times, BEFORE + name):.2f}" if has_both else ""]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _ms(times: list[Times], of: Callable[[Times], float]) -> str:
    return f"{median(times, of):.0f}"


def table(times: Runs) -> str:
    """The table of processor time: the yardsticks first."""
    columns = [name for name in YARDSTICKS if name in times]
    head = f"| | import | and first request | {' | '.join(f'to {name}' for name in columns)} |"
    lines = [head, f"|---|---:|---:|{'---:|' * len(columns)}"]
    for name, runs in times.items():
        cells = f"{_ms(runs, lambda each: each.imported)} | {_ms(runs, lambda each: each.whole)}"
        ratios = " | ".join(f"{ratio(runs, times[other]):.2f}" for other in columns)
        lines.append(f"| {name} | {cells} | {ratios} |")
    return "\n".join(lines)


def judged(times: Runs, goals: list[Goal], targets: dict[str, tuple[list[str], float]]) -> str:
    """A line for each goal, by the clock and by processor time: the most that one of its functions takes."""
    if POWERTOOLS not in times:
        return "What others build with is not installed here (`--install-peers`), so the targets are not judged."
    lines = []
    for goal in goals:
        ratios = {name: cold_ratio(times, name) for name in goal.names if name in times}
        before = {name: cold_ratio(times, BEFORE + name) for name in goal.names if BEFORE + name in times}
        lines += _line(goal.what, ratios, goal.most, before)
    for kind, (names, target) in targets.items():
        ratios = {name: ratio(times[name], times[POWERTOOLS]) for name in names if name in times}
        before = {name: ratio(times[BEFORE + name], times[POWERTOOLS]) for name in names if BEFORE + name in times}
        lines += _line(f"processor time, {kind}", ratios, target, before)
    return "\n".join(lines)


def _line(what: str, ratios: dict[str, float], most: float, before: dict[str, float]) -> list[str]:
    if not ratios:
        return []
    worst = max(ratios, key=lambda name: ratios[name])
    verdict = "met" if ratios[worst] <= most else "missed"
    was = f", before {before[worst]:.2f}" if worst in before else ""
    return [f"* {what}: at most {ratios[worst]:.2f} ({worst}{was}); the target of {most} is {verdict}."]
