"""Timeouts and retries for AWS services, and the meaning of their refusals: one policy for every client of a function.

A request that is throttled, fails on AWS's side or gets no answer is sent again, after a short random pause, until the
service's `again_within` has passed. A request that is still refused then raises `ServiceBusy`, for every service
alike. The longest a call can take, `CallPolicy.longest`, stays below the timeout of every function that makes it: a
function is never killed while it waits for an answer, so its caller is told to retry.

Retries are paid from a budget of the process (`RetryBudget`): while most requests to a service are refused, it is asked
hardly more often than without retries (docs/adr/0104-a-retry-budget-of-the-process.md).

botocore's own retries wait up to 1, 2 and 4 seconds whatever the remaining time, so they are turned off
(docs/adr/0021-timeouts-and-retries-of-aws-clients.md). Source: DynamoDB Developer Guide, "Error retries and exponential
backoff"; Amazon Builders' Library, "Timeouts, retries, and backoff with jitter".
"""

import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.025, 0.8

CONFLICT = "TransactionConflictException"
"""The code by which a request waits for another of ours: nothing is overloaded, so its retry is free."""

THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "KmsThrottled",
        "OverLimit",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        CONFLICT,  # a single write meets a transaction in flight on its item
    }
)
"""The codes by which AWS's services refuse temporarily. All others below status 500 concern the request itself."""

TOO_MANY_REQUESTS, SERVER_ERROR = 429, 500


class PlainCause(Exception):
    """An exception whose text repeats no part of a request, so that it may be logged.

    The store and the guard of outgoing requests raise such, also in workers that load no errors of the API.
    """


class ServiceBusy(Exception):
    """An AWS service throttled, failed or did not answer, after all retries: the same request may succeed later."""

    def __init__(self, *why: object, retries: int = 0) -> None:
        super().__init__(*why)
        self.retries = retries


class CallPolicy(NamedTuple):
    """The timeouts of one call, in seconds: to connect, to receive bytes, and after which no further try begins."""

    connect: float
    read: float
    again_within: float

    @property
    def longest(self) -> float:
        """The longest that a call takes: its last try begins at the last moment, and gets no answer."""
        return self.again_within + LONGEST_PAUSE_SECONDS + self.connect + self.read


POLICIES = {
    "codedeploy": CallPolicy(2, 10, 20),  # all functions of a release ask at once, and nobody waits
    "dynamodb": CallPolicy(1, 1.5, 2.6),
    "kms": CallPolicy(1, 2, 3.1),
    "lambda": CallPolicy(1, 20, 0),  # what it runs has an effect, so it is asked once
    "s3": CallPolicy(1, 3, 4.1),
    "scheduler": CallPolicy(1, 2, 3.1),
    "secretsmanager": CallPolicy(1, 2, 3.1),
    "sesv2": CallPolicy(1, 3, 4.1),
    "sqs": CallPolicy(1, 2, 3.1),
    "stepfunctions": CallPolicy(1, 2, 3.1),
    "apigateway": CallPolicy(2, 15, 20),  # its limit is a few changes a second for the whole account
}
"""The policy by service. A try without an answer leaves time for another; a test compares `longest` with timeouts."""

BUDGET_TOKENS, RETRY_TOKENS, TIMEOUT_TOKENS, ANSWER_TOKENS = 500, 5, 10, 1
"""What a process has for its retries at most, what a retry takes, also after a try without an answer in time, and what
an answer to a first try gives. These are the figures of botocore's standard mode (botocore/retries/quota.py)."""

NEW_PROCESS_TOKENS = 100
"""What a process has that has asked nothing yet: twenty retries, of which a call sends about twelve in all of its time.

A refused request takes longer, so Lambda starts more processes just while a service is overloaded: with the whole
budget each of them would bring a hundred retries."""


