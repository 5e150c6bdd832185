"""How a tool carries out operations: as the caller, by the operations' own functions, with the caller's rights.

A tool has no rule of its own: what an operation refuses, the tool refuses with the operation's own words.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bivelio_core import config, operation_calls
from bivelio_core.context import Context
from bivelio_core.json_text import to_json
from bivelio_core.operations import Operation, operations
from bivelio_core.scopes import includes
from bivelio_core.store.effect_marker import LastingKey

from .messages import Call, JsonObject

CallOperation = Callable[[Operation, Any, Context], JsonObject]


class ToolFailed(Exception):
    """What a tool answers instead of its result: an error of the envelope."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(str(error.get("message", "")))
        self.error = dict(error)

    @classmethod
    def of(cls, code: str, message: str, **more: Any) -> "ToolFailed":
        """A failure that is told here."""
        return cls({"code": code, "message": message, **more})


@dataclass(frozen=True, slots=True)
class Session:
    """The caller of one request, and whether it may change anything."""

    ctx: Context
    is_readonly: bool = False

    def may(self, operation: str) -> bool:
        """Whether the caller may ask for an operation here."""
        entry = operations().get(operation)
        if entry is None or entry.only_http or (entry.changes and self.is_readonly):
            return False
        return entry.scope is None or includes(self.ctx.scopes, entry.scope)


@dataclass(frozen=True, slots=True)
class Work:
    """One call of a tool."""

    session: Session
    call: Call

    @property
    def language(self) -> str:
        """The language of what people read."""
        return self.session.ctx.language

    def may(self, operation: str) -> bool:
        """Whether the caller may ask for an operation here."""
        return self.session.may(operation)

    def ask(self, operation: str, **data: Any) -> JsonObject:
        """What an operation answers. Raises ToolFailed with its error."""
        return self.send(operation, {name: value for name, value in data.items() if value is not None})

    def send(self, operation: str, data: Any) -> JsonObject:
        """The same with a ready request. What changes something has its effect once for each call of the tool."""
        if not self.may(operation):
            message = f"{operation} is not offered here: it needs a scope, or a connection that is not read-only."
            raise ToolFailed.of("NOT_OFFERED", message)
        entry = operations()[operation]
        ctx = self.session.ctx
        if entry.changes:
            ctx = replace(ctx, idempotency_key=self.key(operation, data))
        answer = operation_calls.call(entry, data, ctx)
        if "error" in answer and isinstance(answer["error"], dict) and "code" in answer["error"]:
            raise ToolFailed(answer["error"])
        return answer

    def key(self, operation: str, data: Any) -> LastingKey:
        """The key under which a change has its effect once.

        A client says it (`_meta` or the header Idempotency-Key). Otherwise it follows from the call: a client that
        repeats a request for want of an answer repeats its id and its arguments.
        """
        key = self.session.ctx.idempotency_key or self.call.meta.get("com.bivelio/idempotencyKey")
        about = key if isinstance(key, str) else to_json([self.call.id, self.call.client.name, self.call.arguments])
        whole = to_json([self.session.ctx.actor.id, self.call.name, about, operation, data])
        return LastingKey(f"mcp:{hashlib.sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}")


def link(path: str) -> str:
    """The address of a page of the dashboard."""
    return f"{config.app_url()}{path}"
