"""What Gemini's failures mean for a caller, and how long it asks to wait.

Source: Gemini API, "Troubleshooting" and "Error codes"; google.rpc.RetryInfo, QuotaFailure and ErrorInfo in
`error.details`.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
from google.genai.errors import APIError

from .failures import ModelRefused, ModelUnavailable

Failure = ModelRefused | ModelUnavailable
INVALID, UNAUTHORISED, FORBIDDEN, GONE, TIMED_OUT, TOO_MANY = 400, 401, 403, 404, 408, 429
SERVER_ERROR, OVERLOADED, GATEWAY_TIMEOUT = 500, 503, 504
PAUSE_SECONDS = 5.0
"""How long a caller is told to wait when Gemini does not say."""
_NO_QUOTA = re.compile(r"\blimit: 0\b(?!\.\d)")
_THINKING = re.compile(r"\bthinking\b", re.IGNORECASE)


def failure_of(error: Exception) -> Failure:
    """The failure to raise for an error of the client: of Gemini, of the connection, of a response cut short."""
    if isinstance(error, ModelUnavailable):
        return error
    if not isinstance(error, APIError):
        return ModelUnavailable("timeout" if isinstance(error, httpx2.TimeoutException) else "unavailable")
    wait = math.ceil(asked_pause(error) or PAUSE_SECONDS)
    if error.code == TOO_MANY and is_about_a_used_up_quota(error):
        return ModelRefused("quota_exhausted")
    if error.code == TOO_MANY:
        return ModelUnavailable("rate_limited", retry_after=wait)
    if error.code in (TIMED_OUT, GATEWAY_TIMEOUT):
        return ModelUnavailable("timeout", retry_after=wait)
    if error.code >= SERVER_ERROR:
        return ModelUnavailable("unavailable", retry_after=wait)
    if error.code in (UNAUTHORISED, FORBIDDEN) or is_about_the_key(error):
        return ModelRefused("invalid_key")
    return ModelRefused("model_not_found" if error.code == GONE else "invalid_request")


def is_about_the_key(error: APIError) -> bool:
    """Whether a request was refused for its key: Gemini answers 400, not 401."""
    return any(detail.get("reason") == "API_KEY_INVALID" for detail in details_of(error))


def is_about_a_used_up_quota(error: APIError) -> bool:
    """Whether a 429 is of the quota of the day, or of one that is nothing: no pause helps, though one is named."""
    violations = [each for detail in details_of(error) for each in detail.get("violations") or ()]
    quotas = [each for each in violations if isinstance(each, Mapping)]
    is_none = _NO_QUOTA.search(error.message or "") or any(str(each.get("quotaValue")) == "0" for each in quotas)
    return bool(is_none) or any("PerDay" in str(each.get("quotaId")) for each in quotas)


def is_about_thinking(error: APIError) -> bool:
    """Whether a request was refused for how much the model was told to think."""
    return error.code == INVALID and _THINKING.search(error.message or "") is not None


def is_overloaded(error: APIError) -> bool:
    """Whether a model is overloaded and nobody knows for how long: another one may have room."""
    return error.code == OVERLOADED and asked_pause(error) is None


def asked_pause(error: Exception) -> float | None:
    """The seconds that Gemini asks to wait, by RetryInfo or by `Retry-After`; None when it does not."""
    if not isinstance(error, APIError):
        return None
    named = [str(detail["retryDelay"]) for detail in details_of(error) if "retryDelay" in detail]
    header = getattr(error.response, "headers", {}).get("retry-after", "")
    for text in (*named, header):
        try:
            return max(0.0, float(text.removesuffix("s")))
        except ValueError:
            continue  # a date, or nothing
    return None


def details_of(error: APIError) -> Iterator[Mapping[str, Any]]:
    """The details of an error, those that are objects."""
    body = error.details if isinstance(error.details, Mapping) else {}
    inner = body.get("error", body)
    listed = inner.get("details", ()) if isinstance(inner, Mapping) else ()
    yield from (detail for detail in listed if isinstance(detail, Mapping))
