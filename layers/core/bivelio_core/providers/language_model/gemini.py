"""The adapter of Google's Gemini, by its client `google-genai`, which is in AiLayer and takes long to import."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

import httpx2
from google import genai
from google.genai import types
from google.genai.errors import APIError, UnknownApiResponseError

from bivelio_core import config
from bivelio_core.config import AiSettings
from bivelio_core.language_models import present, running

from . import gemini_wire
from .failures import ModelUnavailable
from .gemini_failures import failure_of
from .gemini_key import key_of
from .gemini_tries import ModelMemory, Tries
from .port import Answer, Deadline, Prompt

API_VERSION = "v1beta"
"""Named, because the client's default changes with its version. v1beta has all that we use."""

Result = TypeVar("Result")
_FAILED = (APIError, UnknownApiResponseError, httpx2.HTTPError, ModelUnavailable)


class Question(NamedTuple):
    """A prompt as one model is asked it."""

    model: str
    contents: list[types.Content]
    settings: types.GenerateContentConfig


class GeminiModel:
    """Asks Gemini, three times at most, and another model when the asked one is gone or overloaded."""

    name = "gemini"

    def __init__(
        self, settings: AiSettings, key: Callable[[], str], transport: httpx2.BaseTransport | None = None
    ) -> None:
        """`transport` carries the requests in place of the network, to record them (tools/gemini_check)."""
        self._settings = settings
        self._transport = transport
        self._key = key
        self._client: tuple[str, genai.Client] | None = None
        self._memory = ModelMemory()

    def answer(self, prompt: Prompt, deadline: Deadline) -> Answer:
        """The answer of the model that the prompt or the deployment names."""

        def ask(client: genai.Client, question: Question) -> Answer:
            got = client.models.generate_content(
                model=question.model, contents=list(question.contents), config=question.settings
            )
            return gemini_wire.answer_of([got], question.model)

        return self._tried(prompt, deadline, ask)

    def stream(self, prompt: Prompt, deadline: Deadline) -> Iterator[str | Answer]:
        """The answer's text as it comes, then the answer. Only what fails before the first piece is tried again."""
        stream = self._tried(prompt, deadline, _Stream.begin)
        while (piece := stream.take()) is not None:
            if text := gemini_wire.text_of(piece):
                yield text
            if not deadline.remaining():
                raise ModelUnavailable("timeout")
        yield gemini_wire.answer_of(stream.responses, stream.model)

    def _tried(self, prompt: Prompt, deadline: Deadline, ask: Callable[[genai.Client, Question], Result]) -> Result:
        """What `ask` returns, after retries. Raises ModelRefused or ModelUnavailable."""
        tries = Tries(self._candidates(prompt), self._memory)
        while deadline.remaining():
            try:
                return ask(self._connected(), self._question(prompt, tries.model, deadline))
            except _FAILED as error:
                time.sleep(tries.pause_after(error, deadline))
        raise ModelUnavailable("timeout")

    def _candidates(self, prompt: Prompt) -> list[str]:
        """The model to ask, and those that may stand in for it."""
        fallback, usual = present(self._settings.fallback_model), running(None, self._settings)
        return list(dict.fromkeys((running(prompt.model, self._settings), fallback, usual)))

    def _question(self, prompt: Prompt, model: str, deadline: Deadline) -> Question:
        settings = gemini_wire.config(prompt, model, deadline, thinks=not self._memory.is_unthinking(model))
        return Question(model, gemini_wire.contents(prompt, model), settings)

    def _connected(self) -> genai.Client:
        """The client, made again when the key has changed."""
        key = self._key()
        if self._client is None or self._client[0] != key:
            transport = {} if self._transport is None else {"transport": self._transport}
            options = types.HttpOptions(
                base_url=self._settings.url or None,
                api_version=API_VERSION,
                client_args={"trust_env": False, **transport},
            )
            self._client = key, genai.Client(vertexai=False, api_key=key, http_options=options)
        return self._client[1]


class _Stream:
    """A response that comes in pieces, of which the first is there."""

    def __init__(self, model: str, pieces: Iterator[types.GenerateContentResponse]) -> None:
        self.model = model
        self.responses: list[types.GenerateContentResponse] = []
        self._pieces = pieces
        self._first: types.GenerateContentResponse | None = next(pieces, None)

    @classmethod
    def begin(cls, client: genai.Client, question: Question) -> "_Stream":
        """Ask, and wait for the first piece."""
        pieces = client.models.generate_content_stream(
            model=question.model, contents=list(question.contents), config=question.settings
        )
        return cls(question.model, pieces)

    def take(self) -> types.GenerateContentResponse | None:
        """The next piece, None at the end. Raises ModelUnavailable when the connection is cut."""
        try:
            piece, self._first = self._first or next(self._pieces, None), None
        except _FAILED as error:
            raise failure_of(error) from error
        if piece is not None:
            self.responses.append(piece)
        return piece


def connect() -> GeminiModel:
    """The adapter, for the registry, with the deployment's key."""
    settings = config.ai_settings()
    return GeminiModel(settings, lambda: key_of(settings.key_secret))
