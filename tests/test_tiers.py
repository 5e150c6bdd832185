"""Each file of tests is in one tier, and a run says what it did not run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.skipped import MOST, summary
from tests.tiers import BUILD, FAST, PLATFORM, ROOT, TIERS, prefix_of, tier_of

FILES = sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / "tests").rglob("test_*.py"))
RUNS = re.compile(
    r"^\s*(?:from|import) (?:playwright|local\.run\b|tests\.(?:chromium|e2e|dashboard|local))", re.MULTILINE
)
"""Imports of who needs a browser or the platform."""
SKIPS = """
import pytest

@pytest.mark.parametrize("number", range(3))
def test_a(number):
    pytest.skip("needs Node")

@pytest.mark.skip(reason="needs Chromium")
def test_b():
    pass

def test_c():
    pass
"""


def run(*arguments: str, cwd: Path = ROOT) -> str:
    """What pytest writes."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True).stdout


def test_every_path_of_the_table_is_that_of_a_file():
    assert {prefix_of(file) for file in FILES} == set(TIERS)


def test_a_path_of_the_table_says_something_that_those_around_it_do_not():
    """Otherwise it would look as if a file were in two tiers."""
    around = {path: max(filter(path.startswith, TIERS.keys() - {path}), key=len, default="") for path in TIERS}
    assert [path for path, outer in around.items() if TIERS[path] == TIERS.get(outer)] == []


def test_a_file_that_nobody_names_is_fast():
    assert tier_of("tests/contracts/test_of_tomorrow.py") == FAST
    assert tier_of("tests/e2e/test_of_tomorrow.py") == PLATFORM


def test_fast_files_import_neither_the_platform_nor_a_browser():
    found = [file for file in FILES if tier_of(file) == FAST and RUNS.search((ROOT / file).read_text(encoding="utf-8"))]
    assert found == []


def test_a_run_of_a_tier_takes_its_files_alone():
    asked = ("tests/contracts", "tests/identity", "tests/local")
    printed = run("--collect-only", "-q", "--tier=build", *asked)
    collected = {line.partition(":")[0] for line in printed.splitlines() if line.startswith("tests/")}
    assert collected == {file for file in FILES if file.startswith(asked) and tier_of(file) == BUILD} != set()


def test_collecting_the_tests_of_the_templates_translates_none():
    """Every process of a run collects all tests: what one test alone needs is made in it, or in a fixture."""
    code = (
        "import pytest, sys; pytest.main(['--collect-only', 'tests/deployment']);"
        "print('samtranslator.translator.transform' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert ran.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_a_run_says_what_it_skipped_and_why(tmp_path, processes):
    (tmp_path / "test_it.py").write_text(SKIPS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    printed = run("-p", "tests.skipped", "-q", f"--rootdir={tmp_path}", *processes, str(tmp_path / "test_it.py"))
    assert re.search(r"-+ 4 skipped -+\n +3 needs Node\n +1 needs Chromium\n", printed), printed


def test_many_reasons_are_a_few_lines():
    reasons = [f"{number} is absent" for number in range(MOST + 3)] + ["needs Node"] * 2
    lines = summary(reasons)
    assert len(lines) == MOST + 1
    assert (lines[0].split(), lines[-1].split()[:3]) == (["2", "needs", "Node"], ["4", "for", "4"])


def test_a_test_that_hangs_is_named(tmp_path):
    (tmp_path / "test_it.py").write_text("import threading\n\ndef test_waits():\n    threading.Event().wait()\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    hung = ("-n", "1", "--timeout=1", "--timeout-method=thread", f"--rootdir={tmp_path}", str(tmp_path))
    assert "crashed while running 'test_it.py::test_waits'" in run("-q", "--max-worker-restart=0", *hung)
