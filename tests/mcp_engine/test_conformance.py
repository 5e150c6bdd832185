"""Our engine, judged by the protocol's conformance suite in both generations (`make judges`)."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.judges import programs
from tests.mcp_engine.fixture_registry import Server

NO_STREAM = "answers are JSON: nothing is sent before the result, and progress is optional in the protocol"
NO_STATE = "a server asks and tells a client of 2025-11-25 over a stream that stays open; this one keeps nothing open"
NO_LOG = "nothing is logged to clients, and the capability is not declared"
NOT_WATCHED = "resources cannot be subscribed to, and the capability is not declared"

DOES_NOT_APPLY = {
    "2026-07-28": {"tools-call-with-progress": NO_STREAM},
    "2025-11-25": {
        "logging-set-level": NO_LOG,
        "tools-call-with-logging": NO_LOG,
        "tools-call-with-progress": NO_STREAM,
        "tools-call-sampling": NO_STATE,
        "tools-call-elicitation": NO_STATE,
        "elicitation-sep1034-defaults": NO_STATE,
        "elicitation-sep1330-enums": NO_STATE,
        "resources-subscribe": NOT_WATCHED,
        "resources-unsubscribe": NOT_WATCHED,
    },
}
"""Scenarios that test what this server does not offer, with the reason for each."""

REQUIRED = {"2026-07-28": 37, "2025-11-25": 30}
OUTCOME = re.compile(r"^([✓✗]) ([\w-]+): \d+ passed, \d+ failed$", re.MULTILINE)


@pytest.mark.parametrize("revision", sorted(REQUIRED))
def test_the_engine_passes_every_required_scenario_that_applies(revision, tmp_path):
    with Server() as server:
        command = [*programs.conformance(), "server", "--url", server.url, "--requirements", revision]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    outcomes = {name: mark == "✓" for mark, name in OUTCOME.findall(run.stdout)}
    required = _required(revision)
    assert len(required) == REQUIRED[revision]
    assert {name for name in required if not outcomes[name]} == DOES_NOT_APPLY[revision].keys(), run.stdout[-3000:]


def _required(revision: str) -> list[str]:
    """The scenarios that the suite scores for servers: the list `server:` of its requirements."""
    file = Path(programs.conformance()[1]).parent.parent / "requirements" / f"{revision}.yaml"
    _, _, rest = file.read_text(encoding="utf-8").partition("\nserver:\n")
    return re.findall(r"^  - ([\w-]+)$", rest.partition("\n\n")[0], re.MULTILINE)
