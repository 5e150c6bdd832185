"""Every call that a guide shows in a shell, in any language, does what it says on the running platform."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.running import Runtime
from tools.template import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")]

BLOCKS = re.compile(r"^```(?:sh|bash)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ADDRESSES = ("$BIVELIO_BASE_URL", "http://localhost:8080")
EXPORT = re.compile(r"^export (\w+)=(\S+)", re.MULTILINE)
HOSTS = ("http://localhost:8080", "https://mcp.bivelio.com")
"""What guides call the platform: their own one, and that of the assistants."""

PATTERNS = ("{ ... }",)
"""Blocks with these show a form to fill in."""

FAULTS = ('"email": "maria"}',)
"""Blocks with these show a mistake and its answer."""

GUIDES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")), *sorted((ROOT / "site").glob("home/**/*.md"))]
CALLS = [
    (file.relative_to(ROOT).as_posix(), block)
    for file in GUIDES
    for block in BLOCKS.findall(file.read_text(encoding="utf-8"))
    if re.search(r"^curl ", block, re.MULTILINE)
    and any(address in block for address in ADDRESSES)
    and not any(pattern in block for pattern in PATTERNS)
]
FEWEST = 12


def answers(block: str, environment: dict[str, str], url: str) -> list[Any]:
    """What each curl of a block prints, as JSON, after what the block exports."""
    for host in HOSTS:
        block = block.replace(host, url)
    environment = dict(EXPORT.findall(block)) | environment
    calls = [call for call in re.split(r"^(?=curl )", block, flags=re.MULTILINE) if call.startswith("curl ")]
    found = []
    for call in calls:
        command = "curl -s " + call.removeprefix("curl ")
        ended = subprocess.run(
            [shutil.which("bash") or "sh", "-c", command],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        found.append(json.loads(ended.stdout))
    return found


def test_each_call_of_each_guide_is_answered(platform: Runtime, organisation: Callable[[str], dict[str, Any]]):
    url = platform.settings.url
    keys = organisation("pro")["keys"]
    environment = os.environ | {"BIVELIO_BASE_URL": f"{url}/sandbox/v1", "BIVELIO_API_KEY": keys["test_secret"]}
    assert len(CALLS) >= FEWEST
    unlike = []
    for page, block in CALLS:
        should_succeed = not any(fault in block for fault in FAULTS)
        unlike += [
            (page, block, answer)
            for answer in answers(block, environment, url)
            if answer.get("success", "id" in answer) != should_succeed
        ]
    assert unlike == []
