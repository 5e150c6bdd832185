"""Assistants do ten tasks with the official clients, in both generations, with fewer than eight calls each."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from anyio.from_thread import start_blocking_portal
from bivelio_core.mcp_server.tools import TOOLS
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitResult

from tests.functions.inbound.test_mcp import EXAMPLES
from tests.judges import programs
from tests.mcp_engine import tasks


@contextmanager
def python_client(url: str, key: str, mode: str, said: list[str]) -> Iterator[tasks.Use]:
    """The official Python client; its person says yes to each form, of which `said` is told."""

    async def agree(context: Any, params: Any) -> ElicitResult:
        said.append(params.message)
        return ElicitResult(action="accept", content={"confirm": True})

    http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}", "Accept-Language": "en"}, trust_env=False)
    client = Client(streamable_http_client(url, http_client=http), mode=mode, elicitation_callback=agree)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client) as session:

        def use(name: str, arguments: dict[str, Any]) -> tasks.Result:
            result = portal.call(session.call_tool, name, arguments)
            return tasks.structured(result.model_dump(by_alias=True, mode="json"))

        assert len(portal.call(session.list_tools).tools) == len(TOOLS)
        yield use
        portal.call(http.aclose)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_the_python_client_does_ten_tasks(door, mode):
    url, key = door
    said: list[str] = []
    with python_client(url, key, mode, said) as use:
        all_are_done(use)
    assert (len(said) > 0) is (mode == "auto")


class TypescriptClient:
    """The official TypeScript client, in a process of its own; `said` is what its person was asked."""

    def __init__(self, url: str, key: str, mode: str) -> None:
        self._process = subprocess.Popen(
            programs.typescript_client(url, key, mode), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.said: list[str] = []
        self.tools: list[str] = self._read("tools")

    def _read(self, name: str) -> Any:
        assert self._process.stdout is not None
        while name not in (document := json.loads(self._process.stdout.readline())):
            self.said.append(document["asked"])
        return document[name]

    def use(self, name: str, arguments: dict[str, Any]) -> tasks.Result:
        """What a tool answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"name": name, "arguments": arguments}) + "\n")
        self._process.stdin.flush()
        return tasks.structured(self._read("result"))

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=20)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_the_typescript_client_does_ten_tasks(door, mode):
    url, key = door
    client = TypescriptClient(url, key, mode)
    try:
        assert client.tools == [each.name for each in TOOLS]
        all_are_done(client.use)
    finally:
        client.close()
    assert (len(client.said) > 0) is (mode == "auto")


def test_the_inspector_lists_and_calls_every_tool(door):
    def inspected(*more: str) -> Any:
        run = subprocess.run([*programs.inspector(*door), *more], capture_output=True, text=True, check=False)
        assert run.returncode == 0, (more, run.stdout[-2000:], run.stderr[-2000:])
        return json.loads(run.stdout)["result"]

    listed = inspected("--method", "tools/list")
    assert [each["name"] for each in listed["tools"]] == [each.name for each in TOOLS]
    for name, arguments in EXAMPLES.items():
        asked = ("--method", "tools/call", "--tool-name", name, "--tool-args-json", json.dumps(arguments))
        assert "structuredContent" in inspected(*asked), name


def all_are_done(use: tasks.Use) -> None:
    """Every task comes to its outcome within the calls that it may take."""
    assert len(tasks.TASKS) == 10
    for task, is_done in tasks.TASKS.items():
        outcome, calls = tasks.carried_out(task, use)
        assert is_done(outcome), (task.__name__, outcome)
        assert calls <= tasks.MOST_CALLS, (task.__name__, calls)
