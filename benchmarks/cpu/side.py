"""One process that serves requests by the code of one folder, as a function does: `python side.py ROOT ASKS`.

It imports nothing of the benchmark, because ROOT may be an older version, or what others build functions with
(peers/); what it has no function for is not served. Commands are lines of JSON on its standard
input: `{"ask": name, "count": n}` is answered with the processor seconds of n requests (with
"pause": p, of requests that begin p seconds after the last has ended), `{"ask": name, "seconds": s,
"before": other}` with the milliseconds of each pair of requests that began within s seconds.
"""

import contextlib
import importlib
import importlib.util
import json
import os
import statistics
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

CONTEXT = SimpleNamespace(
    function_name="function",
    aws_request_id="request",
    get_remaining_time_in_millis=lambda: 10_000,
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:function",
)
OURS, OF_PEERS = "bivelio_core.clients", "peer_calls"
"""The module that counts the calls of a root."""


def load(functions: Path, folder: str) -> Any:
    """The handler of a function, loaded as Lambda does."""
    spec = importlib.util.spec_from_file_location(
        "functions." + folder.replace("/", "."), functions / folder / "handler.py"
    )
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.handler


class Side:
    """The handlers of one version, and the requests for them."""

    def __init__(self, root: Path, asks: dict[str, Any]) -> None:
        folders = {ask["function"] for ask in asks.values()}
        functions = root / "functions" if (root / "functions").is_dir() else root / "peer_functions"
        handlers = {folder: load(functions, folder) for folder in sorted(folders) if (functions / folder).is_dir()}
        self._handlers = {name: handlers[ask["function"]] for name, ask in asks.items() if ask["function"] in handlers}
        self._counter = importlib.import_module(OURS if (root / "layers").is_dir() else OF_PEERS)
        self._events = {name: ask["event"] for name, ask in asks.items()}

    def serve(self, name: str) -> Any:
        """The answer to a request."""
        return self._handlers[name](self._events[name], CONTEXT)

    def carry_out(
        self, ask: str, count: int = 0, before: str = "", seconds: float = 0, pause: float = 0
    ) -> dict[str, Any]:
        """The answer to a command."""
        if pause:
            return self.cost_after_pauses(ask, count, pause)
        return self.cost(ask, count) if count else self.times(ask, before, seconds)

    def cost_after_pauses(self, name: str, count: int, pause: float) -> dict[str, Any]:
        """The processor seconds of the median of some requests, each after a pause: others have had the processor."""
        seconds = []
        for _ in range(count):
            time.sleep(pause)
            began = time.process_time()
            self.serve(name)
            seconds.append(time.process_time() - began)
        return {"seconds": statistics.median(seconds)}

    def cost(self, name: str, count: int) -> dict[str, Any]:
        """The processor seconds of a number of requests, the last answer, and how many calls it made."""
        began, calls = time.process_time(), self._counter.calls_made()
        for _ in range(count):
            answer = self.serve(name)
        used = time.process_time() - began
        return {"seconds": used, "answer": answer, "calls": (self._counter.calls_made() - calls) / count}

    def times(self, name: str, before: str, seconds: float) -> dict[str, Any]:
        """The milliseconds of each request that began within some seconds, with another before it."""
        milliseconds, end = [], time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            self.serve(before)
            self.serve(name)
            milliseconds.append((time.perf_counter() - began) * 1000)
        return {"milliseconds": milliseconds}


def main() -> None:
    """Serve commands until the input ends."""
    root, asks = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    sys.path[:0] = [str(root / "layers" / "core"), str(root)]
    with (
        os.fdopen(os.dup(1), "w", buffering=1) as results,
        Path(os.devnull).open("w", buffering=1, encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),  # log lines are made, and read by nobody
    ):
        side = Side(root, asks)
        for line in sys.stdin:
            results.write(json.dumps(side.carry_out(**json.loads(line))) + "\n")


if __name__ == "__main__":
    main()
