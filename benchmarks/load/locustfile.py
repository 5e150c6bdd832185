"""What Locust runs: requests that are sent when they are due, each measured from then on.

Locust's own users wait for an answer before they ask again, so a slow server is asked less, and its slowness is not
measured (coordinated omission). Here one user starts each request at its time, whatever became of the earlier ones. It
runs in the environment of requirements/load.txt; `benchmarks.load` starts it.
"""

import http.client
import json
import os
import time
from typing import Any
from urllib.parse import urlsplit

import gevent
from locust import User, events, task
from locust.exception import StopUser
from locust.runners import WorkerRunner

from benchmarks.load.mix import FLOOR, Arrival, World, arrivals, path_of

SETTINGS = json.loads(os.environ["LOAD_SETTINGS"])
TIMEOUT_SECONDS = 35
PERCENTILES = (0.5, 0.95, 0.99)


class Refused(Exception):
    """An answer that is no success: its status and code."""


class Callers(User):  # type: ignore[misc]  # Locust is in an environment of its own
    """All callers together, or their share when several processes send."""

    number = 0

    def on_start(self) -> None:
        """Begin."""
        address = urlsplit(SETTINGS["url"])
        self.kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self.authority, self.path = address.netloc, address.path
        self.idle: list[Any] = []
        Callers.number += 1
        self.seed = time.time_ns() ^ os.getpid() ^ Callers.number

    @task  # type: ignore[untyped-decorator]
    def arrive(self) -> None:
        """Start each request when it is due, and wait for the last answers."""
        began = time.monotonic()
        world = World(SETTINGS["contacts"], SETTINGS["workflow"])
        rate = SETTINGS["rate"] / SETTINGS["users"]
        open_requests: list[Any] = []
        for each in arrivals(rate, SETTINGS["seconds"], world, self.seed, with_floor=SETTINGS["with_floor"]):
            gevent.sleep(max(0.0, began + each.due - time.monotonic()))
            open_requests = [request for request in open_requests if not request.dead]
            open_requests.append(gevent.spawn(self.ask, each, began + each.due))
        gevent.joinall(open_requests, timeout=TIMEOUT_SECONDS)
        if not isinstance(self.environment.runner, WorkerRunner):
            self.environment.runner.quit()
        raise StopUser

    def ask(self, arrival: Arrival, due: float) -> None:
        """Send a request, and tell how long it took since it was due."""
        failure, size = None, 0
        try:
            size = self.answer(arrival)
        except (OSError, http.client.HTTPException, ValueError, Refused) as error:
            failure = error
        self.environment.events.request.fire(
            request_type="POST",
            name=arrival.operation,
            response_time=(time.monotonic() - due) * 1000,
            response_length=size,
            exception=failure,
        )

    def answer(self, arrival: Arrival) -> int:
        """The length of the answer. Raises Refused, and what the network raises."""
        connection = self.idle.pop() if self.idle else self.kind(self.authority, timeout=TIMEOUT_SECONDS)
        is_floor = arrival.operation == FLOOR
        headers = {"Content-Type": "application/json", "X-API-Key": SETTINGS["key"]}
        try:
            if is_floor:
                connection.request("GET", FLOOR)
            else:
                body = json.dumps({"data": arrival.data})
                connection.request("POST", self.path + path_of(arrival.operation), body, headers)
            response = connection.getresponse()
            content = response.read()
        except BaseException:
            connection.close()
            raise
        self.idle.append(connection)
        if response.status >= 300:  # noqa: PLR2004
            raise Refused(f"{response.status} {code_of(content)}")
        return len(content)


def code_of(content: bytes) -> str:
    """The code of a refusal of the API, if it is one of its."""
    try:
        return str(json.loads(content)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return "without a code"


@events.quitting.add_listener  # type: ignore[untyped-decorator]
def write_results(environment: Any, **_: Any) -> None:
    """Write the figures, in the process that has those of all."""
    if isinstance(environment.runner, WorkerRunner):
        return
    stats = environment.stats
    document = {
        "operations": {
            entry.name: {
                "requests": entry.num_requests,
                "failures": entry.num_failures,
                "milliseconds": [entry.get_response_time_percentile(share) for share in PERCENTILES],
            }
            for entry in stats.entries.values()
        },
        "errors": [[each.name, str(each.error), each.occurrences] for each in stats.errors.values()],
    }
    with open(SETTINGS["results"], "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(document, file)
