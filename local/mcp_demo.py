"""``make mcp-demo``: a server of spreadsheets with the workbook of the reference's example, for the demo organisation.

It installs excel-mcp-server beside the runtime's builds, serves a folder with one workbook, connects it as
`google_sheets` in live, and reads a range of it through the API. It serves until it is interrupted.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.settings import HOST, ROOT, Settings, read_settings
from local.turns import turn

REQUIREMENTS = ROOT / "requirements" / "mcp-demo.txt"
PROVIDER, WORKBOOK, SHEET = "google_sheets", "clients.xlsx", "Sheet1"
ROWS = [
    ["Nom", "Email", "Pla", "Estat"],
    ["Empresa ABC", "abc@exemple.com", "pro", "actiu"],
    ["Empresa XYZ", "xyz@exemple.com", "starter", "trial"],
]
TOOLS = {
    "read_range": {
        "tool": "read_range",
        "parameters": {"spreadsheet_id": "path"},
        "ranges": {"range": {"sheet": "sheet", "cells": "range"}},
    }
}
READY_SECONDS = 60

WRITE_WORKBOOK = """
import json, sys, openpyxl
book = openpyxl.Workbook()
book.active.title = sys.argv[2]
for row in json.loads(sys.argv[3]):
    book.active.append(row)
book.save(sys.argv[1])
"""


class RefusedError(Exception):
    """The API refused a request; the text is its answer."""


def main() -> None:
    """Serve until interrupted, or exit with a one-line reason."""
    settings = read_settings()
    if not settings.demo_file.exists():
        sys.exit("The runtime is not running. Start it with: make run")
    key = json.loads(settings.demo_file.read_text())["organisations"]["demo"]["keys"]["live_secret"]
    program = install(settings)
    folder, token = workbook(settings, program), token_of(settings)
    port = int(os.environ.get("MCP_DEMO_PORT") or settings.port + 20)
    environment = {**os.environ, "EXCEL_MCP_AUTH_TOKEN": token}
    command = [str(program), "streamable-http", "--allow-dir", str(folder), "--port", str(port), "--read-only"]
    with serving(command, environment) as server:
        try:
            _await(server, port)
            connect(settings, key, f"http://{HOST}:{port}/mcp", token)
            print(_summary(settings, read_range(settings, key)), flush=True)
            server.wait()
        except RefusedError as refused:
            sys.exit(str(refused))
        except KeyboardInterrupt:
            return


@contextmanager
def serving(command: Sequence[str], environment: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server that ends with this program, however that ends: Ctrl-C, SIGTERM or a fault."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # Python would end at once, and run nothing below
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts it in the background ignores it
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield server
        finally:
            server.terminate()


def install(settings: Settings) -> Path:
    """Return the server's program; it is installed once, in an environment of its own."""
    folder = settings.cache / "mcp-demo"
    program = folder / "bin" / "excel-mcp-server"
    with turn(settings.cache):
        if not program.exists():
            venv.EnvBuilder(with_pip=False, symlinks=True, clear=True).create(folder)
            uv = [str(Path(sys.executable).parent / "uv"), "pip", "install", "--quiet", "--require-hashes"]
            subprocess.run([*uv, "--python", str(folder / "bin" / "python"), "-r", str(REQUIREMENTS)], check=True)
    return program


def workbook(settings: Settings, program: Path) -> Path:
    """Return the folder with the workbook; what somebody changed in it stays."""
    folder = settings.state / "mcp-demo"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / WORKBOOK).exists():
        command = [str(program.parent / "python"), "-c", WRITE_WORKBOOK, str(folder / WORKBOOK), SHEET]
        subprocess.run([*command, json.dumps(ROWS)], check=True)
    return folder


def token_of(settings: Settings) -> str:
    """Return the server's token: the connection keeps it, so it is the same at each start."""
    file = settings.state / "mcp-demo.token"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24))
    return file.read_text()


def connect(settings: Settings, key: str, url: str, token: str) -> None:
    """Connect the server as `google_sheets`, in the place of a connection to another address."""
    for connection in ask(settings, key, "mcp/providers", {"per_page": 100})["providers"]:
        if connection["provider"] == PROVIDER:
            if connection["url"] == url:
                return
            ask(settings, key, "integrations/disconnect", {"id": connection["connection_id"]})
    server = {"url": url, "token": token, "tools": TOOLS}
    ask(settings, key, "integrations/connect", {"provider": "mcp", "name": PROVIDER, "mcp": server})


def read_range(settings: Settings, key: str) -> Any:
    """Return a range of the workbook, through the API."""
    parameters = {"spreadsheet_id": WORKBOOK, "range": f"{SHEET}!A1:D50"}
    return ask(settings, key, "mcp/execute", {"provider": PROVIDER, "tool": "read_range", "parameters": parameters})


def ask(settings: Settings, key: str, path: str, data: dict[str, Any]) -> Any:
    """Return the data of an answer. Raises RefusedError."""
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{settings.url}/v1/{path}",
        data=json.dumps({"data": data}).encode(),
        headers={"X-API-Key": key, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.loads(answer.read())["data"]
    except urllib.error.HTTPError as error:
        raise RefusedError(f"{path}: {error.read().decode()}") from error
    except OSError as error:
        raise RefusedError(f"The runtime does not answer at {settings.url}. Start it with: make run") from error


def _await(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RefusedError(f"The server of spreadsheets does not listen on port {port}; MCP_DEMO_PORT names another.")


def _summary(settings: Settings, answer: Any) -> str:
    body = {"provider": PROVIDER, "tool": "read_range"}
    body["parameters"] = {"spreadsheet_id": WORKBOOK, "range": f"{SHEET}!A1:D50"}  # type: ignore[assignment]
    return f"""The workbook {settings.state / "mcp-demo" / WORKBOOK} is connected as {PROVIDER}:

curl -X POST {settings.url}/v1/mcp/execute \\
  -H "X-API-Key: $KEY" -H 'Content-Type: application/json' \\
  -d '{json.dumps({"data": body})}'

{json.dumps(answer["result"], ensure_ascii=False)}

Ctrl-C stops the server."""


if __name__ == "__main__":
    main()
