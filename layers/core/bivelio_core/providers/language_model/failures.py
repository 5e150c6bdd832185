"""The failures of a language model, as callers of the API see them: `INTEGRATION_ERROR` with `details.reason`."""

from collections.abc import Mapping
from typing import Literal

from bivelio_core.errors import IntegrationError, IntegrationUnavailable
from bivelio_core.faults import LANGUAGES, Text

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
SENTENCES: Mapping[str, Text] = {
    "quota_exhausted": {
        "ca": "El compte de la plataforma al proveïdor del model de llenguatge ha exhaurit la quota d'avui, o no en té "
        "cap per a aquest model. Repetir-ho ara no serveix.",
        "es": "La cuenta de la plataforma en el proveedor del modelo de lenguaje ha agotado la cuota de hoy, o no "
        "tiene ninguna para este modelo. Repetirlo ahora no sirve.",
        "en": "The platform's account at the provider of the language model has used up its quota for today, or has "
        "none for this model. Trying again now does not help.",
    },
    "account_limited": {
        "ca": "El proveïdor del model de llenguatge ha limitat el compte de la plataforma. No és pel teu text.",
        "es": "El proveedor del modelo de lenguaje ha limitado la cuenta de la plataforma. No es por tu texto.",
        "en": "The provider of the language model has limited the platform's account. It is not because of your text.",
    },
}
"""What a person is told of the reasons for which it is the operator who has to act."""


class ModelRefused(IntegrationError):
    """The language model refused for good: the same request would be refused again."""

    def __init__(self, reason: Refusal, *, clause: str | None = None) -> None:
        """`clause` is the part of the request that no rule can do."""
        clause_detail = {} if clause is None else {"clause": clause}
        super().__init__(details={"provider": "language_model", "reason": reason, **clause_detail})
        self.reason = reason

    def message(self, language: str) -> str:
        """The sentence for the caller, in one of our languages."""
        text = SENTENCES.get(self.reason, self.text)
        return text[language if language in LANGUAGES else "ca"]


class ModelUnavailable(IntegrationUnavailable):
    """The language model is busy, failed, or did not answer before the deadline: try again after `retry_after`."""

    def __init__(self, reason: Pause, *, retry_after: int = 5) -> None:
        super().__init__(details={"provider": "language_model", "reason": reason}, retry_after=max(1, retry_after))
        self.reason = reason
