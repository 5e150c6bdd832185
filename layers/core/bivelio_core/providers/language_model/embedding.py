"""What makes vectors of texts, and which one an environment has."""

from collections.abc import Sequence
from typing import Literal, Protocol

from bivelio_core import config

from .port import Deadline

Purpose = Literal["passage", "question"]
Vector = list[float]


class Embedder(Protocol):
    """A model that makes vectors. `vectors` raises ModelRefused or ModelUnavailable, nothing else of the provider's."""

    model: str

    def vectors(self, texts: Sequence[str], purpose: Purpose, deadline: Deadline) -> list[Vector]:
        """A vector for each text, in their order."""
        ...


def embedder_for(environment: str) -> Embedder | None:
    """What makes vectors in an environment; None where no model is asked: in the sandbox, and by rules."""
    settings = config.ai_settings()
    if environment == "sandbox" or settings.provider != "gemini":
        return None
    from .gemini_embeddings import GeminiEmbedder  # noqa: PLC0415 - where it is asked
    from .gemini_key import key_of  # noqa: PLC0415

    return GeminiEmbedder(settings, lambda: key_of(settings.key_secret))
