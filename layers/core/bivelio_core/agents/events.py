"""The events that are derived from an execution: that it ended, and that it waits for a person."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.models import Response, Timestamp
from bivelio_core.store.changes import Change
from bivelio_core.store.keys import EXECUTION
from bivelio_core.store.resources import public_id

from .models import WaitingCall

LARGEST_OUTPUT = 50_000
"""An output with more characters is left out of the event."""


class AgentExecuted(Response):
    """An execution of an agent, as `/agents/invoke` answered it."""

    execution_id: str = Field(description="The id of the execution.")
    agent_id: str = Field(description="The id of the agent.")
    agent_name: str = Field(description="The name of the agent.")
    output: dict[str, Any] = Field(description="What the agent answered.")
    output_omitted: bool | None = Field(
        None,
        description="True when the output is too large for an event and left empty: `agents/executions_get` has it.",
    )
    tokens_used: int = Field(description="Tokens of the model used.")
    credits_consumed: int = Field(description="AI credits consumed.")
    duration_ms: int = Field(description="The duration in milliseconds; absent while it is under way.")
    completed_at: Timestamp = Field(description="When it was completed.")


class AgentWaiting(Response):
    """An execution of an agent that waits for a person to decide about calls of tools."""

    execution_id: str = Field(description="The id of the execution.")
    agent_id: str = Field(description="The id of the agent.")
    agent_name: str = Field(description="The name of the agent.")
    waiting: list[WaitingCall] = Field(description="The calls, for `/agents/approve`.")
    expires_at: Timestamp = Field(description="Until when they can be approved.")


def derive(change: Change) -> Iterator[Happening]:
    """`agent.executed` for an execution that was completed, `agent.waiting` for one that begins to wait.

    A test is no event: what follows from one must not.
    """
    before, after = change.before, change.after
    if after is None or change.partition is None or after.get("sample") or after.get("is_test"):
        return
    execution_id = public_id(EXECUTION, change.partition.tenant.organisation, after)
    if after["status"] == "waiting" and (before is None or before.get("waiting") != after["waiting"]):
        about = {name: after[name] for name in ("agent_id", "agent_name", "expires_at")}
        yield Happening(
            "agent.waiting",
            AgentWaiting(execution_id=execution_id, **about, waiting=json.loads(after["waiting"])).model_dump(),
        )
    if after["status"] != "completed" or (before is not None and before["status"] != "waiting"):
        return
    fields = {name: after[name] for name in AgentExecuted.model_fields if name in after}
    fields["execution_id"] = execution_id
    is_large = len(after["output"]) > LARGEST_OUTPUT
    fields |= {"output": {}, "output_omitted": True} if is_large else {"output": json.loads(after["output"])}
    yield Happening("agent.executed", AgentExecuted(**fields).model_dump())
