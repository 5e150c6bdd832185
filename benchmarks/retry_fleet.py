"""A simulated fleet whose processes ask one partition, by our client or by botocore's (benchmarks/retry_storms.py).

Processes are as Lambda has them: a request takes an idle one, the last that became idle, or a new one. Requests arrive
at a constant rate whatever becomes of the earlier ones (an open model), and make three calls each, one after the other;
the first that fails ends the request. The clients are the real ones with their real retries, each process has its own;
what is simulated is the partition, and time, which passes when somebody waits (benchmarks/feed/virtual.py).
"""

import math
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple
from unittest.mock import patch

import botocore.config
import botocore.session
from bivelio_core.aws.client import Client
from bivelio_core.aws.connection import Answer
from bivelio_core.aws.refusals import TryAgain
from bivelio_core.aws.services import SERVICES
from bivelio_core.aws.settings import endpoint
from bivelio_core.aws_calls import POLICIES, TIMEOUT_TOKENS
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from botocore.retries import bucket

from benchmarks.feed.virtual import Clock

CALM, STORM, AFTER = 60.0, 120.0, 60.0
REQUESTS_A_SECOND, CALLS = 10.0, 3
ANSWER_SECONDS, BETWEEN_SECONDS = 0.005, 0.010

REFUSED = b'{"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", "message": "hot"}'
FAILED = b'{"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError", "message": "out"}'
KEY = {"TableName": "t", "Key": {"PK": {"S": "hot"}, "SK": {"S": "1"}}}


class Storm(NamedTuple):
    """What a partition does from `CALM` on, for so many seconds."""

    name: str
    refusals: float = 0.0
    seconds: float = STORM
    is_outage: bool = False
    is_silent: bool = False
    takes: float = math.inf
    """Requests a second; further ones are refused, as by DynamoDB."""


@dataclass
class Partition:
    """The partition: it counts the tries, and answers or not."""

    time: Clock
    storm: Storm
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    tries: list[float] = field(default_factory=list)
    served: Counter[int] = field(default_factory=Counter)

    def ask(self, timeout: float) -> tuple[int, bytes] | None:
        """The status and the body; None when no answer comes within the timeout."""
        self.tries.append(self.time.now())
        is_storm = CALM <= self.time.now() < CALM + self.storm.seconds
        if is_storm and self.storm.is_silent:
            self.time.sleep(timeout)
            return None
        self.time.sleep(ANSWER_SECONDS)
        if is_storm and self.storm.is_outage:
            return 500, FAILED
        second = int(self.time.now())
        if is_storm and (self.chance.random() < self.storm.refusals or self.served[second] >= self.storm.takes):
            return 400, REFUSED
        self.served[second] += 1
        return 200, b"{}"


def ours(partition: Partition, *, has_budget: bool) -> Any:
    """A process's client of ours."""
    policy = POLICIES["dynamodb"]

    def send(*_: Any, **__: Any) -> Answer:
        if (answer := partition.ask(policy.read)) is None:
            raise TryAgain("no answer", tokens=TIMEOUT_TOKENS)
        return Answer(answer[0], {}, answer[1])

    client = Client(SERVICES["dynamodb"], endpoint(SERVICES["dynamodb"]), policy, send, lambda: None)
    if not has_budget:
        client.retries.tokens = 10**12
    return client


class _Body:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body


@cache
def _session() -> Any:
    return botocore.session.Session()


def botocores(partition: Partition, mode: Literal["standard", "adaptive"]) -> Any:
    """A process's client of botocore's, with the retries of one of its modes and our time for an answer."""
    policy = POLICIES["dynamodb"]
    config = botocore.config.Config(retries={"mode": mode}, connect_timeout=policy.connect, read_timeout=policy.read)
    client = _session().create_client("dynamodb", config=config)

    def send(request: Any, **_: Any) -> AWSResponse:
        if (answer := partition.ask(policy.read)) is None:
            raise ReadTimeoutError(endpoint_url=request.url)
        return AWSResponse(request.url, answer[0], HTTPHeaders(), _Body(answer[1]))

    client.meta.events.register("before-send", send)
    return client


MAKERS: dict[str, Callable[[Partition], Any]] = {
    "ours": lambda partition: ours(partition, has_budget=True),
    "ours without a budget": lambda partition: ours(partition, has_budget=False),
    "botocore, standard": lambda partition: botocores(partition, "standard"),
    "botocore, adaptive": lambda partition: botocores(partition, "adaptive"),
}


class Request(NamedTuple):
    """A request: when it came, how long it took, how many calls it began, whether all were answered."""

    came: float
    took: float
    calls: list[float]
    is_answered: bool


@dataclass
class Fleet:
    """The processes, and what became of the requests."""

    time: Clock
    make: Callable[[], Any]
    idle: list[Any] = field(default_factory=list)
    started: int = 0
    requests: list[Request] = field(default_factory=list)

    def serve(self) -> None:
        """One request, in one process."""
        client = self.idle.pop() if self.idle else self._new()
        came, calls, is_answered = self.time.now(), list[float](), True
        try:
            for _ in range(CALLS):
                self.time.sleep(BETWEEN_SECONDS)
                calls.append(self.time.now())
                client.get_item(**KEY)
        except Exception:  # noqa: BLE001 - the clients' errors are of several kinds
            is_answered = False
        self.requests.append(Request(came, self.time.now() - came, calls, is_answered))
        self.idle.append(client)

    def _new(self) -> Any:
        self.started += 1
        return self.make()


@contextmanager
def virtual_time(virtual: Clock) -> Iterator[None]:
    """Have both clients wait and measure in virtual time."""

    class Condition(threading.Condition):
        """What botocore's token bucket waits at."""

        def wait(self, timeout: float | None = None) -> bool:
            self.release()
            virtual.sleep(max(timeout or 0.0, 0.001))  # less would be no time at all, beside that of minutes
            return bool(self.acquire())

    with (
        patch.object(time, "sleep", virtual.sleep),
        patch.object(time, "monotonic", virtual.now),
        patch.object(time, "time", lambda: 1_800_000_000 + virtual.now()),
        patch.object(bucket, "threading", SimpleNamespace(Condition=Condition, Lock=threading.Lock)),
    ):
        yield


def run(client: str, storm: Storm) -> tuple[Partition, Fleet]:
    """What a fleet with one of the clients does in a storm."""
    virtual = Clock()
    partition = Partition(virtual, storm)
    fleet = Fleet(virtual, lambda: MAKERS[client](partition))
    end = CALM + storm.seconds + AFTER

    def arrivals() -> None:
        while virtual.now() < end - AFTER / 4:
            virtual.start(fleet.serve)
            virtual.sleep(1 / REQUESTS_A_SECOND)

    random.seed(1)
    with virtual_time(virtual):
        virtual.start(arrivals)
        virtual.run(end)
    return partition, fleet
