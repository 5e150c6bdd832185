"""The failures of a language model, as callers of the API see them: `INTEGRATION_ERROR` with `details.reason`."""

from typing import Literal

from bivelio_core.catalogue import LANGUAGES, Entry
from bivelio_core.errors import IntegrationError, IntegrationUnavailable

Refusal = Literal[
    "account_limited",  # the provider has limited the platform's own account, whatever is asked
    "blocked",  # the provider's safety filters stopped the prompt or the answer
    "invalid_key",  # the provider knows no such key, or it may not use the model
    "invalid_output",  # the answer did not follow the schema, nor did its repair
    "invalid_request",  # the provider cannot serve such a request
    "model_not_found",  # neither the named model nor the fallback exists
    "quota_exhausted",  # the platform has used up its quota for the day, or has none for the model
    "no_rule",  # there is no model, and no rule answers this (AiProvider=offline)
    "truncated",  # the answer was longer than the limit of tokens
]
Pause = Literal["rate_limited", "timeout", "unavailable"]


class ModelRefused(IntegrationError):
    """The language model refused for good: the same request would be refused again."""

    def __init__(self, reason: Refusal, *, clause: str | None = None) -> None:
        """`clause` is the part of the request that no rule can do."""
        clause_detail = {} if clause is None else {"clause": clause}
        super().__init__(details={"provider": "language_model", "reason": reason, **clause_detail})
        self.reason = reason

    def message(self, language: str) -> str:
        """The sentence for the caller, in one of our languages."""
        told = Entry("providers", f"language_model.{self.reason}")
        return (told if told.exists else self.text)[language if language in LANGUAGES else "ca"]


class ModelUnavailable(IntegrationUnavailable):
    """The language model is busy, failed, or did not answer before the deadline: try again after `retry_after`."""

    def __init__(self, reason: Pause, *, retry_after: int = 5) -> None:
        super().__init__(details={"provider": "language_model", "reason": reason}, retry_after=max(1, retry_after))
        self.reason = reason
