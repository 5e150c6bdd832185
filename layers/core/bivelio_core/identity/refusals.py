"""The texts about a refused credential: each reason has a sentence and advice.

Only a caller with a key's whole text learns that the key is revoked, expired or bound to other origins; to others it is
unknown.
"""

from typing import Any

from bivelio_core.catalogue import LANGUAGES, Entry
from bivelio_core.errors import InvalidToken
from bivelio_core.faults import register

IN_THE_COOKIE = register("identity", "in_the_cookie")


class CredentialRefused(InvalidToken):
    """The credential is refused; `details.reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(details={"reason": reason if _entry_of(reason).exists else "invalid_token"})

    def message(self, language: str) -> str:
        """The sentence of the reason."""
        entry = _entry_of(self.details["reason"])
        return _in(entry, language) if entry.exists else super().message(language)

    def advice(self, language: str) -> str:
        """What to do about the reason."""
        entry = _entry_of(f"{self.details['reason']}.remedy")
        return _in(entry, language) if entry.exists else super().advice(language)

    def context(self, language: str) -> dict[str, Any]:
        """What the gateway response INVALID_API_KEY takes from the authorizer's answer."""
        texts = {"message": self.message(language), "remedy": self.advice(language), "language": language}
        return {"verdict": "refused", "reason": self.details["reason"], **texts}


def _entry_of(reason: str) -> Entry:
    """Without quotation marks: API Gateway puts it into JSON as it is."""
    return Entry("identity", f"refused.{reason}")


def _in(entry: Entry, language: str) -> str:
    return entry[language if language in LANGUAGES else "ca"]
