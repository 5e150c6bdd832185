"""The failures of a language model, as callers of the API see them: `INTEGRATION_ERROR` with `details.reason`."""

from typing import Literal

from bivelio_core.errors import IntegrationError, IntegrationUnavailable

Refusal = Literal[
    "blocked",  # the provider's safety filters stopped the prompt or the answer
    "invalid_key",  # the provider knows no such key, or it may not use the model
    "invalid_output",  # the answer did not follow the schema, nor did its repair
    "invalid_request",  # the provider cannot serve such a request
    "model_not_found",  # neither the named model nor the fallback exists
    "no_rule",  # there is no model, and no rule answers this (AiProvider=offline)
    "truncated",  # the answer was longer than the limit of tokens
]
Pause = Literal["rate_limited", "timeout", "unavailable"]


class ModelRefused(IntegrationError):
    """The language model refused for good: the same request would be refused again."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(details={"provider": "language_model", "reason": reason})
        self.reason = reason


class ModelUnavailable(IntegrationUnavailable):
    """The language model is busy, failed, or did not answer before the deadline: try again after `retry_after`."""

    def __init__(self, reason: Pause, *, retry_after: int = 5) -> None:
        super().__init__(details={"provider": "language_model", "reason": reason}, retry_after=max(1, retry_after))
        self.reason = reason
