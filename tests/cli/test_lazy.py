"""Help loads little: no network, no tables, no models, and no command that is not asked for. Figures: docs/cli.md."""

import subprocess
import sys

import pytest

from tools.template import ROOT

PROGRAM = """
import sys
from bivelio.cli import main
from bivelio.cli import operations
made = []
operations.command_of = lambda described, special=None: made.append(described.name)
try:
    main()
except SystemExit as end:
    assert not end.code
heavy = {"httpx", "rich", "bivelio.models", "bivelio.cli.output", "pydantic"} & sys.modules.keys()
print("loaded", sorted(heavy), made, file=sys.stderr)
"""


@pytest.mark.parametrize("words", [("--help",), ("contacts", "--help")])
def test_help_loads_nothing_heavy(words):
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], cwd=ROOT / "sdks/python", capture_output=True, text=True, check=False
    )
    assert ran.stderr == "loaded [] []\n"
    assert "contacts" in ran.stdout
