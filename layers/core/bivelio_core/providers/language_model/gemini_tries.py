"""Which model of Gemini's is asked next after a failure, and after which pause."""

import time
from collections.abc import Sequence

from google.genai.errors import APIError

from .failures import ModelUnavailable
from .gemini_errors import GONE, GeminiError, pause_before_retry
from .gemini_failures import answered, failure_of
from .port import Deadline

KNOWN_SECONDS = 3600
"""How long a process knows that a model is gone, or refuses our setting of its thoughts."""


class ModelMemory:
    """What a process has learnt of models, each for an hour."""

    def __init__(self) -> None:
        self._gone: dict[str, float] = {}
        self._unthinking: dict[str, float] = {}

    def is_gone(self, model: str) -> bool:
        """Whether a model was answered with 404."""
        return _is_recent(self._gone.get(model))

    def is_unthinking(self, model: str) -> bool:
        """Whether a model refused how much it was told to think: then it is told nothing."""
        return _is_recent(self._unthinking.get(model))

    def learn_gone(self, model: str) -> None:
        """Remember a 404."""
        self._gone[model] = time.monotonic()

    def learn_unthinking(self, model: str) -> None:
        """Remember a 400 about thinking."""
        self._unthinking[model] = time.monotonic()


def _is_recent(instant: float | None) -> bool:
    return instant is not None and time.monotonic() - instant < KNOWN_SECONDS


class Tries:
    """The tries of one prompt: `model` is asked now. A model that is gone, or told to think otherwise, is no retry."""

    def __init__(self, candidates: Sequence[str], memory: ModelMemory) -> None:
        self._memory = memory
        self._others = [model for model in candidates if not memory.is_gone(model)] or [candidates[0]]
        self.model = self._others.pop(0)
        self._retries = 0

    def pause_after(self, error: Exception, deadline: Deadline) -> float:
        """The seconds to wait before the next try, of `model`. Raises the failure when another try makes no sense."""
        refusal = answered(error) if isinstance(error, APIError) else None
        if refusal is not None and self._is_mended(refusal):
            return 0.0
        failure, wish = failure_of(error), None if refusal is None else refusal.asked_pause
        if not isinstance(failure, ModelUnavailable):
            raise failure from error
        if refusal is not None and refusal.is_overloaded and self._others:
            wish = 0.0
        pause = pause_before_retry(wish, self._retries, deadline)
        if pause is None:
            raise failure from error
        if refusal is not None and refusal.is_overloaded and self._others:
            self.model = self._others.pop(0)
        self._retries += 1
        return pause

    def _is_mended(self, error: GeminiError) -> bool:
        """Whether the next request avoids what this one was refused for."""
        if error.code == GONE and self._others:
            self._memory.learn_gone(self.model)
            self.model = self._others.pop(0)
            return True
        if error.is_about_thinking and not self._memory.is_unthinking(self.model):
            self._memory.learn_unthinking(self.model)
            return True
        return False
