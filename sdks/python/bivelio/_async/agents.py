"""Agents, with answers as streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from .._omit import OMIT, Omit
from .resources import agents as generated
from .streams import AsyncAgentStream

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .. import models, types
    from .._settings import RequestOptions


class AsyncAgents(generated.AsyncAgents):
    __doc__ = generated.AsyncAgents.__doc__

    @overload
    async def invoke(
        self,
        agent_id: str,
        input: types.AgentInput,
        *,
        conversation_id: str | Omit = OMIT,
        front_desk: bool | Omit = OMIT,
        suggests_reply: bool | Omit = OMIT,
        allow_writes: bool | Omit = OMIT,
        idempotency_key: str | None = None,
        stream: Literal[False] = False,
        **request_options: Unpack[RequestOptions],
    ) -> models.Invocation: ...

    @overload
    async def invoke(
        self,
        agent_id: str,
        input: types.AgentInput,
        *,
        conversation_id: str | Omit = OMIT,
        front_desk: bool | Omit = OMIT,
        suggests_reply: bool | Omit = OMIT,
        allow_writes: bool | Omit = OMIT,
        idempotency_key: str | None = None,
        stream: Literal[True],
        **request_options: Unpack[RequestOptions],
    ) -> AsyncAgentStream: ...

    async def invoke(
        self,
        agent_id: str,
        input: types.AgentInput,
        *,
        conversation_id: str | Omit = OMIT,
        front_desk: bool | Omit = OMIT,
        suggests_reply: bool | Omit = OMIT,
        allow_writes: bool | Omit = OMIT,
        idempotency_key: str | None = None,
        stream: bool = False,
        **request_options: Unpack[RequestOptions],
    ) -> models.Invocation | AsyncAgentStream:
        """Have an agent answer an input; with `stream`, event by event.

        Scope: `write`.

        Args:
            agent_id: The id of the agent.
            input: What the agent is given.
            conversation_id: A conversation that the agent remembers, or the id of a contact, for the messages with it.
            front_desk: Try the front desk: answer as it would now. Nothing is sent.
            suggests_reply: Draft what to write to the contact of `conversation_id`. Nothing is sent.
            allow_writes: Whether the agent may use those of its tools that change something.
            idempotency_key: the same key has its effect once; each call makes its own by default.
            request_options: `timeout`, `max_retries` and `extra_headers` of this call.
            stream: Return the events as they come (`bivelio.streams`): iterate over them, or call `result()`.
        """
        if not stream:
            return await super().invoke(
                agent_id,
                input,
                conversation_id=conversation_id,
                front_desk=front_desk,
                suggests_reply=suggests_reply,
                allow_writes=allow_writes,
                idempotency_key=idempotency_key,
                **request_options,
            )
        optional = {
            "conversation_id": conversation_id,
            "front_desk": front_desk,
            "suggests_reply": suggests_reply,
        }
        sent_fields = {name: value for name, value in optional.items() if value is not OMIT}
        data = {"agent_id": agent_id, "input": input, "allow_writes": allow_writes, "stream": True, **sent_fields}
        return AsyncAgentStream(await self._client.stream(generated.INVOKE, data, idempotency_key, request_options))
