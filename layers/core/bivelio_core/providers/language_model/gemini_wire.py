"""A prompt as Gemini's client takes it, and its responses as answers."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from google.genai import types

from bivelio_core.language_models import MODELS

from .failures import ModelRefused, ModelUnavailable, Refusal
from .gemini_schema import wire_schema
from .port import Answer, Blob, Deadline, JsonSchema, ModelTurn, Part, Prompt, ToolCall, ToolTurn, Turn, Usage, UserTurn

LEAST_TIMEOUT_MS = 1
ANSWERED = "STOP"
REFUSALS: Mapping[str, Refusal] = {
    "MAX_TOKENS": "truncated",
    "CONTINUATION": "truncated",
    "PUP_LIMITED_DISABLED": "account_limited",
    **dict.fromkeys(
        (
            "BLOCKLIST",
            "ESCALATION",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
            "IMAGE_SAFETY",
            "LANGUAGE",
            "MODEL_ARMOR",
            "PROHIBITED_CONTENT",
            "RECITATION",
            "SAFETY",
            "SPII",
        ),
        "blocked",
    ),
}
"""Why a model ended without a whole answer, where the same request would be refused again; filters are `blocked`."""
TRY_AGAIN = frozenset(
    {
        "FINISH_REASON_UNSPECIFIED",
        "MALFORMED_FUNCTION_CALL",
        "MALFORMED_RESPONSE",
        "MISSING_THOUGHT_SIGNATURE",
        "OTHER",
        "TOO_MANY_TOOL_CALLS",
        "UNEXPECTED_TOOL_CALL",
    }
)
"""Why it ended where another try can give a whole answer, even if there are calls. So can one after any other reason,
also one that is newer than this list."""
SKIP_SIGNATURE = b"skip_thought_signature_validator"
"""The signature of a call that the asked model did not make: Gemini does not look for the thought behind it."""
LEAST_SERVER_SECONDS = 10
"""Gemini refuses shorter deadlines (400). Ours is the client's own, which may be shorter."""


class Said(NamedTuple):
    """A turn of a model as it came, which goes back unchanged, signatures and all; another model gets it without."""

    content: types.Content
    model: str


def contents(prompt: Prompt, model: str) -> list[types.Content]:
    """The turns of a prompt as a model is asked them, earlier ones first; the context belongs to the first of now."""
    earlier = [_content(turn, model, turn) for turn in prompt.before]
    turns = [_content(turn, model, prompt.turns[number - 1]) for number, turn in enumerate(prompt.turns)]
    if prompt.context is not None and turns[0].parts is not None:
        context_text = json.dumps(prompt.context, ensure_ascii=False, default=str)
        turns[0].parts.append(types.Part(text=f"Context (JSON):\n{context_text}"))
    return [*earlier, *turns]


def _content(turn: Turn, model: str, before: Turn) -> types.Content:
    match turn:
        case UserTurn(parts):
            return types.Content(role="user", parts=[_part(part) for part in parts])
        case ModelTurn(raw=Said(content, author)):
            return content if author == model else _unsigned(content)
        case ModelTurn(text, calls) if calls:
            return _turn_without_record(text, calls)
        case ModelTurn(text):
            return types.Content(role="model", parts=[types.Part(text=text)])
        case ToolTurn(results):
            ids = _ids_of(before)
            return types.Content(role="user", parts=[_result(each.call, each.output, ids) for each in results])


def _unsigned(content: types.Content) -> types.Content:
    """Another model's turn: its signatures are not this one's, and its first call says so.

    Source: Gemini API, "Thought signatures", on calls that were not made by the model.
    """
    parts = [part.model_copy(update={"thought_signature": None}) for part in content.parts or () if not part.thought]
    first = next((number for number, part in enumerate(parts) if part.function_call), None)
    if first is not None:
        parts[first] = parts[first].model_copy(update={"thought_signature": SKIP_SIGNATURE})
    return types.Content(role="model", parts=parts)


def _turn_without_record(text: str, calls: tuple[ToolCall, ...]) -> types.Content:
    """A turn that was kept without the model's own record, while a person decided about its calls."""
    text_parts = [types.Part(text=text)] if text else []
    call_parts = [
        types.Part(function_call=types.FunctionCall(name=call.name, args=dict(call.arguments))) for call in calls
    ]
    call_parts[0] = call_parts[0].model_copy(update={"thought_signature": SKIP_SIGNATURE})
    return types.Content(role="model", parts=[*text_parts, *call_parts])


def _ids_of(turn: Turn) -> frozenset[str]:
    """The ids that the model itself gave to its calls; ours stay here."""
    content = turn.raw.content if isinstance(turn, ModelTurn) and isinstance(turn.raw, Said) else None
    calls = [part.function_call for part in (content.parts if content else None) or ()]
    return frozenset(call.id for call in calls if call and call.id)


