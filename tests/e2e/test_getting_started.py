"""docs/getting-started.md does what it says: its calls are sent by curl, Python and Node to the running platform."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.running import Runtime
from tools.template import ROOT

pytestmark = pytest.mark.e2e

PAGE = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
EVENTS = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
CALLS = re.compile(r"^```bash\n(.*?)^```\n\nResponse\n\n```json\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FEWEST = 3


def code(language: str) -> str:
    """All code of a language, as one program."""
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))


def compare(shown: Any, real: Any) -> None:
    """What is shown is there, with the same values."""
    match shown:
        case dict():
            for name, value in shown.items():
                compare(value, real[name])
        case list():
            assert len(shown) <= len(real)
            for value, other in zip(shown, real, strict=False):
                compare(value, other)
        case _:
            assert shown == real


def test_the_calls_of_the_page_in_order(platform: Runtime, organisation: Callable[[str], dict[str, Any]]):
    keys = organisation("pro")["keys"]
    environment = os.environ | {
        "BIVELIO_URL": f"{platform.settings.url}/sandbox/v1",
        "BIVELIO_API_KEY": keys["test_secret"],
    }

    def run(*command: str) -> str:
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    told = CALLS.findall(PAGE)
    assert len(told) >= FEWEST
    if shutil.which("curl"):
        (feed,) = re.findall(r"^```bash\n(.*?)^```$", EVENTS, re.DOTALL | re.MULTILINE)
        compare({"success": True}, json.loads(run("bash", "-c", feed.replace("curl ", "curl -s ", 1))))
        for command, shown in told:
            compare(json.loads(shown), json.loads(run("bash", "-c", command.replace("curl ", "curl -s ", 1))))
    created, listed = run(sys.executable, "-c", code("python")).splitlines()
    assert created.endswith(" Maria Puig")
    assert listed.startswith("['Maria Puig'")
    if shutil.which("node"):
        assert run("node", "-e", code("js")).endswith(" Joan Serra\n")
