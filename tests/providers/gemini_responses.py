"""What Google's servers answer: a response as a whole, or in the pieces of a stream, signed as they sign.

Sources: as in gemini_refusals.py; google-genai 3.6.1, pydantic-ai and LiteLLM on streams.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bivelio_core.providers.language_model.streaming import pieces

from tests.providers.gemini_refusals import Fail, Signatures


@dataclass(frozen=True)
class Calls:
    """The answer is calls of tools; older models give them no ids."""

    calls: tuple[tuple[str, Mapping[str, Any]], ...]
    has_ids: bool = True


@dataclass(frozen=True)
class Said:
    """A response that is not as it should be. After `cut_after` pieces a stream ends, by `error` if there is one."""

    text: str = ""
    finish: str = "STOP"
    blocked: bool = False
    cut_after: int | None = None
    error: Fail | None = None
    seconds_between: float = 0.0


def _parts(made: Any) -> list[dict[str, Any]]:
    if isinstance(made, Calls):
        called = enumerate(made.calls)
        return [
            {"functionCall": {**_id(made, f"fc{number}-{name}"), "name": name, "args": dict(given)}}
            for number, (name, given) in called
        ]
    text = made.text if isinstance(made, Said) else made if isinstance(made, str) else json.dumps(made)
    return [{"text": text}]


def _id(made: Calls, name: str) -> dict[str, str]:
    return {"id": name} if made.has_ids else {}


def response(made: Any, model: str, signatures: Signatures) -> dict[str, Any]:
    usage = {"promptTokenCount": 100, "candidatesTokenCount": 20, "thoughtsTokenCount": 5, "totalTokenCount": 125}
    known = {"modelVersion": f"{model}-001", "responseId": "simulated", "usageMetadata": usage}
    if isinstance(made, Said) and made.blocked:
        return {"promptFeedback": {"blockReason": "SAFETY"}, **known}
    finish = made.finish if isinstance(made, Said) else "STOP"
    parts = signatures.sign(model, _parts(made))
    return {"candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": finish}], **known}


def chunks(made: Any, model: str, signatures: Signatures) -> Iterator[dict[str, Any]]:
    """A response in the pieces of a stream: its calls or texts, then a piece with why it ended, and the usage.

    That last piece has an empty text, with the signature where there are no calls.
    """
    whole = response(made, model, signatures)
    parts = whole["candidates"][0]["content"]["parts"] if "candidates" in whole else []
    if parts and "text" in parts[0]:
        before = [[{"text": text}] for text in pieces(parts[0]["text"])]
        last = {**parts[0], "text": ""}
    else:
        before, last = [parts] if parts else [], {"text": ""}
    for each in before:
        yield {"candidates": [{"content": {"role": "model", "parts": each}}], "modelVersion": whole["modelVersion"]}
    if parts:
        whole["candidates"][0]["content"]["parts"] = [last]
    yield whole
