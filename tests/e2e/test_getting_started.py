"""docs/getting-started.md does what it says: clients, curl, Python and Node send its calls to the running platform."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.running import Runtime
from tests.sdk.javascript import folder_with_the_package
from tools.template import ROOT

pytestmark = pytest.mark.e2e

PAGE = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
EVENTS = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
CALLS = re.compile(r"^```bash\n(.*?)^```\n\nResponse\n\n```json\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FEWEST = 3


def code(language: str) -> tuple[str, str]:
    """The code of a language: what uses the client, as one program, and what needs no package."""
    *with_client, alone = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return "\n".join(with_client), alone


def address_at(url: str) -> str:
    """The address that the page exports first, with that of a platform in place of the reader's own."""
    return str(
        re.findall(r"^export BIVELIO_BASE_URL=(\S+)", PAGE, re.MULTILINE)[0].replace("http://localhost:8080", url)
    )


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


def test_the_calls_of_the_page(platform: Runtime, organisation: Callable[[str], dict[str, Any]], tmp_path: Path):
    keys = organisation("pro")["keys"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BIVELIO_")} | {
        "PYTHONPATH": str(ROOT / "sdks" / "python"),
        "BIVELIO_BASE_URL": address_at(platform.settings.url),
        "BIVELIO_API_KEY": keys["test_secret"],
    }

    def run(*command: str) -> str:
        ended = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    told = CALLS.findall(PAGE)
    assert len(told) >= FEWEST
    if shutil.which("curl"):
        (feed,) = re.findall(r"^```bash\n(.*?)^```$", EVENTS, re.DOTALL | re.MULTILINE)
        compare({"success": True}, json.loads(run("bash", "-c", feed.replace("curl ", "curl -s ", 1))))
        for command, shown in told:
            compare(json.loads(shown), json.loads(run("bash", "-c", command.replace("curl ", "curl -s ", 1))))
    with_client, alone = code("python")
    created, *listed = run(sys.executable, "-c", with_client).splitlines()
    assert created.endswith(" Maria Puig")
    assert "Maria Puig" in listed
    assert run(sys.executable, "-c", alone).endswith(" Maria Puig\n")
    if shutil.which("node"):
        with_client, alone = code("js")
        folder_with_the_package(tmp_path)
        created, *listed = run("node", "--input-type=module", "-e", with_client).splitlines()
        assert created.endswith(" Joan Serra")
        assert "Joan Serra" in listed
        assert run("node", "-e", alone).endswith(" Joan Serra\n")
