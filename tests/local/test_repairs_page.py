"""Each repair says why it is there, so that it can go; the page about the local runtime names each, and no other."""

import ast
import json
import re

import pytest

from local.emulator.patching import EMULATOR_VERSION
from local.settings import ROOT
from tests.running import printed

PAGE = ROOT / "docs" / "local-runtime.md"
TOLD = """
import json
from dataclasses import asdict
from local.emulator.patching import ABOUT
from local.emulator.repairs import REPAIRS
print(json.dumps([[repair.__name__, asdict(ABOUT[repair.__name__])] for repair in REPAIRS]))
"""
REPORTS = """
import json
from local.emulator import reports
print(json.dumps({name: reports.report(name) for name in reports.words()}))
"""


@pytest.fixture(scope="module")
def told():
    """The repairs in the order they are applied, each with why it is there."""
    return dict(json.loads(printed(TOLD)[0]))


def test_the_page_lists_the_repairs_in_the_order_they_are_applied(told):
    listed = re.findall(r"^\| `(\w+)` \| (.+?) \| .+ \|$", PAGE.read_text(), re.MULTILINE)
    assert listed == [(name, about["behaviour"]) for name, about in told.items()]


def test_each_repair_was_last_needed_at_the_pinned_version(told):
    old = [name for name, about in told.items() if about["needed_at"] != EMULATOR_VERSION]
    assert not old, (
        f"does MiniStack {EMULATOR_VERSION} still need them? Run their tests; then remove them or write it down"
    )


def test_each_repair_is_shown_by_a_test_of_the_emulator_as_it_comes(told):
    for name, about in told.items():
        file, _, test = about["shown_by"].partition("::")
        found = [node for node in ast.parse((ROOT / file).read_text()).body if getattr(node, "name", None) == test]
        assert len(found) == 1, f"{name}: there is no {about['shown_by']}"
        words = {node.id for node in ast.walk(found[0]) if isinstance(node, ast.Name)}
        words |= {node.value for node in ast.walk(found[0]) if isinstance(node, ast.Constant) and node.value == "stock"}
        assert words & {"stock", "printed"}, (
            f"{name}: {about['shown_by']} does not show the emulator without the repair"
        )


@pytest.fixture(scope="module")
def reports():
    """The report of each difference, ready to be sent."""
    return dict(json.loads(printed(REPORTS)[0]))


def test_each_repair_has_the_report_that_would_end_it(told, reports):
    assert list(reports) == list(told), "see local/emulator/reports.yaml"
    for name, about in told.items():
        title, *parts = re.split(r"^## ", reports[name], flags=re.MULTILINE)
        said = {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in parts}
        assert re.fullmatch(rf"# .{{10,100}}\n\nMiniStack {about['needed_at']}, .+\n\n", title), name
        assert list(said) == ["Reproduce", "What AWS does", "What MiniStack does", "A way to mend it"]
        assert min(map(len, said.values())) > 20, name
        assert about["behaviour"] in said["What AWS does"]
        assert "Source: " in said["What AWS does"]
