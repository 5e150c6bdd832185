"""How a request to AWS fails, in the words and shapes of boto3's errors, which callers of either client read.

Source: DynamoDB Developer Guide, "Error handling with DynamoDB"; the API References of the other services.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core.aws_calls import RETRY_TOKENS, PlainCause

DENIED = frozenset({"AccessDenied", "AccessDeniedException"})
"""The codes whose sentence names the role, the action and the resource or its rule, and no value of an item."""


class NotConfigured(PlainCause):
    """No request can be sent: the region, the endpoint or the credentials are missing or make no sense."""


class TryAgain(Exception):
    """A try that came to nothing: the same request may succeed when it is sent again, `at_once` without a pause.

    `tokens` is what that takes from the budget for retries. No caller of the client sees this error: after the last
    try it is a `ServiceBusy`.
    """

    def __init__(self, why: str, *, at_once: bool = False, tokens: int = RETRY_TOKENS) -> None:
        super().__init__(why)
        self.at_once, self.tokens = at_once, 0 if at_once else tokens


class ClientError(PlainCause):
    """AWS refused a request for what it asks: sent again as it is, it is refused again.

    The text names the operation, the code and the request, and may be logged; of a missing permission it says which.
    `message` is AWS's own sentence, which may repeat values.
    `response` has the shape of boto3's: `Error`, `ResponseMetadata`, what else was answered.
    """

    def __init__(self, operation: str, response: Mapping[str, Any]) -> None:
        self.operation, self.response = operation, response
        self.code: str = response["Error"]["Code"]
        self.message: str = response["Error"]["Message"]
        self.request_id: str = response["ResponseMetadata"]["RequestId"]
        lacking = f": {self.message}" if self.code in DENIED else ""
        super().__init__(f"{operation}: {self.code} (request {self.request_id or 'without id'}){lacking}")


class ConditionalCheckFailedException(ClientError):
    """The condition of a write did not hold."""


class TransactionCanceledException(ClientError):
    """A transaction was cancelled, for the `CancellationReasons` of its response."""


class TransactionInProgressException(ClientError):
    """A transaction with the same token is under way."""


class ExecutionAlreadyExists(ClientError):
    """An execution of the name exists, with another input or at its end."""


class ExecutionDoesNotExist(ClientError):
    """There is no execution of the name."""


class ResourceNotFoundException(ClientError):
    """There is no schedule or secret of the name."""


class ConflictException(ClientError):
    """There is a schedule of the name."""


NAMED: dict[str, type[ClientError]] = {kind.__name__: kind for kind in ClientError.__subclasses__()}
"""The refusals that callers tell apart, by AWS's code."""
