"""The peers' side: for each a Redis server and a Celery worker, started for the run."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bivelio_core import ids
from bivelio_core.webhooks.chosen_secret import choose

from tests.running import free_ports

CONCURRENCY = 10
START_SECONDS = 20
PUBLISH = """
import json, sys
from benchmarks.webhooks import celery_worker
deliver = getattr(celery_worker, sys.argv[1])
for line in sys.stdin:
    deliver.delay(*json.loads(line))
    print(flush=True)
"""


@dataclass
class Peer:
    """The running worker, behind a publisher in its interpreter."""

    publisher: "subprocess.Popen[str]"
    ancestors: tuple[int, ...]
    listening: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def webhook(self, organisation: int, url: str) -> None:
        """See Ours."""
        self.listening.setdefault(organisation, []).append((url, choose(None)))

    def happen(self, organisation: int, count: int = 1) -> None:
        """Publish events, each as one task for each webhook."""
        for _ in range(count):
            self._happen(organisation)

    def _happen(self, organisation: int) -> None:
        event = {
            "id": ids.unowned_id("event"),
            "event": "contact.created",
            "timestamp": "2026-04-07T12:00:00Z",
            "webhook_id": "wh_bench",
            "data": {"type": "person", "name": "Núria Vilà", "custom_fields": {"sent_at": time.time()}},
        }
        assert self.publisher.stdin
        assert self.publisher.stdout
        for url, secret in self.listening.get(organisation, []):
            self.publisher.stdin.write(json.dumps([url, secret, event]) + "\n")
            self.publisher.stdin.flush()
            self.publisher.stdout.readline()

    def delete_webhooks(self) -> None:
        """Forget all webhooks."""
        self.listening.clear()


@contextmanager
def peer(python: Path, redis_server: Path, folder: Path, task: str, platform: tuple[int, ...] = ()) -> Iterator[Peer]:
    """Start Redis, the worker and the publisher of a task of `celery_worker` for the duration of the context.

    `platform` are the processes that work for it, too.
    """
    (port,) = free_ports(1)
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PEER_REDIS": f"redis://127.0.0.1:{port}/0"}
    redis = [str(redis_server), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--appendonly", "yes"]
    worker = [str(python), "-m", "celery", "-A", "benchmarks.webhooks.celery_worker", "worker"]
    worker += ["--concurrency", str(CONCURRENCY), "--loglevel", "WARNING"]
    with (folder / "peer.log").open("w") as log:
        started: list[subprocess.Popen[Any]] = []
        try:
            started.append(subprocess.Popen(redis, stdout=log, stderr=log, env=environment))  # noqa: S603 - as asked
            time.sleep(1)
            started.append(subprocess.Popen(worker, stdout=log, stderr=log, env=environment))  # noqa: S603
            time.sleep(START_SECONDS / 2)
            publisher = subprocess.Popen(  # noqa: S603
                [str(python), "-c", PUBLISH, task],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
            )
            started.append(publisher)
            yield Peer(publisher, (*(process.pid for process in started[:2]), *platform))
        finally:
            for process in reversed(started):
                process.terminate()
            for process in reversed(started):
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
