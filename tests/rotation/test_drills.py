"""Every secret is replaced while requests run, and no request notices: `make drill-rotation`."""

import sys

import pytest

from tests.declared import of_type
from tests.rotation.drills import DRILLS, carried_out
from tools.template import ROOT

SECTION = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("### Rotating keys\n")[2].partition("\n## ")[0]


@pytest.mark.usefixtures("deployment")
@pytest.mark.parametrize("name", DRILLS)
def test_a_secret_is_replaced_while_requests_run(name):
    with DRILLS[name]() as drill:
        proof = carried_out(drill)
    sys.stdout.write(f"\n{name}: {proof}\n")


@pytest.mark.parametrize("kind", ["AWS::SecretsManager::Secret", "AWS::KMS::Key", "AWS::KMS::ReplicaKey"])
def test_the_guide_says_of_every_secret_and_key_of_the_stack_how_it_is_replaced(kind):
    assert {name for name in of_type(kind) if f"`{name}`" not in SECTION} == set()


def test_every_secret_of_the_stack_has_a_drill_and_every_drill_its_row():
    drilled = {each for name in DRILLS for each in name.split(", ")}
    assert of_type("AWS::SecretsManager::Secret").keys() <= drilled
    rows = {line.split("|")[1].strip().replace("`", "") for line in SECTION.splitlines() if line.startswith("| ")}
    assert DRILLS.keys() <= rows
