"""The client: its operations take and answer what those of boto3's DynamoDB client do, and fail like them.

Requests are sent again by the policy of all our clients (aws_calls.py). Each may be: conditional writes carry marks by
which the table knows its own (store/resend.py), and transactions tokens.
"""

import time
from collections.abc import Callable, Mapping
from itertools import count
from types import SimpleNamespace
from typing import Any

from bivelio_core.aws_calls import CallPolicy, ServiceBusy, may_succeed_later, pause_seconds

from .connection import Send
from .protocol import VERSION, body_of, content_of
from .refusals import NAMED, ClientError, TryAgain
from .settings import Endpoint, credentials, forget_credentials
from .signing import signed_headers

EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException"})
"""The codes for credentials whose time is over, and for a token that the service no longer knows."""


def _operation(name: str) -> Callable[..., dict[str, Any]]:
    def operation(client: "DynamoClient", **request: Any) -> dict[str, Any]:
        return client.call(name, request)

    operation.__doc__ = f"See {name} in the DynamoDB API Reference. Raises ClientError and ServiceBusy."
    return operation


class DynamoClient:
    """A client for one endpoint, for any number of threads.

    `send` is the way to the network. `sent` is called with each request that goes out.
    """

    exceptions = SimpleNamespace(ClientError=ClientError, **NAMED)

    def __init__(self, endpoint: Endpoint, policy: CallPolicy, send: Send, sent: Callable[[], None]) -> None:
        self.send = send
        self._endpoint, self._policy, self._sent = endpoint, policy, sent

    batch_execute_statement = _operation("BatchExecuteStatement")
    batch_get_item = _operation("BatchGetItem")
    batch_write_item = _operation("BatchWriteItem")
    delete_item = _operation("DeleteItem")
    get_item = _operation("GetItem")
    put_item = _operation("PutItem")
    query = _operation("Query")
    transact_write_items = _operation("TransactWriteItems")
    update_item = _operation("UpdateItem")

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request. Raises ClientError when it is refused, ServiceBusy when that may be over soon."""
        body, ends, is_renewed = body_of(request), time.monotonic() + self._policy.again_within, False
        for tries in count():
            try:
                return self._try(operation, body, tries)
            except TryAgain as again:
                if time.monotonic() >= ends:
                    raise ServiceBusy(f"{operation}: {again}") from again
                pause = 0.0 if again.at_once else pause_seconds(tries)
            except ClientError as refused:
                if refused.code not in EXPIRED or is_renewed or time.monotonic() >= ends:
                    raise
                forget_credentials()
                is_renewed, pause = True, 0.0
            time.sleep(pause)
        raise AssertionError  # tries have no end of their own

    def _try(self, operation: str, body: bytes, tries: int) -> dict[str, Any]:
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        headers = signed_headers(self._endpoint, credentials(), f"{VERSION}.{operation}", body, stamp)
        self._sent()
        content = content_of(self.send(headers, body))
        content["ResponseMetadata"]["RetryAttempts"] = tries
        if "Error" not in content:
            return content
        error = NAMED.get(content["Error"]["Code"], ClientError)(operation, content)
        if may_succeed_later(content["ResponseMetadata"]["HTTPStatusCode"], error.code):
            raise TryAgain(str(error))
        raise error
