"""How a part of an execution ends: with an answer, or with calls that a person decides about."""

import json
import zlib
from typing import Any

from bivelio_core import clock
from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT_WAIT
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put

from . import waiting
from .answering import Answered
from .models import Invocation
from .reading import waiting_calls
from .waiting import Waiting

COMPLETED, WAITING = "completed", "waiting"


def status_of(outcome: Answered | Waiting) -> str:
    """The status of an execution after it."""
    return COMPLETED if isinstance(outcome, Answered) else WAITING


def attributes_of(outcome: Answered | Waiting) -> dict[str, Any]:
    """What the execution's item says of it. JSON is text there: an item would refuse some of its numbers."""
    calls = {"calls": zlib.compress(to_json(list(outcome.calls)).encode(), 9)} if outcome.calls else {}
    if isinstance(outcome, Answered):
        used: dict[str, Any] = {**({"tools_used": outcome.tools_used} if outcome.tools_used else {}), **calls}
        if outcome.rounds:
            used["rounds"] = outcome.rounds
        return {
            "output": to_json(outcome.output), "model": outcome.model, "tokens_used": outcome.tokens_used, **used
        }  # fmt: skip
    used = {**({"tools_used": list(outcome.used)} if outcome.used else {}), **calls}
    return {
        "output": to_json({}),
        "model": outcome.model,
        "tokens_used": outcome.usage.total_tokens,
        "waiting": to_json([{"tool": call.name, "arguments": dict(call.arguments)} for call in outcome.pending]),
        "expires_at": clock.timestamp(clock.now() + waiting.LONGEST),
        **used,
    }


def conversation_write(store: TenantStore, sk: str, outcome: Waiting) -> Put:
    """The write that keeps a conversation until the decision, beside the execution with this sort key."""
    about = {"conversation": waiting.packed(outcome), "ttl": clock.ttl(waiting.LONGEST)}
    return store.put_write(AGENT_WAIT, sk, about)


def invocation(item: Item, execution_id: str) -> Invocation:
    """An execution as `/agents/invoke` and `/agents/approve` answer it."""
    names = Invocation.model_fields.keys() - {"status", "waiting", "expires_at"}
    fields: dict[str, Any] = {name: item[name] for name in names if name in item}
    if item["status"] == WAITING:
        fields |= {"status": WAITING, "waiting": waiting_calls(item), "expires_at": item["expires_at"]}
    return Invocation(**{**fields, "execution_id": execution_id, "output": json.loads(item["output"])})
