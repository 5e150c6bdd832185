"""The requests of docs/invoices.md are answered in the sandbox; its table of states is that of the rules."""

import re

import pytest
from bivelio_core.invoices.rules import TRANSITIONS

from tests import guides
from tools.template import ROOT


@pytest.mark.usefixtures("table")
def test_the_requests_of_the_guide_are_answered():
    refused = [(operation, answer) for operation, answer in guides.run("invoices") if answer.status != 200]
    assert refused == []


def test_the_guides_table_has_every_status():
    page = (ROOT / "docs" / "invoices.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)` \|", page.partition("## States")[2].partition("##")[0], re.MULTILINE))
    known = {status for table in TRANSITIONS.values() for before, after in table.items() for status in (before, *after)}
    assert told == known - {"deleted"}
