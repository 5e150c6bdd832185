"""What every language model promises: a prompt in, an answer or a stream of its text out, before a deadline."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

JsonSchema = Mapping[str, Any]
DEFAULT_MAXIMUM_TOKENS = 8_192


class Deadline(NamedTuple):
    """The instant, on the process's monotonic clock, at which nobody waits for an answer any more."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """The deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """The seconds left, 0 when it has passed."""
        return max(0.0, self.at - time.monotonic())


@dataclass(frozen=True, slots=True)
class Blob:
    """A file inside a prompt, such as a PDF or an image."""

    data: bytes
    mime_type: str


Part = str | Blob


class Tool(NamedTuple):
    """A function that the model may ask for. `parameters` is the JSON Schema of an object."""

    name: str
    description: str
    parameters: JsonSchema


class ToolCall(NamedTuple):
    """A model's wish to have a tool called. `id` names it within its turn."""

    id: str
    name: str
    arguments: Mapping[str, Any]


class ToolResult(NamedTuple):
    """The result of one call, a JSON object."""

    call: ToolCall
    output: Mapping[str, Any]


class UserTurn(NamedTuple):
    """What the user says: texts and files."""

    parts: tuple[Part, ...]


class ModelTurn(NamedTuple):
    """What the model said before. `raw` is the adapter's own record of it, which it wants back unchanged."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    raw: Any = None


class ToolTurn(NamedTuple):
    """The results of the calls of the turn before."""

    results: tuple[ToolResult, ...]


Turn = UserTurn | ModelTurn | ToolTurn


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a model.

    Attributes:
        instructions: what the model shall do. Nothing in `turns` can change them or grant a tool.
        turns: the conversation; the last turn is the user's or has results of tools.
        schema: the JSON Schema of the answer, which then is JSON; None for plain text.
        tools: what the model may ask for; it may answer with calls instead of a text.
        context: a JSON object that belongs to the first turn of the user, beside its texts.
        model: the model to ask; the deployment's by default. The answer says which one ran.
        maximum_tokens: a longer answer is refused as truncated.
        before: what was said earlier in the same conversation, oldest first; it begins with a turn of the user.
        rules: the asker's own rules, which answer instead of a model where there is none (offline, simulated): a text,
            or a document that becomes JSON. Without it the adapter's general rules do.
    """

    instructions: str
    turns: tuple[Turn, ...]
    schema: JsonSchema | None = None
    tools: tuple[Tool, ...] = ()
    context: Mapping[str, Any] | None = None
    model: str | None = None
    maximum_tokens: int = DEFAULT_MAXIMUM_TOKENS
    before: tuple[Turn, ...] = ()
    rules: Callable[[], Any] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.turns or isinstance(self.turns[-1], ModelTurn):
            raise ValueError("the last turn of a prompt is the user's, or has results of tools")

    def question(self) -> str:
        """The texts of the first turn, without what was said afterwards."""
        first = self.turns[0]
        return "\n".join(part for part in first.parts if isinstance(part, str)) if isinstance(first, UserTurn) else ""


class Usage(NamedTuple):
    """The tokens that were counted; the total may exceed the sum (thoughts, results of tools)."""

    input_tokens: int
    output_tokens: int
    total_tokens: int

    def plus(self, other: "Usage") -> "Usage":
        """The sum of two."""
        return Usage(*(mine + its for mine, its in zip(self, other, strict=True)))


NOTHING_SAID = ModelTurn()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: a text or calls of tools.

    `model` is the one that really ran, `turn` what the next prompt has before the results of the calls.
    """

    text: str
    model: str
    usage: Usage
    calls: tuple[ToolCall, ...] = ()
    turn: ModelTurn = NOTHING_SAID


class LanguageModel(Protocol):
    """A language model. Both calls raise ModelRefused or ModelUnavailable, and nothing else of the provider's."""

    name: str

    def answer(self, prompt: Prompt, deadline: Deadline) -> Answer:
        """The answer to a prompt."""
        ...

    def stream(self, prompt: Prompt, deadline: Deadline) -> Iterator[str | Answer]:
        """The answer's text in pieces, then the answer itself."""
        ...
