"""The language models that may be named: the one table, from which requests, prices, the dashboard and guides are made.

Sources, read on 2026-11-29: ai.google.dev/gemini-api/docs (models, thinking, pricing, deprecations) and the price
table of LiteLLM 1.110.2. A model without a public price is not here, nor an alias that moves. The dashboard's list
is generated from this table (`make models`); a test compares that of docs/language-model.md.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from bivelio_core import clock, config
from bivelio_core.config import AiSettings

Input = Literal["text", "image", "pdf", "audio"]
ALL_INPUTS: tuple[Input, ...] = ("text", "image", "pdf", "audio")

RULES, SIMULATED = "offline-rules", "simulated"
"""What answers where there is no model, which costs an agent what the default does, and in the sandbox."""


class Thinking(NamedTuple):
    """How a model is told how much to think: the field of its `thinkingConfig`, and the values it takes, lowest first.

    A value that is not in `values` is answered with 400, as is the other field beside this one.
    """

    field: Literal["thinking_level", "thinking_budget"]
    values: tuple[str | int, ...]

    @property
    def floor(self) -> str | int:
        """The least that the model can be told to think."""
        return self.values[0]


class Model(NamedTuple):
    """A model of the table.

    Attributes:
        thinking: how much it thinks.
        factor: an invocation costs so many times the documented credits (ADR 64).
        ends_on: Google's day of its end; from then on the successor is asked.
        is_closed: Google refuses it to new keys (404) or routes it already, so the successor is asked from now on.
        successor: another model of the table.
        inputs: what it reads.
    """

    thinking: Thinking
    factor: int = 1
    ends_on: date | None = None
    is_closed: bool = False
    successor: str | None = None
    inputs: tuple[Input, ...] = ALL_INPUTS


_FROM_MINIMAL = Thinking("thinking_level", ("MINIMAL", "LOW", "MEDIUM", "HIGH"))
_FROM_LOW = Thinking("thinking_level", ("LOW", "MEDIUM", "HIGH"))
_TO_XHIGH = Thinking("thinking_level", ("LOW", "MEDIUM", "HIGH", "XHIGH"))
_END_OF_2_5 = date(2026, 12, 1)

MODELS: Mapping[str, Model] = {
    "gemini-3.5-flash-lite": Model(_FROM_MINIMAL),
    "gemini-3.1-flash-lite": Model(_FROM_MINIMAL, ends_on=date(2027, 5, 7), successor="gemini-3.5-flash-lite"),
    "gemini-3.8-flash": Model(_FROM_LOW, factor=4),
    "gemini-3.7-flash": Model(_FROM_LOW, factor=2),
    "gemini-3.6-flash": Model(_FROM_MINIMAL, factor=2),
    "gemini-3.5-flash": Model(_FROM_MINIMAL, factor=2, is_closed=True, successor="gemini-3.6-flash"),
    "gemini-3.1-pro-preview": Model(_FROM_LOW, factor=6),
    "gemini-4-hydrogen": Model(_TO_XHIGH, factor=4),
    "gemini-4-neon": Model(_TO_XHIGH, factor=8),
    "gemini-2.5-flash": Model(
        Thinking("thinking_budget", (0, 24_576)), ends_on=_END_OF_2_5, is_closed=True, successor="gemini-3.5-flash-lite"
    ),
    "gemini-2.5-pro": Model(
        Thinking("thinking_budget", (128, 32_768)),
        factor=4,
        ends_on=_END_OF_2_5,
        is_closed=True,
        successor="gemini-3.8-flash",
    ),
}


class EmbeddingModel(NamedTuple):
    """A model that makes vectors of texts, by which texts that mean the same are near each other.

    Those of one model say nothing beside those of another. Sources: ai.google.dev/gemini-api/docs/embeddings;
    mteb#4851, by which `gemini-embedding-2` knows what a text is for by words before it alone, while its predecessor is
    told in `taskType`; geldata/gel#9032, by which 100 texts are the most of a request.

    Attributes:
        passage: how a passage is written for it, with its title.
        question: how a question is.
        tasks: what it is told of a passage and of a question, if anything.
        characters: a text is cut there: its limit of tokens (8,192 and 2,048), at three letters each.
        least: a passage that shares no word with a question is an answer from this cosine on. Nobody has published
            where answers begin: `make gemini-check` prints what a deployment's own key says of near and far texts.
    """

    passage: str
    question: str
    tasks: tuple[str, str] | None
    characters: int
    least: float


EMBEDDING_MODELS: Mapping[str, EmbeddingModel] = {
    "gemini-embedding-2": EmbeddingModel(
        "title: {title} | text: {text}", "task: search result | query: {text}", None, 24_000, 0.5
    ),
    "gemini-embedding-001": EmbeddingModel(
        "{title}\n{text}", "{text}", ("RETRIEVAL_DOCUMENT", "RETRIEVAL_QUERY"), 6_000, 0.6
    ),
}
DIMENSIONS = 768
"""Of each vector: both models make shorter ones of 3,072 by leaving out the last numbers."""


def nameable(settings: AiSettings | None = None) -> tuple[str, ...]:
    """The names that an agent may have: those of the table, and the deployment's own, which may be newer than it."""
    settings = settings or config.ai_settings()
    return tuple(dict.fromkeys((*MODELS, settings.model, settings.fallback_model)))


def nearest(name: str) -> str:
    """The nameable model that was perhaps meant; the deployment's own when none is alike."""
    from difflib import get_close_matches  # noqa: PLC0415 - only refusals need it

    return next(iter(get_close_matches(name.lower(), nameable(), n=1)), config.ai_settings().model)


def running(name: str | None, settings: AiSettings | None = None) -> str:
    """The model that is asked for a name today: itself, or its successor, or the deployment's when it is unknown."""
    settings = settings or config.ai_settings()
    return present(name if name is not None and name in nameable(settings) else settings.model)


def present(name: str) -> str:
    """A model, or the one that took its place; a name that the table does not have stays."""
    model = MODELS.get(name)
    if model is None or model.successor is None:
        return name
    has_ended = model.ends_on is not None and clock.real_now().date() >= model.ends_on
    return present(model.successor) if model.is_closed or has_ended else name


def factor_of(name: str | None) -> int:
    """How many times the documented credits an invocation of an agent with this model costs.

    The deployment's own model costs them once, whichever it is.
    """
    return _factor(running(name))


def factor_that_ran(version: str, reserved: int) -> int:
    """The factor of the model that really ran, by its version, at most the reserved one."""
    ran = _named(version)
    return min(reserved, 1 if version == RULES else reserved if ran is None else _factor(ran))


def _factor(name: str) -> int:
    return 1 if name == running(None) or name not in MODELS else MODELS[name].factor


def _named(version: str) -> str | None:
    """The model of a version such as `gemini-3.6-flash-001`, None when the table has none."""
    return next((name for name in MODELS if version == name or version.startswith(f"{name}-0")), None)
