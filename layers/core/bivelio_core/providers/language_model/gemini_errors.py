"""What Gemini's errors mean for a caller, and how long it asks to wait, whichever client has received them.

Source: Gemini API, "Troubleshooting" and "Error codes"; google.rpc.RetryInfo, QuotaFailure and ErrorInfo in the
details of an error.
"""

import math
import random
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .failures import ModelRefused, ModelUnavailable
from .port import Deadline

Failure = ModelRefused | ModelUnavailable
INVALID, UNAUTHORISED, FORBIDDEN, GONE, TIMED_OUT, TOO_MANY = 400, 401, 403, 404, 408, 429
SERVER_ERROR, OVERLOADED, GATEWAY_TIMEOUT = 500, 503, 504
PAUSE_SECONDS = 5.0
"""How long a caller is told to wait when Gemini does not say."""
RETRIES = 2
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 10.0
LEAST_SECONDS = 1.0
"""So much must be left after a pause for another try to make sense."""
_NO_QUOTA = re.compile(r"\blimit: 0\b(?!\.\d)")
_THINKING = re.compile(r"\bthinking\b", re.IGNORECASE)


class GeminiError(NamedTuple):
    """An error as Gemini answers it: its status, its message, the document with its details, its `Retry-After`."""

    code: int
    message: str
    document: Any
    retry_after: str = ""

    @property
    def details(self) -> Iterator[Mapping[str, Any]]:
        """Its details, those that are objects."""
        body = self.document if isinstance(self.document, Mapping) else {}
        inner = body.get("error", body)
        listed = inner.get("details", ()) if isinstance(inner, Mapping) else ()
        yield from (detail for detail in listed if isinstance(detail, Mapping))

    @property
    def asked_pause(self) -> float | None:
        """The seconds that Gemini asks to wait, by RetryInfo or by `Retry-After`; None when it does not."""
        named = [str(detail["retryDelay"]) for detail in self.details if "retryDelay" in detail]
        for text in (*named, self.retry_after):
            try:
                return max(0.0, float(text.removesuffix("s")))
            except ValueError:
                continue  # a date, or nothing
        return None

    @property
    def is_about_the_key(self) -> bool:
        """Whether a request was refused for its key: Gemini answers 400, not 401."""
        return any(detail.get("reason") == "API_KEY_INVALID" for detail in self.details)

    @property
    def is_about_a_used_up_quota(self) -> bool:
        """Whether a 429 is of the quota of the day, or of one that is nothing: no pause helps, though one is named."""
        violations = [each for detail in self.details for each in detail.get("violations") or ()]
        quotas = [each for each in violations if isinstance(each, Mapping)]
        is_none = _NO_QUOTA.search(self.message) or any(str(each.get("quotaValue")) == "0" for each in quotas)
        return bool(is_none) or any("PerDay" in str(each.get("quotaId")) for each in quotas)

    @property
    def is_about_thinking(self) -> bool:
        """Whether a request was refused for how much the model was told to think."""
        return self.code == INVALID and _THINKING.search(self.message) is not None

    @property
    def is_overloaded(self) -> bool:
        """Whether a model is overloaded and nobody knows for how long: another one may have room."""
        return self.code == OVERLOADED and self.asked_pause is None

    @property
    def failure(self) -> Failure:
        """The failure to raise."""
        wait = math.ceil(self.asked_pause or PAUSE_SECONDS)
        if self.code == TOO_MANY and self.is_about_a_used_up_quota:
            return ModelRefused("quota_exhausted")
        if self.code == TOO_MANY:
            return ModelUnavailable("rate_limited", retry_after=wait)
        if self.code in (TIMED_OUT, GATEWAY_TIMEOUT):
            return ModelUnavailable("timeout", retry_after=wait)
        if self.code >= SERVER_ERROR:
            return ModelUnavailable("unavailable", retry_after=wait)
        if self.code in (UNAUTHORISED, FORBIDDEN) or self.is_about_the_key:
            return ModelRefused("invalid_key")
        return ModelRefused("model_not_found" if self.code == GONE else "invalid_request")


def pause_before_retry(wish: float | None, retries: int, deadline: Deadline) -> float | None:
    """The seconds to wait before another try, by Gemini's wish if it has one; None when none makes sense."""
    if retries == RETRIES:
        return None
    pause = random.uniform(0, FIRST_PAUSE_SECONDS * 2**retries) if wish is None else wish  # noqa: S311 - jitter
    makes_sense = pause <= LONGEST_PAUSE_SECONDS and deadline.remaining() - pause > LEAST_SECONDS
    return pause if makes_sense else None
