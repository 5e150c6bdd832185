"""A test in a browser that fails is tried once more, and a run names each that passed only then: such a test is mended.

It fails the run when it fails twice. `--reruns 0` tries nothing again.
"""

from collections.abc import Iterable

import pytest

BROWSER = "browser"
"""The fixture that a test in a browser takes, itself or by another one."""


def pytest_collection_modifyitems(config: pytest.Config, items: Iterable[pytest.Function]) -> None:
    """Mark the tests in a browser, unless the command says how often what fails is tried again."""
    if config.getoption("reruns") is not None:
        return
    for item in items:
        if BROWSER in item.fixturenames:
            item.add_marker(pytest.mark.flaky(reruns=1))


def unsteady(tried_again: Iterable[str], failed: Iterable[str]) -> list[str]:
    """The tests that passed at their second try, by name."""
    return sorted(set(tried_again) - set(failed))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write them with what they said when they failed, in one process and in many."""
    stats = terminalreporter.stats
    again = {report.nodeid: report for report in stats.get("rerun", [])}
    failed = [report.nodeid for kind in ("failed", "error") for report in stats.get(kind, [])]
    if names := unsteady(again, failed):
        terminalreporter.section(f"{len(names)} unsteady: passed at the second try, to be mended", sep="-")
        for name in names:
            terminalreporter.write_line(f"{name}\n{again[name].longreprtext}")
