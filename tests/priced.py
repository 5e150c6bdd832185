"""A model that costs credits and answers by the rules: live has none in tests, and rules cost nothing."""

from dataclasses import replace

from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model.offline import OfflineModel


class Priced(OfflineModel):
    """Deterministic, as the sandbox's, and asked in live."""

    name = "priced"

    def answer(self, prompt: lm.Prompt, deadline: lm.Deadline) -> lm.Answer:
        """The rules' answer, as a model's."""
        return replace(super().answer(prompt, deadline), model="priced-1")