def _part(part: Part) -> types.Part:
    if isinstance(part, Blob):
        return types.Part(inline_data=types.Blob(data=part.data, mime_type=part.mime_type))
    return types.Part(text=part)


def _result(call: ToolCall, output: Mapping[str, Any], ids: frozenset[str]) -> types.Part:
    plain = json.loads(json.dumps(output, default=str))
    call_id = call.id if call.id in ids else None
    return types.Part(function_response=types.FunctionResponse(id=call_id, name=call.name, response=plain))


def config(prompt: Prompt, model: str, deadline: Deadline, *, thinks: bool = True) -> types.GenerateContentConfig:
    """The settings of a request. No sampling parameters: Gemini 3 ignores or refuses them.

    A model that may call tools gets its schema in words: not every model takes both. `thinks` is false for a model
    that has refused our setting of its thoughts.
    """
    seconds = deadline.remaining()
    settings = types.GenerateContentConfig(
        system_instruction=prompt.instructions,
        max_output_tokens=prompt.maximum_tokens,
        thinking_config=_thinking(model) if thinks else None,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        http_options=types.HttpOptions(
            timeout=max(LEAST_TIMEOUT_MS, round(seconds * 1000)),
            headers={"X-Server-Timeout": str(max(LEAST_SERVER_SECONDS, math.ceil(seconds)))},
        ),
    )
    if prompt.tools:
        settings.tools = [types.Tool(function_declarations=[_declared(*tool) for tool in prompt.tools])]
    if prompt.schema is not None and prompt.tools:
        schema = json.dumps(prompt.schema, ensure_ascii=False)
        settings.system_instruction = f"{prompt.instructions}\n\nAnswer with JSON only, by this JSON Schema:\n{schema}"
    elif prompt.schema is not None:
        settings.response_mime_type, settings.response_json_schema = "application/json", wire_schema(prompt.schema)
    return settings


def _thinking(model: str) -> types.ThinkingConfig | None:
    """As little thinking as the model can do; nothing for one that the table does not have."""
    entry = MODELS.get(model)
    return types.ThinkingConfig.model_validate({entry.thinking.field: entry.thinking.floor}) if entry else None


def _declared(name: str, description: str, parameters: JsonSchema) -> types.FunctionDeclaration:
    return types.FunctionDeclaration(name=name, description=description, parameters_json_schema=wire_schema(parameters))


def text_of(response: types.GenerateContentResponse) -> str:
    """The text of a response or of a piece of one, without the model's thoughts."""
    return "".join(part.text for part in _parts(response) if part.text and not part.thought)


def answer_of(responses: Iterable[types.GenerateContentResponse], requested_model: str) -> Answer:
    """The answer that the pieces of a response make. Raises ModelRefused or ModelUnavailable when it is not whole."""
    pieces = list(responses)
    parts = [part for piece in pieces for part in _parts(piece)]
    calls = tuple(
        ToolCall(
            part.function_call.id or f"call_{number}", part.function_call.name or "", part.function_call.args or {}
        )
        for number, part in enumerate(parts)
        if part.function_call
    )
    _judge(pieces, has_calls=bool(calls))
    text = "".join(map(text_of, pieces))
    model = next((piece.model_version for piece in reversed(pieces) if piece.model_version), requested_model)
    turn = ModelTurn(text, calls, Said(types.Content(role="model", parts=parts), requested_model) if parts else None)
    return Answer(text, model, _usage(pieces), calls, turn)


def _judge(pieces: list[types.GenerateContentResponse], *, has_calls: bool) -> None:
    if any(piece.prompt_feedback and piece.prompt_feedback.block_reason for piece in pieces):
        raise ModelRefused("blocked")
    ends = [
        candidate.finish_reason for piece in pieces for candidate in piece.candidates or () if candidate.finish_reason
    ]
    reason = ends[-1].value if ends else "FINISH_REASON_UNSPECIFIED"
    if refusal := REFUSALS.get(reason):
        raise ModelRefused(refusal)
    if reason == ANSWERED or (has_calls and reason not in TRY_AGAIN):
        return
    raise ModelUnavailable("unavailable")


def _parts(response: types.GenerateContentResponse) -> list[types.Part]:
    content = response.candidates[0].content if response.candidates else None
    return (content.parts if content else None) or []


def _usage(pieces: list[types.GenerateContentResponse]) -> Usage:
    """The tokens: the last piece that counts them counts all. Thoughts are paid like output."""
    counted = next((piece.usage_metadata for piece in reversed(pieces) if piece.usage_metadata), None)
    if counted is None:
        return Usage(0, 0, 0)
    input_tokens, output_tokens = counted.prompt_token_count or 0, counted.candidates_token_count or 0
    thought = counted.thoughts_token_count or 0
    return Usage(
        input_tokens,
        output_tokens + thought,
        max(counted.total_token_count or 0, input_tokens + output_tokens + thought),
    )
