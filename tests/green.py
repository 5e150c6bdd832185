"""Skips the tests of what is built while nothing that it is built from has changed since they passed here.

They take minutes, and most changes concern none of it. A run in which all tests of a group pass writes down, in
pytest's cache and so outside of git, a hash of the group's inputs; the next run with `--skip-unchanged`, which
`make test` and `make test-build` pass, skips the group and says since when. A fresh clone has nothing written down, and
`BUILD=always`, as in CI, skips nothing.
"""

import hashlib
import os
import platform
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from tests.tiers import BUILD, ROOT, TIERS, prefix_of

ALL = ("pyproject.toml", "requirements", "tools", "local", "openapi.json", "tests/*.py", "tests/judges", "tests/egress")
"""What each group depends on: packages and their versions, our programs, helpers of all tests."""
CODE = ("layers", "functions", "events", "docs/examples", "template.yaml", "gateway", "tests/aws", "tests/workflows")
CLIENTS = (
    *("sdks", "layers/core/bivelio_core/webhooks/signature.py", "tests/sdk", "tests/contracts/answered.py"),
    *("tests/functions/documents/world.py", "tests/contracts/conftest.py"),
)
DASHBOARD = (
    "dashboard",
    "sdks/javascript",
    "site/src/styles",
    "docs/gallery",
    "tests/dashboard/*.py",
    "tests/contracts/*.py",
    "tests/requests",
)

INPUTS: Mapping[str, tuple[str, ...]] = {
    "tests/connect/test_n8n.py": (*CODE, *CLIENTS, "integrations", "tests/connect"),
    "tests/containers/": (*CODE, "tests/containers"),
    "tests/contracts/test_import_budget.py": (*CODE, "tests/contracts/*.py"),
    "tests/contracts/test_sdk_javascript.py": (*CODE, *CLIENTS, "tests/contracts/*.py", "tests/providers", "tests/mcp"),
    "tests/dashboard/test_built.py": (*CODE, *DASHBOARD),
    "tests/dashboard/test_units.py": (*CODE, *DASHBOARD),
    "tests/deployment/test_layers.py": (*CODE, "tests/deployment/test_layers.py", "tests/invoices", "functions"),
    "tests/sdk/test_javascript_": CLIENTS,
    "tests/sdk/test_package.py": CLIENTS,
    "tests/sdk/test_types.py": CLIENTS,
    "tests/site/": ("site", "hosting", "docs", "*.md", "benchmarks", "layers", "sdks", "tests/site"),
}
"""The files and folders that each group of the tier is made from, besides ALL. A test reads what the tests import."""

INSTALLED = (
    *("tests/judges/node_modules", "tests/judges/.venv", "tests/runtimes/node_modules"),
    *("sdks/javascript/node_modules", "sdks/javascript/dist", "integrations/n8n/node_modules"),
)
"""What is there or not, and decides whether tests run at all."""
VARIABLES = ("SAM_LOCAL", "PYENV_ROOT", "DOCKER_HOST")
UNCHANGED = "unchanged since a green run of"
KEY = "green"

Passed = dict[str, tuple[str, str]]
"""By group: the hash of its inputs when it passed, and when that was."""


def group_of(nodeid: str) -> str | None:
    """The group of a test, None when it is in another tier."""
    prefix = prefix_of(nodeid.partition("::")[0])
    return prefix if TIERS[prefix] == BUILD else None


@cache
def inputs_hash(group: str) -> str:
    """The hash of all that a group's tests depend on."""
    machine = (sys.version, platform.machine(), [os.environ.get(each) for each in VARIABLES])
    digest = hashlib.sha256(repr(machine).encode())
    for name in INSTALLED:
        digest.update(f"{name} {(ROOT / name).exists()}\0".encode())
    for built in sorted((ROOT / "sdks/javascript/dist").rglob("*.js")):
        digest.update(built.read_bytes())
    for file in files_of((*ALL, *INPUTS[group])):
        digest.update(f"{file}\0".encode())
        digest.update(hashlib.sha256((ROOT / file).read_bytes()).digest())
    return digest.hexdigest()


def files_of(names: Sequence[str]) -> list[str]:
    """The files below some paths that are in git, or would be: not what is installed or built."""
    listed = [
        "git",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        *(f":(glob){name}" for name in names),
    ]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted({name for name in found if (ROOT / name).is_file()})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that skips what has not changed."""
    about = "skip tests of what is built whose inputs are as they were when they passed here (tests/green.py)"
    parser.addoption("--skip-unchanged", action="store_true", help=about)


def pytest_configure(config: pytest.Config) -> None:
    """The process that sees all results writes down which groups passed."""
    if not hasattr(config, "workerinput") and hasattr(config, "cache"):
        config.pluginmanager.register(Record(config), "green-record")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the groups that passed with the same inputs."""
    if not config.getoption("skip_unchanged"):
        return
    passed = known(config)
    for item in items:
        group = group_of(item.nodeid)
        if group in passed and passed[group][0] == inputs_hash(group):
            reason = f"{UNCHANGED} {passed[group][1]}: BUILD=always runs it"
            item.add_marker(pytest.mark.skip(reason=reason), append=False)


def known(config: pytest.Config) -> Passed:
    """What is written down."""
    if not hasattr(config, "cache") or config.cache is None:
        return {}
    return {group: (str(hashed), str(when)) for group, (hashed, when) in config.cache.get(KEY, {}).items()}


class Record:
    """Knows which tests of each group there are and which passed, and writes the whole groups down."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.collected: defaultdict[str, set[str]] = defaultdict(set)
        self.ended: defaultdict[str, set[str]] = defaultdict(set)
        self.left_out: set[str] = set()
        self.before: dict[str, str] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """One process has collected for itself."""
        self._collected(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """One of several processes has collected; they all find the same."""
        self._collected(ids)

    def _collected(self, ids: Iterator[str] | Sequence[str]) -> None:
        for nodeid in ids:
            if group := group_of(nodeid):
                self.collected[group].add(nodeid)
        for group in self.collected.keys() - self.before.keys():
            self.before[group] = inputs_hash(group)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what ended, and leave out a group with a failure or that this run skips."""
        if (group := group_of(report.nodeid)) is None:
            return
        if report.failed or (report.skipped and UNCHANGED in str(report.longrepr)):
            self.left_out.add(group)
        if report.when == "teardown":
            self.ended[group].add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write the groups down all of whose tests ended well, if nothing has changed meanwhile."""
        inputs_hash.cache_clear()
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
        green = {
            group: (hashed, now)
            for group, hashed in self.before.items()
            if self._is_whole(group) and group not in self.left_out and hashed == inputs_hash(group)
        }
        if green and self.config.cache is not None:
            self.config.cache.set(KEY, {**known(self.config), **green})

    def _is_whole(self, group: str) -> bool:
        options: Any = self.config.option
        is_part = any((options.keyword, options.markexpr, getattr(options, "deselect", None), options.lf))
        named = any("::" in argument for argument in self.config.args)
        there = {file.relative_to(ROOT).as_posix() for file in (ROOT / "tests").rglob("test_*.py")}
        wanted = {file for file in there if prefix_of(file) == group}
        seen = {nodeid.partition("::")[0] for nodeid in self.collected[group]}
        return not (is_part or named) and wanted == seen and self.ended[group] == self.collected[group]
