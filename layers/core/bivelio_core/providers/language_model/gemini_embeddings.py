"""Vectors by Gemini, over its REST interface: a search waits for one, and its client takes a second to import.

Source: ai.google.dev/api/embeddings (`models.batchEmbedContents`). Each text is a content of its own, because
`gemini-embedding-2` makes one vector of all parts of a content (getzep/graphiti#1848).
"""

import json
import math
import time
from collections.abc import Callable, Sequence
from typing import Any

from bivelio_core import egress
from bivelio_core.config import AiSettings
from bivelio_core.language_models import DIMENSIONS, EMBEDDING_MODELS

from .embedding import Purpose, Vector
from .failures import ModelRefused, ModelUnavailable
from .gemini_errors import GeminiError, pause_before_retry
from .port import Deadline

URL = "https://generativelanguage.googleapis.com"
SUCCESS = 200
MOST_TEXTS = 100
MOST_SECONDS = 30.0
MAXIMUM_BYTES = 8_000_000
"""Of an answer: a hundred vectors, a number a line."""


class GeminiEmbedder:
    """Asks Gemini for vectors, three times at most."""

    def __init__(self, settings: AiSettings, key: Callable[[], str]) -> None:
        self.model = settings.embedding_model
        self._url = f"{settings.url or URL}/v1beta/models/{self.model}:batchEmbedContents"
        self._key = key

    def vectors(self, texts: Sequence[str], purpose: Purpose, deadline: Deadline) -> list[Vector]:
        """A vector of length 1 for each of a hundred texts at most, in their order."""
        if len(texts) > MOST_TEXTS:
            raise ValueError(f"Gemini takes {MOST_TEXTS} texts at once")
        body = json.dumps({"requests": [self._request(text, purpose) for text in texts]}, ensure_ascii=False).encode()
        retries = 0
        while deadline.remaining():
            status, document, waits = self._ask(body, deadline)
            if status == SUCCESS:
                return _vectors(document, len(texts))
            error = GeminiError(status, _message(document), document, waits)
            pause = pause_before_retry(error.asked_pause, retries, deadline)
            if pause is None or not isinstance(error.failure, ModelUnavailable):
                raise error.failure
            time.sleep(pause)
            retries += 1
        raise ModelUnavailable("timeout")

    def _request(self, text: str, purpose: Purpose) -> dict[str, Any]:
        tasks = EMBEDDING_MODELS[self.model].tasks
        return {
            "model": f"models/{self.model}",
            "content": {"parts": [{"text": text}]},
            "outputDimensionality": DIMENSIONS,
            **({"taskType": tasks[purpose == "question"]} if tasks else {}),
        }

    def _ask(self, body: bytes, deadline: Deadline) -> tuple[int, Any, str]:
        """The status, the document and the `Retry-After` of an answer; a broken connection is an overloaded server."""
        try:
            answer = egress.fetch(
                "POST",
                self._url,
                headers={"Content-Type": "application/json", "x-goog-api-key": self._key()},
                body=body,
                timeout_seconds=min(deadline.remaining(), MOST_SECONDS),
                maximum_bytes=MAXIMUM_BYTES,
            )
        except egress.EgressFailed as failure:
            if failure.kind == "timeout":
                raise ModelUnavailable("timeout") from failure
            return 503, {}, ""
        except egress.EgressRefused as refusal:
            raise ModelUnavailable("unavailable") from refusal
        try:
            document = json.loads(answer.body)
        except (ValueError, RecursionError):
            document = {}
        return answer.status, document, answer.headers.get("retry-after", "")


def _message(document: Any) -> str:
    error = document.get("error") if isinstance(document, dict) else None
    return str(error.get("message", "")) if isinstance(error, dict) else ""


def _vectors(document: Any, count: int) -> list[Vector]:
    """The vectors of an answer, each of length 1. Raises ModelRefused when it does not have one for each text."""
    listed = document.get("embeddings") if isinstance(document, dict) else None
    if not isinstance(listed, list) or len(listed) != count:
        raise ModelRefused("invalid_output")
    return [_unit(each.get("values") if isinstance(each, dict) else None) for each in listed]


def _unit(values: Any) -> Vector:
    if not isinstance(values, list) or len(values) != DIMENSIONS:
        raise ModelRefused("invalid_output")
    try:
        length = math.hypot(*values)
        if not 0 < length < math.inf:
            raise ModelRefused("invalid_output")
        return [value / length for value in values]
    except TypeError as error:
        raise ModelRefused("invalid_output") from error
