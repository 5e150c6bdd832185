"""The tools of an agent: operations that it was granted, carried out when the model asks for one of them.

Each is carried out by its own function (operation_calls.py), as the caller of the agent with the agent's scopes.

What a model may ask for is decided before it is asked: by the agent, by `allow_writes` of the invocation, and in a
conversation with a contact by what is about that contact (bounds.py). No text of the input, of a document or of a
tool's result can add to it; a call of anything else is answered with an error.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError as PydanticError

from bivelio_core import domain, operation_calls
from bivelio_core.context import Context
from bivelio_core.domain import StepType
from bivelio_core.errors import ApiError, ValidationError
from bivelio_core.json_text import to_json
from bivelio_core.model_faults import faults_of
from bivelio_core.operations import operations
from bivelio_core.providers import language_model as lm
from bivelio_core.store import chain_counts
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import LastingKey

from . import bounds, grants, server_tools
from .server_tools import ServerTool

MAXIMUM_RESULT = 30_000
"""A result with more characters is refused, so that the prompt stays small."""

TOO_MANY_CHANGES = "The workflows that led to this have made as many changes as one cause may. Make no other."
RECORDED = {"recorded": True, "message": "This is a test: the call was recorded, and not carried out."}
CHAIN_LIMIT_REACHED = {"error": {"code": "CHAIN_LIMIT_REACHED", "message": TOO_MANY_CHANGES}}


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools that the model may ask for in one execution."""

    types: Mapping[str, StepType]
    ctx: Context
    execution_id: str
    approvals: Mapping[str, Any]
    contact_id: str | None = None
    unbound: frozenset[str] = frozenset()
    servers: Mapping[str, ServerTool] = field(default_factory=dict)
    is_test: bool = False

    @classmethod
    def of(
        cls,
        agent: Item,
        ctx: Context,
        execution_id: str,
        *,
        allow_writes: bool,
        contact_id: str | None = None,
        is_test: bool = False,
    ) -> "Tools":
        """What an agent was granted; without `allow_writes` only what changes nothing.

        In a conversation with a contact only what is about that contact, but for what was granted with `reach: all`.
        In a test what would change something is offered as it would be, and only recorded.
        """
        names = [name for name in map(grants.name_of, agent["tools"]) if not server_tools.is_server_tool(name)]
        granted = {name: domain.step_types()[name] for name in names}
        unbound = grants.unbound_of(agent["tools"])
        types = {
            name: step
            for name, step in granted.items()
            if (allow_writes or not step.changes)
            and (contact_id is None or name in unbound or bounds.is_offered(operations()[step.operation]))
        }
        servers = {
            name: tool
            for name, tool in server_tools.of_grants(agent["tools"]).items()
            if (allow_writes or not tool.changes) and (contact_id is None or name in unbound)
        }
        approvals = grants.approvals_of(agent["tools"])
        acting = replace(ctx, scopes=frozenset(agent["scopes"]))
        return cls(types, acting, execution_id, approvals, contact_id, unbound, servers, is_test)

    def offered(self) -> tuple[lm.Tool, ...]:
        """The tools as the model is told of them."""
        own = (
            described(
                name, taken_by(step), operations()[step.operation].summary, without=self._hidden(name, step.operation)
            )
            for name, step in self.types.items()
        )
        return *own, *(tool.described() for tool in self.servers.values())

    def _hidden(self, name: str, operation: str) -> frozenset[str]:
        return bounds.hidden(operations()[operation]) if self._is_bound(name) else frozenset()

    def _is_bound(self, name: str) -> bool:
        return self.contact_id is not None and name not in self.unbound

    def waiting_among(self, calls: Sequence[lm.ToolCall]) -> list[lm.ToolCall]:
        """Those of the calls that a person decides about first. What would be refused anyway is not asked.

        In a test nobody is asked: nothing is carried out.
        """
        return [] if self.is_test else [call for call in calls if self._asks_first(call)]

    def _asks_first(self, call: lm.ToolCall) -> bool:
        if (tool := self.servers.get(call.name)) is not None:
            return tool.asks_first(self.approvals.get(call.name)) and tool.refusal(self.ctx) is None
        if (step := self.types.get(call.name)) is None or not self._is_taken(step, call):
            return False
        approval = self.approvals.get(call.name) or grants.usual_approval(step)
        if isinstance(approval, str):
            return approval == grants.ALWAYS
        limits, arguments = approval["over"], dict(call.arguments)
        is_over = grants.exceeds(limits, arguments)
        return grants.exceeds(limits, self._values(step, arguments)) is not False if is_over is None else is_over

    def _is_taken(self, step: StepType, call: lm.ToolCall) -> bool:
        person = dict.fromkeys(self._hidden(call.name, step.operation) & {"id", *bounds.PERSON}, self.contact_id)
        fields = taken_by(step).model_fields
        arguments = {**call.arguments, **{name: value for name, value in person.items() if name in fields}}
        try:
            taken_by(step).model_validate_json(to_json(arguments))
        except PydanticError:
            return False
        return True

    def _values(self, step: StepType, arguments: dict[str, Any]) -> dict[str, Any]:
        """What is known of the call: its arguments, and what it is about as the resource's `get` reads it."""
        reading = operations().get(f"{step.operation.partition('.')[0]}.get")
        if reading is None or "id" not in arguments:
            return arguments
        return {**operation_calls.call(reading, {"id": arguments["id"]}, self.ctx), **arguments}

    def run(self, call: lm.ToolCall) -> lm.ToolResult:
        """Carry out a call; a failure is a result too, which the model may deal with.

        The same call in the same execution has its effect once, also when the execution is begun again.
        """
        return lm.ToolResult(call, self._output(call))

    def _output(self, call: lm.ToolCall) -> dict[str, Any]:
        if (tool := self.servers.get(call.name)) is not None:
            return self._of_server(tool, call)
        if (step := self.types.get(call.name)) is None:
            return {"error": {"code": "TOOL_NOT_GRANTED", "message": f"There is no tool {call.name}."}}
        sent: dict[str, Any] | None = dict(call.arguments)
        if self.contact_id is not None and self._is_bound(call.name):
            sent = bounds.bound(operations()[step.operation], call.arguments, self.contact_id, self.ctx)
        if sent is None:
            return bounds.NOT_OF_THE_PERSON
        arguments = to_json(sent)
        try:
            request = taken_by(step).model_validate_json(arguments)
            _require_alternatives(step, request)
            if self.is_test and (step.changes or operations()[step.operation].costs):
                return RECORDED
            if step.changes and not chain_counts.has_room(self.ctx.store, self.ctx.chain):
                return CHAIN_LIMIT_REACHED
            ctx = self._context_of(call, arguments)
            document = operation_calls.call(operations()[step.operation], sent, ctx)
        except PydanticError as error:
            return _failure(ValidationError(faults_of(error)))
        except ApiError as error:
            return _failure(error)
        return _of_bearable_length(document)

    def _of_server(self, tool: ServerTool, call: lm.ToolCall) -> dict[str, Any]:
        if self.is_test and tool.changes:
            return RECORDED
        if tool.changes and not chain_counts.has_room(self.ctx.store, self.ctx.chain):
            return CHAIN_LIMIT_REACHED
        arguments = dict(call.arguments)
        return _of_bearable_length(tool.run(arguments, self._context_of(call, to_json(arguments))))

    def _context_of(self, call: lm.ToolCall, arguments: str) -> Context:
        """The context of a call that has its effect once in the execution."""
        digest = hashlib.sha256(arguments.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return replace(self.ctx, idempotency_key=LastingKey(f"{self.execution_id}:{call.name}:{digest}"))


def _of_bearable_length(document: dict[str, Any]) -> dict[str, Any]:
    if len(to_json(document)) > MAXIMUM_RESULT:
        return {"error": {"code": "RESULT_TOO_LARGE", "message": "The result is too large. Ask for less."}}
    return document


def is_tool(step: StepType) -> bool:
    """Whether agents may be granted a type of step: an operation, but for the one that invokes agents.

    A step that is no operation, such as `agent.continue`, is none: an agent would approve its own calls by it.
    """
    return step.operation not in ("", "agents.invoke")


def taken_by(step: StepType) -> Any:
    """The model of what a tool takes: that of its operation, without what only steps have."""
    return operations()[step.operation].request_model


def described(name: str, model: Any, about: str = "", *, without: frozenset[str] = frozenset()) -> lm.Tool:
    """A type of step as a language model is told of it: what it does, and the model of its input."""
    schema = model.model_json_schema()
    if without:
        properties = {field: part for field, part in schema.get("properties", {}).items() if field not in without}
        required = [field for field in schema.get("required", ()) if field not in without]
        schema = {**schema, "properties": properties, **({"required": required} if "required" in schema else {})}
    return lm.Tool(name, about or (model.__doc__ or name).split("\n")[0], schema)


def _require_alternatives(step: StepType, request: Any) -> None:
    named = [field for field in step.exactly_one if getattr(request, field) is not None]
    if step.exactly_one and len(named) != 1:
        raise ValidationError.of(step.exactly_one[0], "one_of")


def _failure(error: ApiError) -> dict[str, Any]:
    return {"error": {"code": error.code, "message": error.message("en"), **error.localised_details("en")}}
