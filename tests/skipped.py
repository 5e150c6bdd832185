"""At its end a run says what it skipped and why, so that nobody takes a part of the tests for all of them."""

from collections import Counter
from collections.abc import Iterable

import pytest

MOST = 12
"""Reasons that are named; the rest are counted."""


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a test, or a file of tests, was skipped."""
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ")


def summary(reasons: Iterable[str]) -> list[str]:
    """A line for each reason with how many tests it skipped, the most frequent first."""
    counts = sorted(Counter(reasons).items(), key=lambda each: (-each[1], each[0]))
    lines = [f"{count:6} {reason}" for reason, count in counts[:MOST]]
    if others := counts[MOST:]:
        lines.append(f"{sum(count for _, count in others):6} for {len(others)} more reasons: pytest -rs names all")
    return lines


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the reasons, in one process and in many."""
    reasons = [reason_of(report) for report in terminalreporter.stats.get("skipped", [])]
    if reasons:
        terminalreporter.section(f"{len(reasons)} skipped", sep="-")
        for line in summary(reasons):
            terminalreporter.write_line(line)
