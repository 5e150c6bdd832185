"""The dashboard's editor offers a step of each type, and each can be saved as it is offered."""

import json

import pytest
from bivelio_core import domain
from bivelio_core.operations import with_all_faces

from tests.api import call
from tools.expressions_page import HELP, editor_help
from tools.template import ROOT

SKELETONS = json.loads((ROOT / "dashboard/src/pages/workflows/skeletons.json").read_text())


def test_every_type_has_one():
    assert set(domain.step_types()) - set(with_all_faces()) <= SKELETONS.keys() <= set(domain.step_types())
    assert all(step["type"] == kind for kind, step in SKELETONS.items())
    assert len({step["id"] for step in SKELETONS.values()}) == len(SKELETONS)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("kind", SKELETONS)
def test_it_has_no_fault(kind):
    definition = {"name": "Prova", "steps": [SKELETONS[kind]]}
    answer = call("workflows.validate", {"definition": definition}).data
    assert (answer["errors"], answer["valid"]) == ([], True)


def test_the_help_has_every_function():
    assert HELP.read_text(encoding="utf-8") == editor_help(), "run `make expressions`"
