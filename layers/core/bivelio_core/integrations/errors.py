"""The failures of services of others. A connection, a channel, a calendar and an MCP server share them."""

from typing import Any

from bivelio_core import errors
from bivelio_core.catalogue import Entry

RETRY_AFTER_SECONDS = 5


class IntegrationError(errors.IntegrationError):
    """The provider refused for good; `details.reason` says why, in programs' words and in a sentence for people."""

    def __init__(self, reason: str, **details: Any) -> None:
        known_details = {name: value for name, value in details.items() if value not in (None, "")}
        super().__init__(details={"reason": reason, **known_details})

    def message(self, language: str) -> str:
        """The sentence about the reason, if it has one of its own."""
        told = Entry("integrations", f"reason.{self.details['reason']}")
        return (told if told.exists else self.text)[language]


class IntegrationUnavailable(errors.IntegrationUnavailable):
    """The provider could not be reached or asked for patience; trying again can help."""

    def __init__(self, reason: str, *, retry_after: int | None = None) -> None:
        super().__init__(details={"reason": reason}, retry_after=retry_after or RETRY_AFTER_SECONDS)
