"""What makes vectors of texts."""

from collections.abc import Sequence
from typing import Literal, Protocol

from .port import Deadline

Purpose = Literal["passage", "question"]
Vector = list[float]


class Embedder(Protocol):
    """A model that makes vectors. `vectors` raises ModelRefused or ModelUnavailable, nothing else of the provider's."""

    model: str

    def vectors(self, texts: Sequence[str], purpose: Purpose, deadline: Deadline) -> list[Vector]:
        """A vector for each text, in their order."""
        ...
