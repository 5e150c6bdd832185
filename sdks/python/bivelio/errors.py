"""All errors that the client raises.

BiVelioError
├── ConfigurationError          no key, a wrong address, an unknown option: nothing was sent
├── APIConnectionError          no answer came
│   └── APITimeoutError         not within the timeout
├── WaitTimeoutError            a run, an import or a file that has not ended within wait_seconds
├── UnexpectedResponseError     what came is not an answer of the API: HTML, half a body
├── WebhookVerificationError    a delivery that is not ours, or too old
└── APIError                    the API answered with an error; below it, one class for each status ...
    └── ValidationError, ...    ... and one for each code, in `bivelio.errors` as well
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from ._error_codes import *  # noqa: F403 - the classes of the codes are exported here

_MAXIMUM_EXCERPT = 120


class BiVelioError(Exception):
    """The base of all errors of this package."""


class ConfigurationError(BiVelioError):
    """The client cannot be used as it was made: a missing key, a wrong address. The message says what to do."""


class WebhookVerificationError(BiVelioError):
    """The body is not from BiVelio, was changed, or is older than the tolerance."""


class APIConnectionError(BiVelioError):
    """No answer came. `was_sent` is False when the request certainly did not reach the API."""

    def __init__(self, message: str, *, was_sent: bool = True) -> None:
        super().__init__(message)
        self.was_sent = was_sent


class APITimeoutError(APIConnectionError):
    """No answer came within the timeout."""


class WaitTimeoutError(BiVelioError):
    """What was waited for has not ended in time, and goes on. `instance` is the object as it was last."""

    def __init__(self, message: str, *, instance: Any) -> None:
        super().__init__(message)
        self.instance = instance


class UnexpectedResponseError(BiVelioError):
    """What came is not an answer of the API. `status` and `response` are those of the response."""

    def __init__(self, message: str, *, status: int, response: httpx.Response | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.response = response


class APIError(BiVelioError):
    """The API answered with an error.

    `code` is the contract; `message` is for a person, in the client's language. `retry_after` is in seconds, None when
    it is not known. `remedy` says what to do now, `details` depends on the code.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str = "",
        details: Mapping[str, Any] | None = None,
        request_id: str | None = None,
        doc_url: str | None = None,
        remedy: str | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
        response: httpx.Response | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.details: dict[str, Any] = dict(details or {})
        self.request_id = request_id
        self.doc_url = doc_url
        self.remedy = remedy
        self.retryable = retryable
        self.retry_after = retry_after
        self.response = response

    def __str__(self) -> str:
        named = f" (request {self.request_id})" if self.request_id else ""
        advice = f"\n  {self.remedy}" if self.remedy else ""
        return f"{self.status} {self.code}: {self.message}{named}{advice}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process, as errors of queues of tasks do, without the response."""
        return _restored, (type(self), {**self.__dict__, "response": None})

    @property
    def field(self) -> str | None:
        """The first field that is wrong, as a path inside the request: `line_items[0].quantity`."""
        return self.details.get("field")

    @property
    def challenge(self) -> str | None:
        """Of AUTH_MFA_REQUIRED: what goes to `auth.token(grant_type="mfa", challenge=..., code=...)` with the code."""
        return self.details.get("challenge")

    @property
    def errors(self) -> list[dict[str, Any]]:
        """All that is wrong: `field`, `constraint` and `message` of each."""
        return list(self.details.get("errors", []))


class BadRequestError(APIError):
    """400: the request is malformed."""


class AuthenticationError(APIError):
    """401: the key or the token is absent, unknown, expired or of the other environment."""


class PermissionDeniedError(APIError):
    """403: the credential does not allow it."""


class NotFoundError(APIError):
    """404: there is no such resource or path."""


class ConflictStatusError(APIError):
    """409: the state does not allow it."""


class UnprocessableError(APIError):
    """422: the request is well formed and makes no sense."""


class TooManyRequestsError(APIError):
    """429: a limit is exceeded; `retry_after` says for how long."""


class ServerError(APIError):
    """5xx: an error on the side of the API."""


_BY_STATUS: dict[int, type[APIError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictStatusError,
    422: UnprocessableError,
    429: TooManyRequestsError,
}


def error_of(status: int, error: Mapping[str, Any], response: httpx.Response | None = None) -> APIError:
    """Return the error of an answer's `error`. A code that this version does not know gets the class of its status."""
    from ._error_codes import BY_CODE

    code, details = str(error.get("code", "")), error.get("details")
    kind = BY_CODE.get(code) or _BY_STATUS.get(status) or (ServerError if status >= 500 else APIError)  # noqa: PLR2004
    return kind(
        str(error.get("message", "")),
        status=status,
        code=code,
        details=details if isinstance(details, dict) else None,
        request_id=error.get("request_id"),
        doc_url=error.get("doc_url"),
        remedy=error.get("remedy"),
        retryable=error.get("retryable") is True,
        retry_after=_seconds(error.get("retry_after")),
        response=response,
    )


def _restored(kind: type[APIError], fields: Mapping[str, Any]) -> APIError:
    error = kind(fields["message"], status=fields["status"])
    error.__dict__.update(fields)
    return error


def _seconds(value: object) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def body_of(response: httpx.Response, *, is_bare: bool = False, exact_decimals: bool = False) -> Any:
    """Return the answer of a success: the `data` of its envelope, or all of it when it has none.

    With `exact_decimals`, numbers with a fraction are Decimals.

    Raises APIError, or UnexpectedResponseError for what the API did not answer.
    """
    status = response.status_code
    try:
        body = json.loads(response.content, parse_float=_decimal() if exact_decimals else None)
    except ValueError:
        body = None
    if isinstance(body, dict):
        if status < 300 and (is_bare or isinstance(body.get("data"), dict)):  # noqa: PLR2004
            return body if is_bare else body["data"]
        if isinstance(body.get("error"), dict):
            raise error_of(status, body["error"], response)
    excerpt = " ".join(response.text.split())[:_MAXIMUM_EXCERPT]
    kind = response.headers.get("content-type", "no content type")
    raise UnexpectedResponseError(
        f"The answer with status {status} ({kind}) is not one of BiVelio's API. "
        f"Check base_url; it begins with: {excerpt!r}",
        status=status,
        response=response,
    )


def _decimal() -> Any:
    from decimal import Decimal

    return Decimal


def __getattr__(name: str) -> object:
    """Find the classes of codes here too (PEP 562)."""
    from . import _error_codes

    if not name.startswith("_") and hasattr(_error_codes, name):
        error_class: object = getattr(_error_codes, name)
        return error_class
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
