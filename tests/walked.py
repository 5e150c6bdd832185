"""The jobs that people do in the dashboard, and what tests that walk them say that each takes.

`pytest --jobs` runs these tests alone and prints the table. How long a job takes who knows the way follows the
keystroke-level model (Card, Moran and Newell, "The Psychology of Human-Computer Interaction", 1983).
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

import pytest

OF_AN_OWNER = (
    "the first invoice with IRPF from nothing",
    "rectify it",
    "supplier's PDF to booked",
    "remind who has not paid",
    "answer a complaint that the assistant handed over",
    "book and move an appointment",
    "import 500 contacts and clean them",
    "build lead to WhatsApp",
    "approve an expense",
    "give the adviser the quarter",
)
OF_A_DEVELOPER = (
    "make a key for a shop",
    "find why a request failed and take it away",
    "send failed deliveries again",
    "roll a key",
    "see what is used and what is left",
)
JOBS = (*OF_AN_OWNER, *OF_A_DEVELOPER)

CLICKS, KEYS = "by clicks", "by keys"

SECONDS = {"K": 0.28, "P": 1.1, "M": 1.35, "H": 0.4}
"""How long a key or a click, a pointing, a thought and the way of the hand between mouse and keyboard take."""


@dataclass(frozen=True)
class Done:
    """What a person has done: how many steps, how often they were stopped, and each operator of the model."""

    steps: int
    stops: int
    did: str

    @property
    def minutes(self) -> float:
        """How long it takes, what the platform takes left out."""
        return sum(SECONDS[operator] * times for operator, times in Counter(self.did).items()) / 60

    def __add__(self, other: "Done") -> "Done":
        return Done(self.steps + other.steps, self.stops + other.stops, self.did + other.did)


class Table:
    """A plugin that runs the walks alone, and prints what each job took."""

    def __init__(self) -> None:
        self._walks: dict[tuple[str, str], Done] = {}

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what walks no job."""
        others = [each for each in items if "jobs" not in getattr(each, "fixturenames", ())]
        config.hook.pytest_deselected(items=others)
        items[:] = [each for each in items if each not in others]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a walk has written down, once it went well."""
        if report.when != "call" or not report.passed:
            return
        for name, value in report.user_properties:
            if name == "job":
                job, way, done = cast("tuple[str, str, dict[str, Any]]", value)
                self._walks.setdefault((job, way), Done(**done))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print a row for each job and way, and what nobody has walked."""
        tell = terminalreporter.write_line
        tell(f"\n{'job':<52}{'way':<10}{'steps':>6}{'keys':>6}{'minutes':>9}{'stops':>7}")
        for name in JOBS:
            for way in (CLICKS, KEYS):
                if done := self._walks.get((name, way)):
                    stops = done.stops if way == CLICKS else ""
                    figures = f"{done.steps:>6}{done.did.count('K'):>6}{done.minutes:>9.2f}{stops:>7}"
                    tell(f"{name:<52}{way:<10}{figures}")
        if missing := [name for name in JOBS if (name, CLICKS) not in self._walks]:
            tell(f"not walked by clicks: {', '.join(missing)}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that walks the jobs."""
    parser.addoption("--jobs", action="store_true", help="run the walks of jobs alone, and print what each takes")


def pytest_configure(config: pytest.Config) -> None:
    """Have the table made, where it is asked for."""
    if config.getoption("jobs"):
        config.pluginmanager.register(Table())
