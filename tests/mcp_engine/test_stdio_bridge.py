"""`bivelio mcp serve`: the official client starts it, in both generations, and works through it as it does by HTTP."""

import json
import subprocess
import sys
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from bivelio_core.mcp_server.tools import TOOLS
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tools.template import ROOT

COMMAND = [sys.executable, "-m", "bivelio.cli", "mcp", "serve"]


def environment(door: tuple[str, str], folder: Any) -> dict[str, str]:
    """What the program is started with: a key, and the address before `/mcp`."""
    url, key = door
    return {
        "BIVELIO_API_KEY": key,
        "BIVELIO_BASE_URL": url.removesuffix("/mcp"),
        "XDG_CONFIG_HOME": str(folder),
        "PYTHONPATH": str(ROOT / "sdks" / "python"),
        "PATH": "/usr/bin:/bin",
        "LANG": "en_GB.UTF-8",
    }


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_the_official_client_works_through_it(door, mode, tmp_path):
    server = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=environment(door, tmp_path))
    client = Client(stdio_client(server), mode=mode)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client) as session:
        tools = portal.call(session.list_tools).tools
        assert len(tools) == len(TOOLS)
        result = portal.call(session.call_tool, "find_contact", {"query": "Núria"})
        assert result.is_error is False, result
        settings = portal.call(session.read_resource, "bivelio://settings/invoices")
        assert settings.contents


def lines(door: tuple[str, str], folder: Any, *sent: str, words: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What the program writes for lines, by the ids of the answers."""
    ended = subprocess.run(
        [*COMMAND, *words],
        input="\n".join(sent) + "\n",
        env=environment(door, folder),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ended.stderr == ""
    return sorted(map(json.loads, ended.stdout.splitlines()), key=lambda one: str(one["id"]))


def test_what_is_no_message_and_what_is_refused_has_an_answer(door, tmp_path):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    notice = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    listed, parse = lines(door, tmp_path, json.dumps(call), json.dumps(notice), "{")
    assert len(listed["result"]["tools"]) == len(TOOLS)
    assert parse["error"]["code"] == -32700
    (reading,) = lines(door, tmp_path, json.dumps(call), words=("--readonly",))
    assert 0 < len(reading["result"]["tools"]) < len(TOOLS)
    (refused,) = lines((door[0], "bv_test_sk_nobody0123456789"), tmp_path, json.dumps(call))
    assert refused["error"]["message"]
    (unheard,) = lines(("http://127.0.0.1:9/mcp", door[1]), tmp_path, json.dumps(call))
    assert "No answer from http://127.0.0.1:9" in unheard["error"]["message"]
