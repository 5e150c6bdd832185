"""Our client, judged by programs of others: two servers and the protocol's conformance suite (`make judges`)."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bivelio_core.providers.mcp_server import McpRefused, Target
from bivelio_core.providers.mcp_server.client import SdkServer

from tests.judges import programs
from tools.template import ROOT

SCENARIOS = [
    *((scenario, "2026-07-28") for scenario in ("tools_call", "request-metadata", "http-standard-headers")),
    *((scenario, "2026-07-28") for scenario in ("http-custom-headers", "http-invalid-tool-headers")),
    ("json-schema-ref-no-deref", "2026-07-28"),
    ("initialize", "2025-11-25"),
    ("tools_call", "2025-11-25"),
]
ROWS = [
    ["Nom", "Email", "Pla", "Estat"],
    ["Empresa ABC", "abc@exemple.com", "pro", "actiu"],
    ["Empresa XYZ", "xyz@exemple.com", "starter", "trial"],
]


@pytest.fixture(scope="module")
def spreadsheets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """excel-mcp-server with a workbook, behind a token."""
    folder = tmp_path_factory.mktemp("sheets")
    programs.write_workbook(folder / "clients.xlsx", ROWS)
    port = free_port()
    with running(programs.spreadsheet_server(folder, port), {"EXCEL_MCP_AUTH_TOKEN": "t0ken"}, port):
        yield Target(f"http://127.0.0.1:{port}/mcp", "t0ken")


@pytest.fixture(scope="module")
def everything() -> Iterator[Target]:
    """The protocol's own server with an example of everything, of the older generation."""
    port = free_port()
    with running(programs.everything_server(), {"PORT": str(port)}, port):
        yield Target(f"http://127.0.0.1:{port}/mcp")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class running:  # noqa: N801 - reads like a function
    """A server as a process, until the end of a `with`."""

    def __init__(self, command: list[str], environment: dict[str, str], port: int) -> None:
        self._command, self._environment, self._port = command, environment, port

    def __enter__(self) -> None:
        self._process = subprocess.Popen(
            self._command,
            env={**os.environ, **self._environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        self.__exit__()
        pytest.fail(f"{self._command[0]} does not listen")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def call(target: Target, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return SdkServer().call(target, tool, arguments, lambda _: None)


def test_a_range_of_a_real_workbook_is_read(spreadsheets):
    answer = call(spreadsheets, "read_range", {"path": "clients.xlsx", "sheet": "Sheet1", "range": "A1:D3"})
    assert answer["values"] == ROWS


def test_a_server_of_spreadsheets_refuses_in_its_own_words(spreadsheets):
    with pytest.raises(McpRefused) as refused:
        call(spreadsheets, "read_range", {"path": "absent.xlsx", "sheet": "Sheet1"})
    assert refused.value.reason == "tool_error"
    assert "absent.xlsx" in refused.value.details["message"]


def test_a_server_of_spreadsheets_wants_its_token(spreadsheets):
    with pytest.raises(McpRefused) as refused:
        SdkServer().tools(spreadsheets._replace(token="another"))
    assert refused.value.reason == "unauthorized"


def test_the_server_of_the_older_generation_is_called(everything):
    assert call(everything, "get-sum", {"a": 2, "b": 3})["content"][0]["text"] == "The sum of 2 and 3 is 5."
    assert set(call(everything, "get-structured-content", {"location": "Chicago"})) == {
        "temperature",
        "conditions",
        "humidity",
    }


def test_bad_arguments_are_a_failure_of_the_tool(everything):
    with pytest.raises(McpRefused) as refused:
        call(everything, "get-sum", {"a": "many"})
    assert refused.value.reason in ("tool_error", "refused")


@pytest.mark.parametrize(("scenario", "version"), SCENARIOS, ids=lambda value: value)
def test_the_conformance_suite_finds_no_failure(scenario, version, tmp_path):
    client = f"{sys.executable} {Path(__file__).with_name('conformance_client.py')}"
    command = [*programs.conformance(), "client", "--command", client, "--scenario", scenario]
    ran = subprocess.run(
        [*command, "--spec-version", version, "--output-dir", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'layers' / 'core'}:{ROOT}"},
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (file,) = tmp_path.rglob("checks.json")
    statuses = [each["status"] for each in json.loads(file.read_text())]
    assert "SUCCESS" in statuses
    assert "FAILURE" not in statuses
