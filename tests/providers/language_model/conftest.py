"""The adapters of the language model, each as the registry makes it."""

import pytest
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model import registry


@pytest.fixture(params=["offline", "simulated"])
def model(request: pytest.FixtureRequest) -> lm.LanguageModel:
    """An adapter, by its name."""
    return registry.adapter(request.param)
