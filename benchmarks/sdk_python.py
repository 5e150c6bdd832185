"""What the Python client costs beside httpx and openai-python: `python -m benchmarks.sdk_python [--write]`.

Every figure is the median of fresh processes: processor time, so that a busy machine changes little. The programs take
turns, and a ratio is the median of the ratios of the same turn. The server runs on this machine and answers at once.
openai-python is in the environment of `make judges`, which has the same httpx; without it its lines say so.
"""

import argparse
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.template import ROOT

PAGE = ROOT / "docs" / "sdks-python.md"
JUDGES = ROOT / "tests" / "judges" / ".venv" / "bin" / "python"
SDK = ROOT / "sdks" / "python"
RUNS = 15
BEGIN, END = "<!-- figures: make bench-sdk-python -->", "<!-- end of figures -->"
CONTACT = {"id": "ct_abc123", "type": "company", "name": "Empresa ABC", "tags": []}
PAGINATION = {"page": 1, "per_page": 20, "total": 1, "total_pages": 1}
ANSWERS = {
    "/v1/contacts/list": {"success": True, "data": {"contacts": [CONTACT], "pagination": PAGINATION}},
    "/v1/models": {"object": "list", "data": [{"id": "m", "object": "model", "created": 1, "owned_by": "o"}]},
}

HTTPX = "httpx: client and the same POST"
PROGRAMS = {
    "`import httpx`": "import httpx",
    "`import bivelio`": "import bivelio",
    "`import openai`": "import openai",
    HTTPX: """
import httpx
headers = {"X-API-Key": "bv_live_sk_1", "Idempotency-Key": "1"}
answer = httpx.Client().post(url + "/contacts/list", json={"data": {}}, headers=headers).json()
assert [one["name"] for one in answer["data"]["contacts"]] == ["Empresa ABC"]
""",
    "bivelio: client and a first list": """
from bivelio import BiVelio
page = BiVelio("bv_live_sk_1", base_url=url).contacts.list()
assert [contact.name for contact in page] == ["Empresa ABC"]
""",
    "openai: client and a first list": """
from openai import OpenAI
assert [model.id for model in OpenAI(api_key="k", base_url=url).models.list()] == ["m"]
""",
}
BESIDE = {name: "`import httpx`" if name.startswith("`") else HTTPX for name in PROGRAMS}
LIMITS = {"`import bivelio`": 0.3, "bivelio: client and a first list": 1.25}
TIMED = "import sys, time; sys.path.insert(0, {sdk!r}); url = {url!r}; begun = time.process_time()\n{code}\n"
PRINTED = "print(time.process_time() - begun)"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps(ANSWERS[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815 - the name of the base class

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve the answers; yield the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@contextmanager
def installed(python: Path) -> Iterator[str]:
    """Yield a folder with the package as an installer leaves it: with its bytecode."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SDK / "bivelio", Path(folder) / "bivelio", ignore=shutil.ignore_patterns("__pycache__"))
        subprocess.run([python, "-m", "compileall", "-q", folder], check=True)  # noqa: S603 - our own
        yield folder


def seconds(python: Path, sdk: str, code: str, url: str) -> float:
    """Run a program in a fresh process, and return the processor time that it took."""
    program = TIMED.format(sdk=sdk, url=url, code=code) + PRINTED
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return float(done.stdout)


def measure(runs: int = RUNS) -> dict[str, list[float]]:
    """Return the seconds of each program, once for each turn."""
    python = JUDGES if _has_openai(JUDGES) else Path(sys.executable)
    programs = {name: code for name, code in PROGRAMS.items() if "openai" not in name or python == JUDGES}
    with serving() as url, installed(python) as sdk:
        turns = [{name: seconds(python, sdk, code, url) for name, code in programs.items()} for _ in range(runs)]
    return {name: [turn[name] for turn in turns] for name in programs}


def ratio(measured: dict[str, list[float]], name: str) -> float:
    """Return the median of a program's ratios to what it is beside."""
    return statistics.median(a / b for a, b in zip(measured[name], measured[BESIDE[name]], strict=True))


def table(measured: dict[str, list[float]]) -> str:
    """Return the figures as a table."""
    lines = ["| | ms | to httpx | at most |", "|---|---:|---:|---:|"]
    for name in PROGRAMS:
        if name not in measured:
            lines.append(f"| {name} | not measured: `make judges` | | |")
            continue
        limit = LIMITS.get(name, "")
        lines.append(
            f"| {name} | {statistics.median(measured[name]) * 1000:.0f} | {ratio(measured, name):.2f} | {limit} |"
        )
    return "\n".join(lines)


def _has_openai(python: Path) -> bool:
    if not python.exists():
        return False
    process = subprocess.run([python, "-c", "import openai, httpx"], capture_output=True, check=False)  # noqa: S603
    return process.returncode == 0


def main() -> None:
    """Measure, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--write", action="store_true", help="write the table into docs/sdks-python.md")
    options = parser.parse_args()
    measured = measure(options.runs)
    table_text = table(measured)
    print(table_text)
    if options.write:
        machine = f"Python {platform.python_version()}, {platform.machine()}; median of {options.runs} processes"
        text = PAGE.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{machine}\n\n{table_text}\n{END}{after}", encoding="utf-8")
    if missed := [name for name, limit in LIMITS.items() if ratio(measured, name) > limit]:
        sys.exit(f"more than promised: {', '.join(missed)}")


if __name__ == "__main__":
    main()
