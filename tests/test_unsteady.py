"""What fails in a browser is tried once more, named when it passes then, and failed when it does not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TESTS = """
import itertools, pytest
tries = itertools.count()
@pytest.fixture
def browser(): return next(tries)
@pytest.fixture
def page(browser): return browser
def test_passes_then(page): assert page == 1, "too early"
def test_never_passes(page): assert page < 0
def test_without_a_browser(): assert next(tries) < 0
"""


def run(folder: Path, *options: str) -> str:
    (folder / "test_it.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.unsteady",
        "-q",
        f"--rootdir={folder}",
        *options,
        str(folder),
    ]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout


@pytest.mark.parametrize("processes", [(), ("-n", "1")], ids=["one process", "two processes"])
def test_a_test_with_a_browser_has_two_tries_and_is_named_when_it_needs_both(tmp_path, processes):
    printed = run(tmp_path, *processes)
    assert re.search(
        r"-+ 1 unsteady.*-+\ntest_it.py::test_passes_then\n(.*\n)+?E +AssertionError: too early", printed
    ), printed
    assert re.findall(r"^FAILED \S+::(\w+)", printed, re.MULTILINE) == ["test_never_passes", "test_without_a_browser"]
    assert "2 failed, 1 passed, 2 rerun" in printed


def test_nothing_is_tried_again_when_the_command_says_so(tmp_path):
    printed = run(tmp_path, "--reruns", "0")
    assert "unsteady" not in printed
    assert "3 failed" in printed
