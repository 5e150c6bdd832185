"""A tool: what a client is told of it, which operations it may use, and the function that composes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bivelio_core.catalogue import Entry
from bivelio_core.operations import operations

from .messages import JsonObject
from .work import Session, Work

TEXT: JsonObject = {"type": "string"}
NUMBER: JsonObject = {"type": "integer", "minimum": 1}
THING: JsonObject = {"type": "object"}


ASKED_BACK = {name: {"type": "string"} for name in ("status", "will", "how", "confirm")}
"""What a tool answers that has done nothing yet, and says how it is confirmed."""
DONE: JsonObject = {"type": "object", "properties": {**ASKED_BACK, "url": {"type": "string"}}}


def text(about: str = "", *, most: int = 500, least: int = 1) -> JsonObject:
    """The schema of a text."""
    return {"type": "string", "minLength": least, "maxLength": most, **({"description": about} if about else {})}


CONFIRMED: dict[str, JsonObject] = {
    "confirm": text("What the first answer gave, once the person has said yes.", most=100)
}


def object_of(needed: str = "", **fields: JsonObject) -> JsonObject:
    """The schema of an object; `needed` are the names of the fields that must be there."""
    required = {"required": needed.split()} if needed else {}
    return {"type": "object", "properties": fields, **required, "additionalProperties": False}


def answer_of(*needed: str, **optional: JsonObject) -> JsonObject:
    """The schema of an answer: lists of objects by their names, and what may be there besides."""
    lists = {name: {"type": "array"} for name in needed}
    return {"type": "object", "properties": {**lists, **optional}, "required": list(needed)}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool.

    Attributes:
        name: snake_case, at most 40 characters.
        takes: the schema of its arguments.
        gives: the schema of its answer.
        run: carries it out.
        needs: operations that it always uses: who may not ask for them is not offered the tool.
        one_of: operations of which it uses what the caller may ask for; one at least.
        changes: whether it may change something, where that does not follow from `needs`.
        removes: whether it takes away or overwrites.
        repeats: whether a repeated call changes nothing more.
        reaches_out: whether it reaches people or systems outside the organisation.
        is_plain: whether its text is the bare JSON of its answer, as ChatGPT reads `search` and `fetch`.
        is_ours: whether its answer is about the API, so that nothing in it was written by strangers.
    """

    name: str
    takes: JsonObject
    gives: JsonObject
    run: Callable[[Work, Mapping[str, Any]], JsonObject]
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    changes: bool = False
    removes: bool = False
    repeats: bool = True
    reaches_out: bool = False
    is_plain: bool = False
    is_ours: bool = False

    @property
    def only_reads(self) -> bool:
        """Whether it changes nothing."""
        return not self.changes and not any(operations()[name].changes for name in self.needs)

    def is_offered(self, session: Session) -> bool:
        """Whether a caller is shown the tool."""
        if not self.only_reads and not session.may_change:
            return False
        return all(map(session.may, self.needs)) and (not self.one_of or any(map(session.may, self.one_of)))

    def listed(self, language: str) -> JsonObject:
        """The tool as `tools/list` shows it."""
        return {
            "name": self.name,
            "title": Entry("mcp_server", f"tool.{self.name}.title")[language],
            "description": Entry("mcp_server", f"tool.{self.name}.about")[language],
            "inputSchema": _without_limits(self.takes),
            "outputSchema": self.gives,
            "annotations": {
                "readOnlyHint": self.only_reads,
                "destructiveHint": self.removes,
                "idempotentHint": self.repeats,
                "openWorldHint": self.reaches_out,
            },
        }


LIMITS = frozenset({"additionalProperties", "maxItems", "maxLength", "minItems", "minLength", "minimum"})
"""Keywords that are checked and not listed: a model seldom meets a limit, and reads the list with every request."""


def _without_limits(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {name: _without_limits(part) for name, part in schema.items() if name not in LIMITS}
    return schema
