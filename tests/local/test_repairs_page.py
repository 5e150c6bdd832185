"""The page about the local runtime names every repair, and no other."""

import re

from local.settings import ROOT


def test_the_page_lists_the_repairs_in_the_order_they_are_applied():
    source = (ROOT / "local" / "emulator" / "repairs.py").read_text()
    page = (ROOT / "docs" / "local-runtime.md").read_text()
    applied = re.findall(r"^    \w+_repairs\.(\w+),$", source, re.MULTILINE)
    listed = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert applied
    assert listed == applied
