"""Which tests run without a platform, which need one or a browser, and which judge what is built.

A file is in the tier of the longest path here that it begins with, so a new file has one by itself. `--tier fast` (or
`make test-fast`) takes the files of one tier and does not even import the others; without it all tests run.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FAST, PLATFORM, BUILD = "fast", "platform", "build"

TIERS: Mapping[str, str] = {
    "tests/": FAST,
    # Run the local platform, its emulators or a browser.
    "tests/dashboard/": PLATFORM,
    "tests/e2e/": PLATFORM,
    "tests/local/": PLATFORM,
    # Build layers, packages, the site or containers, or start an interpreter for each function.
    "tests/containers/": BUILD,
    "tests/contracts/test_import_budget.py": BUILD,
    "tests/contracts/test_sdk_javascript.py": BUILD,
    "tests/connect/test_n8n.py": BUILD,
    "tests/dashboard/test_built.py": BUILD,
    "tests/dashboard/test_units.py": BUILD,
    "tests/deployment/test_layers.py": BUILD,
    "tests/sdk/test_javascript_": BUILD,
    "tests/sdk/test_package.py": BUILD,
    "tests/sdk/test_types.py": BUILD,
    "tests/site/": BUILD,
}
"""The tier of the files whose path begins so."""


def prefix_of(file: str) -> str:
    """The path of the table by which a file of tests, as `tests/e2e/test_cli.py`, has its tier."""
    return max(filter(file.startswith, TIERS), key=len)


def tier_of(file: str) -> str:
    """The tier of a file of tests."""
    return TIERS[prefix_of(file)]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that takes one tier."""
    tiers = sorted(set(TIERS.values()))
    parser.addoption("--tier", choices=tiers, help="run the tests of one tier alone (tests/tiers.py)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the files of other tiers out before they are imported."""
    tier = config.getoption("tier")
    if tier is None or not collection_path.match("test_*.py") or not collection_path.is_relative_to(ROOT):
        return None
    return True if tier_of(collection_path.relative_to(ROOT).as_posix()) != tier else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say at the end that the run was a part of all tests."""
    if tier := config.getoption("tier"):
        terminalreporter.write_line(f"These were the tests of the tier {tier}: `make test` runs all.")
