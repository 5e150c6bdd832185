"""The tools that an execution has used: their names, and their calls as they are kept, without credentials."""

from dataclasses import dataclass, field
from typing import Any

from bivelio_core.json_text import to_json
from bivelio_core.providers import language_model as lm
from bivelio_core.redaction import redacted_data

LONGEST_RESULT = 8_000
"""A result with more characters is not kept."""

MOST_LETTERS = 60_000
"""Beyond these, calls are kept without their results."""


@dataclass(slots=True)
class Uses:
    """The names of the tools that were carried out, in order, and the calls."""

    names: list[str] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def add(self, result: lm.ToolResult, *, is_carried_out: bool = True) -> None:
        """Note a call with its result."""
        self.names += [result.call.name] if is_carried_out else []
        use = {"tool": result.call.name, "arguments": redacted_data(dict(result.call.arguments))}
        output = redacted_data(dict(result.output))
        length = len(to_json(output))
        if length <= LONGEST_RESULT and length + len(to_json(self.calls)) <= MOST_LETTERS:
            use["result"] = output
        self.calls.append(use)
