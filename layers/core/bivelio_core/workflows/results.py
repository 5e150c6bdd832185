"""How a step ends: completed, failed or skipped, with an output or a failure."""

from typing import Any, NamedTuple

COMPLETED, FAILED, SKIPPED = "completed", "failed", "skipped"


class Failure(Exception):
    """Why a step failed: a code to match on, a sentence, and whether trying again can help."""

    def __init__(
        self, code: str, message: str, *, retryable: bool = False, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(code, message)
        self.code, self.message, self.retryable, self.details = code, message, retryable, details or {}

    def describe(self) -> dict[str, Any]:
        """As results and answers show it."""
        return {"code": self.code, "message": self.message, **({"details": self.details} if self.details else {})}


class Result(NamedTuple):
    """How a step ended."""

    status: str
    output: Any = None
    error: dict[str, Any] | None = None
