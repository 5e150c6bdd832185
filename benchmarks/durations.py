"""Measure what the functions of a request take, for the bill: `python -m benchmarks.durations [--write]`.

The real functions run on the local runtime, each in processes of its own, as on Lambda. Measured are the processor
time of a warm invocation, that of a process from its start to its first answer, and the bytes of log lines and answers.
benchmarks/monthly.py makes billed time of it, and says with which assumptions.
"""

import argparse
import http.client
import json
import platform as machine
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.counted import counted_key
from benchmarks.processes import seconds
from local.settings import HOST
from tests.running import Runtime, runtime, settings_for
from tools.deployed import Deployed
from tools.template import functions

RESULTS = Path(__file__).parent / "durations.json"
WARM, MEASURED, CONTACTS = 20, 150, 30
PAUSE_SECONDS = 1.4
"""Between two writes: each is to be a batch of its own for consumers of the stream, which wait a second for more."""
ALONE = 40
WORKERS = ("IndexChanges", "PublishEvents", "DeliverWebhook", "RecordRequests")
SWEEPS = (
    *("SweepCalendar", "SweepCredits", "SweepDeliveries", "SweepErasures", "SweepGatewayKeys", "SweepInvoices"),
    "SweepWorkflows",
)
Bodies = dict[str, dict[str, Any]]


class Receiver(BaseHTTPRequestHandler):
    """Takes deliveries of webhooks, and counts their bytes."""

    totals: ClassVar[Counter[str]] = Counter()

    def do_POST(self) -> None:
        """Answer 200 to a delivery."""
        size = int(self.headers["Content-Length"])
        self.rfile.read(size)
        self.totals.update(deliveries=1, bytes=size + len(bytes(self.headers)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Write nothing."""


class Client:
    """Asks for operations one after the other, on one connection."""

    def __init__(self, running: Runtime, key: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, running.settings.port, timeout=120)
        self.headers = {"Content-Type": "application/json", "X-API-Key": key}

    def ask(self, operation: str, data: dict[str, Any]) -> bytes:
        """The answer's body. Raises RuntimeError unless it is 200."""
        path = "/v1/" + operation.replace(".", "/")
        self.connection.request("POST", path, json.dumps({"data": data}), self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{operation}: {answer.status} {body!r}")
        return body


def main() -> None:
    """Measure, print, and keep the figures with `--write`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"replace {RESULTS.name}")
    options = parser.parse_args()
    receiver = ThreadingHTTPServer((HOST, 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        with tempfile.TemporaryDirectory() as folder, runtime(settings_for(Path(folder))) as running:
            figures = measure(running, f"http://{HOST}:{receiver.server_port}/hook")
    finally:
        receiver.shutdown()
    text = json.dumps(figures, indent=1) + "\n"
    print(text)
    if options.write:
        RESULTS.write_text(text, encoding="utf-8")


def measure(running: Runtime, hook: str) -> dict[str, Any]:
    """All figures of one platform."""
    client = Client(running, counted_key(running))
    client.ask("webhooks.create", {"url": hook, "events": ["contact.created", "contact.updated"]})
    bodies: Bodies = {
        "contacts.create": {"type": "person", "name": "Núria Vila", "email": "nuria@example.com", "tags": ["client"]}
    }
    cold = {"contacts.create": first(running, client, "contacts.create", bodies["contacts.create"])}
    contacts = [json.loads(client.ask("contacts.create", bodies["contacts.create"]))["data"] for _ in range(CONTACTS)]
    bodies |= {
        "contacts.get": {"id": contacts[0]["id"]},
        "contacts.list": {"per_page": 25},
        "contacts.update": {"id": contacts[1]["id"], "tags": ["client"]},
        "events.list": {"limit": 25},
    }
    for operation in bodies.keys() - cold.keys():
        cold[operation] = first(running, client, operation, bodies[operation])
    time.sleep(5 * PAUSE_SECONDS)  # what follows from these has run
    operations = {name: {**warm(running, client, name, body), "cold_ms": cold[name]} for name, body in bodies.items()}
    return {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{machine.machine()}, Python {machine.python_version()}",
        "operations": operations,
        "workers": alone(running, client, bodies),
        "sweeps_ms": sweeps(running),
        "line_bytes": line_bytes(running),
        "delivery_bytes": round(Receiver.totals["bytes"] / max(1, Receiver.totals["deliveries"])),
    }


def first(running: Runtime, client: Client, operation: str, body: dict[str, Any]) -> float:
    """The milliseconds of processor time of a function's process from its start to its first answer."""
    before = used(running)
    client.ask(operation, body)
    return _ms(used(running) - before, function_of(operation))


def warm(running: Runtime, client: Client, operation: str, body: dict[str, Any]) -> dict[str, float]:
    """The milliseconds of the endpoint and of the authorizer for a request, and the bytes of the answer."""
    for _ in range(WARM):
        answer = client.ask(operation, changed(operation, body))
    before = used(running)
    for _ in range(MEASURED):
        answer = client.ask(operation, changed(operation, body))
    seconds = used(running) - before
    return {
        "warm_ms": round(_ms(seconds, function_of(operation)) / MEASURED, 2),
        "authorizer_ms": round(_ms(seconds, "Authorizer") / MEASURED, 2),
        "answer_bytes": len(answer),
    }


def alone(running: Runtime, client: Client, bodies: Bodies) -> dict[str, float]:
    """The milliseconds of each worker for one write, indexed, made an event and delivered alone."""
    time.sleep(10 * PAUSE_SECONDS)
    before = used(running)
    for number in range(ALONE):
        operation = ("contacts.create", "contacts.update")[number % 2]
        client.ask(operation, changed(operation, bodies[operation]))
        time.sleep(PAUSE_SECONDS)
    seconds = used(running) - before
    return {name: round(_ms(seconds, name) / ALONE, 2) for name in WORKERS}


_changes = iter(range(10**9))


def changed(operation: str, body: dict[str, Any]) -> dict[str, Any]:
    """A body that changes something each time, where the operation is a change."""
    return {**body, "name": f"Núria Vila {next(_changes)}"} if operation == "contacts.update" else body


def sweeps(running: Runtime) -> dict[str, float]:
    """The milliseconds of processor time that each sweep takes when nothing is due."""
    milliseconds = {}
    for name in SWEEPS:
        function = Deployed(None, running.settings).resource(name)
        running.client("lambda").invoke(FunctionName=function, Payload=b"{}")
        before = used(running)
        for _ in range(WARM):
            running.client("lambda").invoke(FunctionName=function, Payload=b"{}")
        milliseconds[name] = round(_ms(used(running) - before, name) / WARM, 2)
    return milliseconds


def used(running: Runtime) -> Counter[str]:
    """Processor seconds so far, by function."""
    return seconds((running.process.pid,))


def function_of(operation: str) -> str:
    """The logical id of an operation's function."""
    return next(each.logical_id for each in functions() if each.operation == operation)


def line_bytes(running: Runtime) -> dict[str, float]:
    """The bytes of the line of a request, by operation."""
    sizes: dict[str, list[int]] = {}
    for line in (running.settings.state / "runtime.log").read_bytes().splitlines():
        start = line.find(b'{"message":"request"')
        if start >= 0:
            about = json.loads(line[start:])
            if about["status"] == http.client.OK:
                sizes.setdefault(about["Operation"], []).append(len(line) - start)
    return {name: round(sum(lengths) / len(lengths)) for name, lengths in sorted(sizes.items())}


def _ms(seconds: Counter[str], name: str) -> float:
    return round(seconds[name] * 1000, 1)


if __name__ == "__main__":
    main()
