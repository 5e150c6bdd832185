"""Asks the real Gemini what the platform asks, and records what it answers: `GEMINI_API_KEY=... make gemini-check`.

One line for each shape of request, with the model that ran, its tokens and the time, and one for each model that makes
vectors, with the cosines of texts that belong together and of others. It costs a few cents. The process
ends with 1 when an answer is not what it should be. `MODEL=` asks another model, `RECORDING=` names another file.
"""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bivelio_core import config
from bivelio_core.config import AiSettings
from bivelio_core.errors import ApiError

from tools.template import ROOT

RECORDING = ROOT / "tests" / "providers" / "language_model" / "gemini_recording.json"


def run(settings: AiSettings, key: str, recording: Path) -> bool:
    """Ask everything, print a line each, write the recording, and tell whether all answers were right."""
    from bivelio_core.providers.language_model.gemini import GeminiModel  # noqa: PLC0415 - it takes long to import

    from . import vectors  # noqa: PLC0415
    from .checks import CHECKS  # noqa: PLC0415 - after the list of domains is known
    from .recording import GOOGLE, Recorder  # noqa: PLC0415 - it imports Gemini's client

    recorder, are_right = Recorder(), True
    model = GeminiModel(settings, lambda: key, transport=recorder)
    for check in CHECKS:
        recorder.check, began = check.__name__, time.monotonic()
        try:
            answer = check(model)
        except (ApiError, ValueError) as error:
            are_right = False
            print(f"{check.__name__:22} FAILED  {error}")
        else:
            seconds = time.monotonic() - began
            print(f"{check.__name__:22} {answer.model:30} {answer.usage.total_tokens:6} tokens {seconds:6.1f} s")
    recorder.close()
    recorder.write(recording, "simulated" if settings.url else GOOGLE)
    return vectors.check(settings, key) and are_right


def main(environment: Mapping[str, str] = os.environ) -> None:
    """Read the key, the model and the file of the recording from the environment, and run."""
    key = environment.get("GEMINI_API_KEY", "")
    if not key:
        sys.exit("GEMINI_API_KEY is not set: take a key from https://aistudio.google.com/apikey")
    config.hand_over_domains("bivelio_core.domains", "bivelio_core.operation_index")
    usual = AiSettings("gemini")
    named = {"model": environment.get("MODEL") or usual.model, "url": environment.get("GEMINI_URL", "")}
    if not run(usual._replace(**named), key, Path(environment.get("RECORDING") or RECORDING)):
        sys.exit(1)
