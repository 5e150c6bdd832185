"""What the failures of Gemini's client mean: its errors are those of gemini_errors.py."""

import httpx2
from google.genai.errors import APIError

from .failures import ModelUnavailable
from .gemini_errors import Failure, GeminiError


def failure_of(error: Exception) -> Failure:
    """The failure to raise for an error of the client: of Gemini, of the connection, of a response cut short."""
    if isinstance(error, ModelUnavailable):
        return error
    if not isinstance(error, APIError):
        return ModelUnavailable("timeout" if isinstance(error, httpx2.TimeoutException) else "unavailable")
    return answered(error).failure


def answered(error: APIError) -> GeminiError:
    """The error as Gemini has answered it."""
    waits = getattr(error.response, "headers", {}).get("retry-after", "")
    return GeminiError(error.code, error.message or "", error.details, waits)