class RetryBudget:
    """The retries that a process may still send to a service, as tokens; one per client, for any number of threads."""

    def __init__(self, tokens: int = NEW_PROCESS_TOKENS) -> None:
        self.tokens = tokens
        self._changing = threading.Lock()

    def pay(self, tokens: int = RETRY_TOKENS) -> bool:
        """Take the tokens of one retry; False when there are too few, so that it must not be sent."""
        with self._changing:
            if is_enough := tokens <= self.tokens:
                self.tokens -= tokens
            return is_enough

    def answered(self, paid: int) -> None:
        """Give back what the retry took that was answered, or what an answer to a first try gives.

        Tries before the last one stay paid. While a share of all tries is refused, this keeps the load of a service
        below 1.45 times that without retries (the share at which as much is paid as given back is 0.31).
        """
        if self.tokens < BUDGET_TOKENS:  # without the lock: then nothing is to be done, as mostly
            with self._changing:
                self.tokens = min(BUDGET_TOKENS, self.tokens + (paid or ANSWER_TOKENS))


SLOWER_UNDER_THE_EMULATOR = 5
"""In the local runtime, the emulator, the functions and their callers share one machine, so timeouts are longer."""


def pause_seconds(tries: int) -> float:
    """How long to wait after this many tries (0 for the first): random, so that concurrent requests spread out."""
    return random.uniform(0, min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries))  # noqa: S311 - jitter


def retry_tokens(code: str | None, *, is_timeout: bool = False) -> int:
    """What a retry takes from the budget, by the code of the refusal before it."""
    return TIMEOUT_TOKENS if is_timeout else 0 if code == CONFLICT else RETRY_TOKENS


def teach(client: Any, policy: CallPolicy) -> None:
    """Make a boto3 client retry by this policy and a budget, and raise ServiceBusy when either is used up."""
    from botocore.exceptions import ConnectionError as Unconnected  # noqa: PLC0415 - there with the client
    from botocore.exceptions import ConnectTimeoutError, HTTPClientError, ReadTimeoutError  # noqa: PLC0415

    unanswered = (Unconnected, HTTPClientError)
    timeouts = (ConnectTimeoutError, ReadTimeoutError)
    client.retries = RetryBudget()

    def begin(context: dict[str, Any], **_: Any) -> None:
        context["began"] = time.monotonic()

    def seconds_to_next_try(
        response: Any, attempts: int, caught_exception: Any, request_dict: Any, **_: Any
    ) -> float | None:
        """Seconds until the next try; None leaves the answer as it is."""
        context = request_dict["context"]
        refused = isinstance(caught_exception, unanswered) if response is None else is_refusal(*response)
        if not refused:
            client.retries.answered(context.get("paid", 0))
            return None
        if time.monotonic() - context["began"] >= policy.again_within:
            return None
        context["paid"] = retry_tokens(
            response and response[1].get("Error", {}).get("Code"), is_timeout=isinstance(caught_exception, timeouts)
        )
        return pause_seconds(attempts - 1) if client.retries.pay(context["paid"]) else None

    def answered(http_response: Any, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        if is_refusal(http_response, parsed):
            error = parsed.get("Error", {})
            raise ServiceBusy(f"{model.name}: {error.get('Code', http_response.status_code)}")

    def not_answered(exception: Exception, **_: Any) -> None:
        if isinstance(exception, unanswered):
            raise ServiceBusy(repr(exception)) from exception

    events = client.meta.events
    events.register("before-call", begin)
    events.register_first("needs-retry", seconds_to_next_try)
    events.register_last("after-call", answered)
    events.register_last("after-call-error", not_answered)


@contextmanager
def reading() -> Iterator[None]:
    """Raise ServiceBusy when the body of an answer stops arriving while it is read, though the answer began well."""
    from botocore.exceptions import ConnectionError as Unconnected  # noqa: PLC0415 - there with the client
    from botocore.exceptions import HTTPClientError, IncompleteReadError  # noqa: PLC0415

    try:
        yield
    except (Unconnected, HTTPClientError, IncompleteReadError) as stopped:
        raise ServiceBusy(repr(stopped)) from stopped


def is_refusal(http_response: Any, parsed: Mapping[str, Any]) -> bool:
    """Whether an answer says that the same request may succeed later."""
    return may_succeed_later(http_response.status_code, parsed.get("Error", {}).get("Code"))


def may_succeed_later(status: int, code: str | None) -> bool:
    """The same by the status and the code of an answer."""
    if status < 300:  # noqa: PLR2004 - a success
        return False
    return status >= SERVER_ERROR or status == TOO_MANY_REQUESTS or code in THROTTLED
