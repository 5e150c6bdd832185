"""The adapters of the language model: each as the registry makes it, Gemini's against the simulator."""

from collections.abc import Iterator

import httpx2
import pytest
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import registry
from bivelio_core.providers.language_model.gemini import GeminiModel

from tests.providers.gemini_simulator import KEY, GeminiSimulator


@pytest.fixture
def gemini() -> Iterator[GeminiSimulator]:
    """A Gemini that answers by the rules."""
    with GeminiSimulator() as simulator:
        yield simulator


@pytest.fixture
def transport() -> Iterator[httpx2.BaseTransport]:
    """What carries requests to it; closed with the test, since the client closes none itself."""
    with httpx2.HTTPTransport() as opened:
        yield opened


@pytest.fixture(params=registry.ADAPTERS)
def model(request: pytest.FixtureRequest) -> lm.LanguageModel:
    """An adapter, by its name."""
    return adapter(request)


@pytest.fixture(params=["gemini", "simulated"])
def failing_model(request: pytest.FixtureRequest) -> lm.LanguageModel:
    """An adapter that can fail, by its name; rules cannot."""
    return adapter(request)


def adapter(request: pytest.FixtureRequest) -> lm.LanguageModel:
    """The adapter of a fixture's parameter."""
    if request.param != "gemini":
        return registry.adapter(request.param)
    simulator: GeminiSimulator = request.getfixturevalue("gemini")
    return GeminiModel(simulator.settings, lambda: KEY, request.getfixturevalue("transport"))
