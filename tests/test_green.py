"""Tests of what is built are skipped only while everything they are built from is as it was when they passed."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import green
from tests.for_each import for_each
from tests.green import ALL, INPUTS, KEY, Record, files_of, inputs_hash
from tests.tiers import BUILD, ROOT, TIERS, prefix_of

HARNESS = ("tests", "tools", "local", "bivelio")
"""The packages whose modules a test's files are looked through for."""
GROUP = "tests/sdk/test_types.py"
NODES = [f"{GROUP}::test_a", f"{GROUP}::test_b"]


def test_each_group_of_the_tier_has_its_inputs_and_they_are_there():
    assert INPUTS.keys() == {prefix for prefix, tier in TIERS.items() if tier == BUILD}
    for name in {*ALL, *(name for names in INPUTS.values() for name in names)}:
        assert files_of([name]), f"{name} is not there: name what the group is made from now"


def modules(file: Path) -> Iterator[Path]:
    """The files of our own that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names: list[str] = []
        match node:
            case ast.Import(aliases):
                names = [each.name for each in aliases]
            case ast.ImportFrom(module, aliases, level):
                start = [*file.relative_to(ROOT).parts[:-level]] if level else []
                base = ".".join([*start, *([module] if module else [])])
                names = [base, *(f"{base}.{each.name}" for each in aliases)]
        for name in names:
            if name.split(".")[0] in HARNESS:
                path = ROOT / ("sdks/python" if name.startswith("bivelio") else "") / name.replace(".", "/")
                yield from (one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file())


@for_each("group", INPUTS)
def test_what_a_group_imports_is_among_its_inputs(group):
    files = {ROOT / name for name in files_of(["tests"]) if name.endswith(".py") and prefix_of(name) == group}
    files |= {file.with_name("conftest.py") for file in files if file.with_name("conftest.py").is_file()}
    seen: set[Path] = set()
    while files:
        seen |= files
        files = {found for file in files for found in modules(file)} - seen
    names = {file.relative_to(ROOT).as_posix() for file in seen if file.suffix == ".py"}
    assert names - {*files_of((*ALL, *INPUTS[group]))} == set(), "name them in INPUTS of tests/green.py"


@pytest.fixture
def written(monkeypatch):
    """What is written down at the end of a run of a group of one file with two tests."""
    monkeypatch.setattr(green, "inputs_hash", lambda _group: "one")
    monkeypatch.setattr(green.inputs_hash, "cache_clear", lambda: None, raising=False)
    kept: dict[str, object] = {}

    def run(outcomes, ended=NODES, keyword="", args=("tests",)):
        option = SimpleNamespace(keyword=keyword, markexpr="", deselect=None, lf=False)
        cache = SimpleNamespace(get=kept.get, set=kept.__setitem__)
        record = Record(SimpleNamespace(option=option, args=args, cache=cache))  # type: ignore[arg-type]
        record.pytest_xdist_node_collection_finished(NODES)
        for nodeid in ended:
            for when in ("setup", "call", "teardown"):
                outcome = outcomes.get(nodeid, "passed") if when == "call" else "passed"
                report = SimpleNamespace(
                    nodeid=nodeid, when=when, longrepr=("", 1, outcome), failed=False, skipped=False
                )
                setattr(report, "failed" if outcome == "failed" else "skipped", outcome != "passed")
                record.pytest_runtest_logreport(report)  # type: ignore[arg-type]
        record.pytest_sessionfinish()
        return kept.get(KEY, {})

    return run


@pytest.mark.parametrize(
    "about",
    [
        {"outcomes": {NODES[0]: "failed"}},
        {"outcomes": {NODES[0]: f"Skipped: {green.UNCHANGED} 2026-11-26 12:00 UTC"}},
        {"outcomes": {}, "ended": NODES[:1]},
        {"outcomes": {}, "keyword": "a"},
        {"outcomes": {}, "args": (NODES[0],)},
    ],
    ids=["a failure", "a run that skipped it", "a run that broke off", "a part by -k", "a part by name"],
)
def test_only_a_whole_run_that_passed_is_written_down(written, about):
    assert written(**about) == {}
    assert written({NODES[1]: "Skipped: Node is absent"})[GROUP][0] == "one"


def test_what_changes_while_the_tests_run_is_not_written_down(written, monkeypatch):
    hashes = iter(["one", "two"])
    monkeypatch.setattr(green, "inputs_hash", lambda _group: next(hashes))
    monkeypatch.setattr(green.inputs_hash, "cache_clear", lambda: None, raising=False)
    assert written({}) == {}


def test_the_hash_is_of_what_is_there_and_of_what_runs_it(monkeypatch):
    inputs_hash.cache_clear()
    before = inputs_hash(GROUP)
    inputs_hash.cache_clear()
    assert inputs_hash(GROUP) == before
    for name in ("INSTALLED", "VARIABLES"):
        with monkeypatch.context() as patch:
            patch.setattr(green, name, ())
            inputs_hash.cache_clear()
            assert inputs_hash(GROUP) != before
    monkeypatch.setattr(green, "ALL", (*ALL, "README.md"))
    inputs_hash.cache_clear()
    assert inputs_hash(GROUP) != before
    inputs_hash.cache_clear()


def test_a_second_run_skips_what_passed_in_the_first_and_says_so(tmp_path):
    def run(*options, **environment):
        command = [sys.executable, "-m", "pytest", "-q", "-o", f"cache_dir={tmp_path}", "tests/containers", *options]
        return subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environment}, check=False, capture_output=True, text=True
        ).stdout

    assert green.UNCHANGED not in run("--skip-unchanged"), "a fresh clone has nothing written down"
    said = run("--skip-unchanged")
    assert re.search(rf"\d+ {green.UNCHANGED} \d{{4}}-\d\d-\d\d \d\d:\d\d UTC: BUILD=always runs it", said), said
    assert "passed" not in said
    assert green.UNCHANGED not in run(), "without the option all run"
    assert green.UNCHANGED not in run("--skip-unchanged", PYENV_ROOT="/elsewhere")


def test_ci_skips_nothing():
    assert "make test BUILD=always" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "UNCHANGED = $(if $(filter always,$(BUILD)),,--skip-unchanged)" in makefile
