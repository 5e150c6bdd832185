"""A prompt as Gemini's client takes it, and its responses as answers."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from google.genai import types

from .failures import ModelRefused, ModelUnavailable
from .port import Answer, Blob, Deadline, JsonSchema, ModelTurn, Part, Prompt, ToolCall, ToolTurn, Turn, Usage, UserTurn

OLD_MODELS = "gemini-2."
"""They take a budget for their thoughts; later ones a level."""
LEAST_TIMEOUT_MS = 1
ANSWERED = "STOP"
CUT_OFF = "MAX_TOKENS"
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
"""Why a model ended without a whole answer, where another try can give one. All other reasons are filters'."""
SCHEMA_WORDS = frozenset(
    {
        "$defs",
        "$ref",
        "additionalProperties",
        "anyOf",
        "description",
        "enum",
        "format",
        "items",
        "maxItems",
        "maximum",
        "minItems",
        "minimum",
        "oneOf",
        "prefixItems",
        "properties",
        "required",
        "title",
        "type",
    }
)
"""The words of JSON Schema that Gemini knows. The others are left out, and checked by whoever asked."""
NAMED = frozenset({"$defs", "properties"})
"""Words whose value has names that are no words of JSON Schema."""


def contents(prompt: Prompt) -> list[types.Content]:
    """The turns of a prompt; the context belongs to the first."""
    turns = [_content(turn) for turn in prompt.turns]
    if prompt.context is not None and turns[0].parts is not None:
        told = json.dumps(prompt.context, ensure_ascii=False, default=str)
        turns[0].parts.append(types.Part(text=f"Context (JSON):\n{told}"))
    return turns


def _content(turn: Turn) -> types.Content:
    match turn:
        case UserTurn(parts):
            return types.Content(role="user", parts=[_part(part) for part in parts])
        case ModelTurn(raw=types.Content() as said):
            return said
        case ModelTurn(text):
            return types.Content(role="model", parts=[types.Part(text=text)])
        case ToolTurn(results):
            return types.Content(role="user", parts=[_result(result.call, result.output) for result in results])


def _part(part: Part) -> types.Part:
    if isinstance(part, Blob):
        return types.Part(inline_data=types.Blob(data=part.data, mime_type=part.mime_type))
    return types.Part(text=part)


def _result(call: ToolCall, output: Mapping[str, Any]) -> types.Part:
    plain = json.loads(json.dumps(output, default=str))
    return types.Part(function_response=types.FunctionResponse(id=call.id, name=call.name, response=plain))


def config(prompt: Prompt, model: str, deadline: Deadline) -> types.GenerateContentConfig:
    """The settings of a request. No sampling parameters: Gemini 3 ignores or refuses them.

    A model that may call tools gets its schema in words: not every model takes both.
    """
    made = types.GenerateContentConfig(
        system_instruction=prompt.instructions,
        max_output_tokens=prompt.maximum_tokens,
        thinking_config=_thinking(model),
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        http_options=types.HttpOptions(timeout=max(LEAST_TIMEOUT_MS, round(deadline.remaining() * 1000))),
    )
    if prompt.tools:
        made.tools = [types.Tool(function_declarations=[_declared(*tool) for tool in prompt.tools])]
    if prompt.schema is not None and prompt.tools:
        schema = json.dumps(prompt.schema, ensure_ascii=False)
        made.system_instruction = f"{prompt.instructions}\n\nAnswer with JSON only, by this JSON Schema:\n{schema}"
    elif prompt.schema is not None:
        made.response_mime_type, made.response_json_schema = "application/json", wire_schema(prompt.schema)
    return made


def _thinking(model: str) -> types.ThinkingConfig:
    if model.startswith(OLD_MODELS):
        return types.ThinkingConfig(thinking_budget=0)
    return types.ThinkingConfig(thinking_level=types.ThinkingLevel.MINIMAL)


def _declared(name: str, description: str, parameters: JsonSchema) -> types.FunctionDeclaration:
    return types.FunctionDeclaration(name=name, description=description, parameters_json_schema=wire_schema(parameters))


def wire_schema(schema: Any) -> Any:
    """A schema in the words that Gemini knows; `const` becomes the one value of `enum`."""
    if isinstance(schema, list):
        return [wire_schema(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    known = {"enum": [schema["const"]], **schema} if "const" in schema else schema
    return {
        word: {name: wire_schema(each) for name, each in value.items()}
        if word in NAMED and isinstance(value, Mapping)
        else value
        if word in ("enum", "required")
        else wire_schema(value)
        for word, value in known.items()
        if word in SCHEMA_WORDS
    }


def text_of(response: types.GenerateContentResponse) -> str:
    """The text of a response or of a piece of one, without the model's thoughts."""
    return "".join(part.text for part in _parts(response) if part.text and not part.thought)


def answer_of(responses: Iterable[types.GenerateContentResponse], asked: str) -> Answer:
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
    model = next((piece.model_version for piece in reversed(pieces) if piece.model_version), asked)
    turn = ModelTurn(text, calls, types.Content(role="model", parts=parts) if parts else None)
    return Answer(text, model, _usage(pieces), calls, turn)


def _judge(pieces: list[types.GenerateContentResponse], *, has_calls: bool) -> None:
    if any(piece.prompt_feedback and piece.prompt_feedback.block_reason for piece in pieces):
        raise ModelRefused("blocked")
    ends = [
        candidate.finish_reason for piece in pieces for candidate in piece.candidates or () if candidate.finish_reason
    ]
    reason = ends[-1].value if ends else "FINISH_REASON_UNSPECIFIED"
    if reason == ANSWERED or (has_calls and reason not in TRY_AGAIN):
        return
    if reason in TRY_AGAIN:
        raise ModelUnavailable("unavailable")
    raise ModelRefused("truncated" if reason == CUT_OFF else "blocked")


def _parts(response: types.GenerateContentResponse) -> list[types.Part]:
    content = response.candidates[0].content if response.candidates else None
    return (content.parts if content else None) or []


def _usage(pieces: list[types.GenerateContentResponse]) -> Usage:
    """The tokens: the last piece that counts them counts all. Thoughts are paid like output."""
    counted = next((piece.usage_metadata for piece in reversed(pieces) if piece.usage_metadata), None)
    if counted is None:
        return Usage(0, 0, 0)
    given, said = counted.prompt_token_count or 0, counted.candidates_token_count or 0
    thought = counted.thoughts_token_count or 0
    return Usage(given, said + thought, max(counted.total_token_count or 0, given + said + thought))
