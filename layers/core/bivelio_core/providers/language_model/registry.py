"""Chooses the adapter by name; its module is imported on first use."""

from functools import cache
from importlib import import_module
from typing import Any

from bivelio_core import config
from bivelio_core.language_models import RULES, SIMULATED

from .embedding import Embedder
from .port import LanguageModel

ADAPTERS = ("gemini", "offline", "simulated")


def model_for(environment: str) -> LanguageModel:
    """The model of an environment: simulated in the sandbox, else the deployment's (`AiProvider`)."""
    return adapter("simulated" if environment == "sandbox" else config.ai_settings().provider)


def embedder_for(environment: str) -> Embedder | None:
    """What makes vectors in an environment; None where no model is asked: in the sandbox, and by rules."""
    settings = config.ai_settings()
    if environment == "sandbox" or settings.provider != "gemini":
        return None
    from .gemini_embeddings import GeminiEmbedder  # noqa: PLC0415 - where it is asked
    from .gemini_key import key_of  # noqa: PLC0415

    return GeminiEmbedder(settings, lambda: key_of(settings.key_secret))


def is_rules(model: LanguageModel) -> bool:
    """Whether no model is asked but rules, because the deployment has none. The sandbox's simulates one."""
    return model.name == "offline"


def is_by_rules(model: str) -> bool:
    """Whether an answer that says that this model ran was made by rules, the sandbox's included."""
    return model in (RULES, SIMULATED)


@cache
def adapter(name: str) -> LanguageModel:
    """The adapter of a name. Raises ValueError for any other."""
    if name not in ADAPTERS:
        raise ValueError(f"AiProvider is one of {', '.join(ADAPTERS)}")
    module: Any = import_module(f"{__package__}.{name}")
    model: LanguageModel = module.connect()
    return model
