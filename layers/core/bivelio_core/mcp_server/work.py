"""How a tool carries out operations: as the caller, by the operations' own functions, with the caller's rights.

A tool has no rule of its own: what an operation refuses, the tool refuses with the operation's own words.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bivelio_core import clock, config, operation_calls
from bivelio_core.agents import quoting
from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.json_text import to_json
from bivelio_core.operations import operations
from bivelio_core.scopes import includes
from bivelio_core.store.effect_marker import LastingKey

from . import confirmations, consequences
from .confirmations import TokenRefused
from .consequences import Consequence
from .messages import Call, JsonObject

CONFIRM = "confirm"
"""The argument by which a call is confirmed where the client cannot ask its user."""

KEY_SECONDS = 3_600


class ToolFailed(Exception):
    """What a tool answers instead of its result: an error of the envelope."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(str(error.get("message", "")))
        self.error = dict(error)

    @classmethod
    def of(cls, code: str, message: str, **more: Any) -> "ToolFailed":
        """A failure that is told here."""
        return cls({"code": code, "message": message, **more})


class Unconfirmed(Exception):
    """What a tool is about to do cannot be undone, and nobody has confirmed it yet."""

    def __init__(self, consequence: Consequence, digest: str) -> None:
        super().__init__(consequence.sentence.name)
        self.consequence, self.digest = consequence, digest


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

    @property
    def may_change(self) -> bool:
        """Whether the caller may change anything at all here."""
        return not self.is_readonly and any(scope.rpartition(":")[2] != "read" for scope in self.ctx.scopes)


@dataclass(frozen=True, slots=True)
class Work:
    """One call of a tool, with the token by which it was confirmed, if it was."""

    session: Session
    call: Call
    token: str | None = None

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
        """The same with a ready request. What changes something has its effect once for each call of the tool.

        Raises Unconfirmed before what cannot be undone.
        """
        if not self.may(operation):
            message = f"{operation} is not offered here: it needs a scope, or a connection that is not read-only."
            raise ToolFailed.of("NOT_OFFERED", message)
        entry = operations()[operation]
        ctx = self.session.ctx
        consequence = consequences.of(entry, data, self) if entry.changes else None
        if consequence is not None:
            self._require_confirmed(consequence, operation)
        if entry.changes:
            ctx = replace(ctx, idempotency_key=self.key(operation, data))
        answer = operation_calls.call(entry, data, ctx)
        if "error" in answer and isinstance(answer["error"], dict) and "code" in answer["error"]:
            raise ToolFailed(answer["error"])
        if consequence is not None and self.token is not None:
            confirmations.use_up(self.session.ctx, self.token)
        return answer

    def _require_confirmed(self, consequence: Consequence, operation: str) -> None:
        """Raises ToolFailed for what is done in the dashboard alone and for a token that is of no use, Unconfirmed."""
        ctx = self.session.ctx
        if consequence.page:
            url = of_stage(link(consequence.page), ctx)
            message = Entry("mcp_server", "failure.dashboard")[ctx.language].format(url=url)
            will = quoting.data(consequence.sentence[ctx.language])
            raise ToolFailed.of("ONLY_IN_THE_DASHBOARD", message, url=url, will=will)
        whole = to_json([ctx.actor.id, self.call.name, self.arguments, operation, consequence.preview])
        digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
        if self.token is None:
            raise Unconfirmed(consequence, digest)
        try:
            confirmations.redeem(ctx, self.token, digest, self.call.client.name, operation)
        except TokenRefused as refused:
            message = Entry("mcp_server", f"failure.{refused.reason}")[ctx.language]
            raise ToolFailed.of("CONFIRMATION_REFUSED", message) from refused

    @property
    def arguments(self) -> JsonObject:
        """The arguments of the call, without the token that confirms it."""
        return {name: value for name, value in self.call.arguments.items() if name != CONFIRM}

    def key(self, operation: str, data: Any) -> LastingKey:
        """The key under which a change has its effect once.

        A confirmed call has its token. Else a client says it (`_meta` or the header Idempotency-Key), or it follows
        from the call: a client that repeats a request for want of an answer repeats its id and its arguments. Ids
        begin anew in each conversation, so such a key is good for an hour of the clock.
        """
        key = self.token or self.session.ctx.idempotency_key or self.call.meta.get("com.bivelio/idempotencyKey")
        hours = int(clock.epoch() // KEY_SECONDS)
        about = key if isinstance(key, str) else to_json([self.call.id, self.call.client.name, self.arguments, hours])
        whole = to_json([self.session.ctx.actor.id, self.call.name, about, operation, data])
        return LastingKey(f"mcp:{hashlib.sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}")


def link(path: str) -> str:
    """The address of a page of the dashboard."""
    return f"{config.app_url()}{path}"


def of_stage(value: Any, ctx: Context) -> Any:
    """An answer whose links lead to the caller's environment: those of the sandbox say so."""
    match value:
        case dict():
            return {name: of_stage(part, ctx) for name, part in value.items()}
        case list():
            return [of_stage(part, ctx) for part in value]
        case str() if ctx.tenant.is_sandbox and value.startswith(f"{config.app_url()}/") and " " not in value:
            return f"{value}{'&' if '?' in value else '?'}env=sandbox"
    return value
