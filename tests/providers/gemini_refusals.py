"""What Google's servers refuse of a request to Gemini, with their bodies, as far as these are known.

Its own table, not the platform's, so that one mistake is not made twice. Sources, read on 2026-11-29: errors that
people quote in public issues (livekit/agents#3723, python-genai#2936, #2065, continue#11574, #12800), pydantic-ai's
live checks, ai.google.dev (thought signatures, structured output, deprecations) and the types of google-genai 3.6.1.
Where nobody has quoted the text of an error, the message here says `(text unknown)`.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

KEY = "a-key-of-gemini"
SKIP_SIGNATURE = b"skip_thought_signature_validator"
LEAST_DEADLINE = 10
SAMPLING = {"temperature", "topP", "topK", "presencePenalty", "frequencyPenalty", "seed"}

_FROM_MINIMAL, _FROM_LOW = ("MINIMAL", "LOW", "MEDIUM", "HIGH"), ("LOW", "MEDIUM", "HIGH")
LEVELS = {
    "gemini-3.5-flash-lite": _FROM_MINIMAL,
    "gemini-3.1-flash-lite": _FROM_MINIMAL,
    "gemini-3.6-flash": _FROM_MINIMAL,
    "gemini-3.7-flash": _FROM_LOW,
    "gemini-3.8-flash": _FROM_LOW,
    "gemini-3.1-pro-preview": _FROM_LOW,
    "gemini-4-hydrogen": (*_FROM_LOW, "XHIGH"),
    "gemini-4-neon": (*_FROM_LOW, "XHIGH"),
}
"""The models that there are, and the levels of thinking that each takes."""
ROUTED = {"gemini-2.5-flash": "gemini-3.5-flash-lite", "gemini-2.5-pro": "gemini-3.8-flash"}
"""Refused to new keys, and for old ones served by another model from 1 December 2026, by its rules."""
SCHEMA_WORDS = {
    *("$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "enum", "items", "prefixItems"),
    *("minItems", "maxItems", "minimum", "maximum", "anyOf", "oneOf", "properties", "additionalProperties"),
    *("required", "propertyOrdering"),
}
NAMED = {"$defs", "properties"}


@dataclass(frozen=True)
class Fail:
    """An error, with what google.rpc adds to it."""

    code: int
    status: str
    details: tuple[dict[str, Any], ...] = ()
    message: str = "simulated"

    @classmethod
    def later(cls, code: int, status: str, delay: str) -> "Fail":
        """An error that asks to wait."""
        return cls(code, status, ({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay},))

    @property
    def body(self) -> dict[str, Any]:
        """The document that is answered."""
        error = {"code": self.code, "message": self.message, "status": self.status}
        return {"error": {**error, **({"details": list(self.details)} if self.details else {})}}


def invalid(message: str) -> Fail:
    """400 INVALID_ARGUMENT."""
    return Fail(400, "INVALID_ARGUMENT", message=message)


def quota(quota_id: str, value: str, delay: str) -> Fail:
    """429 of a named quota: the violation, and a RetryInfo even where waiting is useless."""
    google = "type.googleapis.com/google.rpc."
    violation = {
        "quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
        "quotaId": quota_id,
        "quotaDimensions": {"location": "global", "model": "gemini-3.5-flash-lite"},
        "quotaValue": value,
    }
    return Fail(
        429,
        "RESOURCE_EXHAUSTED",
        (
            {"@type": f"{google}Help", "links": [{"description": "Learn more", "url": "https://ai.google.dev"}]},
            {"@type": f"{google}QuotaFailure", "violations": [violation]},
            {"@type": f"{google}RetryInfo", "retryDelay": delay},
        ),
        "You exceeded your current quota, please check your plan and billing details. "
        f"* Quota exceeded for metric: {violation['quotaMetric']}, limit: {value}\nPlease retry in {delay}.",
    )


A_DAY = quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "20", "0.2s")
NO_QUOTA = quota("GenerateContentInputTokensPerModelPerMinute-FreeTier", "0", "0.2s")
A_MINUTE = quota("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "5", "0.2s")
EXHAUSTED = Fail(429, "RESOURCE_EXHAUSTED", message="Resource has been exhausted (e.g. check quota).")
OVERLOADED = Fail(
    503,
    "UNAVAILABLE",
    message="This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try "
    "again later.",
)
LEAKED_KEY = Fail(403, "PERMISSION_DENIED", message="Your API key was reported as leaked. Please use another API key.")
INVALID_KEY = replace(
    invalid("API key not valid. Please pass a valid API key."),
    details=({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"},),
)


def unknown_model(model: str) -> Fail:
    """404 for a model that there is not, or not for this key."""
    if model in ROUTED:
        told = (
            f"This model models/{model} is no longer available to new users. Please update your code to use "
            "models/gemini-3.6-flash for the latest features and improvements."
        )
    else:
        told = (
            f"models/{model} is not found for API version v1beta, or is not supported for generateContent. Call "
            "ListModels to see the list of available models and their supported methods."
        )
    return Fail(404, "NOT_FOUND", message=told)


def deadline_fault(header: str | None) -> Fail | None:
    """Why a deadline is refused. None at all means no limit, which the platform never wants."""
    if header is None:
        return invalid("The platform sends X-Server-Timeout with every request.")
    if int(header) >= LEAST_DEADLINE:
        return None
    least = f"Minimum allowed deadline is {LEAST_DEADLINE}s."
    return invalid(f"Manually set deadline {header}s is too short. {least}")


def settings_fault(model: str, settings: Mapping[str, Any]) -> Fail | None:
    """Why the settings of a request are refused; `model` is the one that runs. Sampling parameters are deprecated."""
    if sampling := SAMPLING & settings.keys():
        return invalid(f"{sampling} are deprecated.")
    thinking = plain(settings.get("thinkingConfig") or {})
    if thinking.keys() > {"thinkingBudget"}:
        return invalid("You can only set only one of thinking budget and thinking level.")
    if "thinkingBudget" in thinking:
        return invalid(f"Thinking budget {thinking['thinkingBudget']} is not supported for this model (text unknown)")
    level = thinking.get("thinkingLevel")
    if level is not None and level not in LEVELS[model]:
        return invalid(f"Thinking level {level} is not supported for this model")
    return None


def schema_fault(schema: Any, where: str = "schema") -> Fail | None:
    """Why a schema is refused, at any depth (texts unknown)."""
    for path, node in _nodes(schema, where):
        if not isinstance(node, dict):
            return invalid(f"{path} is not an object (text unknown)")
        words = set(node)
        if unknown := words - SCHEMA_WORDS:
            return invalid(f"{path}: unknown keywords {sorted(unknown)} (text unknown)")
        if "$ref" in node and (beside := {word for word in words if not word.startswith("$")}):
            return invalid(f"{path}: {sorted(beside)} may not be set beside $ref (text unknown)")
        if wrong := [each for each in node.get("enum", ()) if isinstance(each, bool) or not _is_enumerable(each)]:
            return invalid(f"Invalid value at '{path}.enum' (TYPE_STRING), {wrong[0]}")
    return None


def _is_enumerable(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _nodes(schema: Any, path: str) -> Iterator[tuple[str, Any]]:
    """A schema and those inside it, with their paths."""
    yield path, schema
    if not isinstance(schema, dict):
        return
    for word, value in schema.items():
        if word in NAMED and isinstance(value, dict):
            for name, each in value.items():
                yield from _nodes(each, f"{path}.{word}.{name}")
        elif word in ("anyOf", "oneOf", "prefixItems"):
            for number, each in enumerate(value):
                yield from _nodes(each, f"{path}.{word}[{number}]")
        elif word == "items" or (word == "additionalProperties" and isinstance(value, dict)):
            yield from _nodes(value, f"{path}.{word}")


def turns_fault(contents: list[dict[str, Any]]) -> Fail | None:
    """Why the turns of a request are refused, without their signatures."""
    if contents[-1]["role"] == "model":
        return invalid("Please ensure that the last turn is the user's (text unknown)")
    for before, turn in zip([{"parts": []}, *contents], contents, strict=False):
        calls, results = parts_with("functionCall", before), parts_with("functionResponse", turn)
        if len(calls) != len(results):
            return invalid(
                "Please ensure that the number of function response parts is equal to the number of function call "
                "parts of the function call turn."
            )
        if [(call.get("id"), call["name"]) for call in calls] != [(each.get("id"), each["name"]) for each in results]:
            return invalid("Function responses have the ids and names of their calls (text unknown)")
    return None


class Signatures:
    """The thought signatures that were given out, each with its turn, which has to come back as it was."""

    def __init__(self) -> None:
        self._turns: dict[bytes, tuple[str, list[dict[str, Any]]]] = {}

    def sign(self, model: str, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The parts of a turn, signed as Google does: the first of its calls, else the last text."""
        signature = f"thought {len(self._turns)} of {model}".encode()
        calls = [number for number, part in enumerate(parts) if "functionCall" in part]
        place = calls[0] if calls else len(parts) - 1
        signed = [
            {**part, "thoughtSignature": base64.b64encode(signature).decode()} if number == place else part
            for number, part in enumerate(parts)
        ]
        self._turns[signature] = (model, [_comparable(part) for part in signed])
        return signed

    def fault(self, model: str, contents: list[dict[str, Any]]) -> Fail | None:
        """Why the model's own turns are refused. Stricter than Google, which does not look at those of texts."""
        for content in contents:
            if content["role"] != "model":
                continue
            parts = [_comparable(plain(part)) for part in content["parts"]]
            calls = [part for part in parts if "functionCall" in part]
            if calls and not calls[0].get("thoughtSignature"):
                return invalid("Function call is missing a thought_signature in functionCall parts")
            signatures = [part["thoughtSignature"] for part in parts if "thoughtSignature" in part]
            if signatures == [SKIP_SIGNATURE]:
                continue
            for signature in signatures:
                owner, turn = self._turns.get(signature, ("", []))
                if owner != model or _whole(turn) != _whole(parts):
                    return invalid("Corrupted thought signature.")
            if not signatures and any(_whole(turn) == _whole(parts) for _, turn in self._turns.values()):
                return invalid("The signature of a text was not returned.")
        return None


def _comparable(part: dict[str, Any]) -> dict[str, Any]:
    signature = part.get("thoughtSignature")
    if not isinstance(signature, str):
        return part
    decoded = base64.urlsafe_b64decode(signature.replace("+", "-").replace("/", "_"))
    return {**part, "thoughtSignature": decoded}


def _whole(parts: list[dict[str, Any]]) -> tuple[str, list[Any]]:
    """The text of a turn and its calls, however a stream had cut it."""
    calls = [(part["functionCall"], part.get("thoughtSignature")) for part in parts if "functionCall" in part]
    return "".join(part.get("text", "") for part in parts), calls


def parts_with(name: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the parts of a turn have under a name."""
    return [plain(part)[name] for part in content["parts"] if name in plain(part)]


def plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """An object with its names in camelCase; the client mixes both."""

    def camel(name: str) -> str:
        first, *rest = name.split("_")
        return first + "".join(word.title() for word in rest)

    return {camel(name): value for name, value in settings.items()}
