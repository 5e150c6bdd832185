"""Conversations of agents as they are stored: a head, and a turn for each completed execution, in a partition.

A turn's sort key is that of its execution, so turns that are made at once do not wait for each other. Of a conversation
of messages there is a head too, under the contact's id, with the summary alone.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import AGENT_CONVERSATION, AGENT_TURN
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Put, Update

from .models import AgentTurn

KEPT = timedelta(days=90)
"""How long a conversation is kept after its last turn."""

MOST_TURNS = 50
"""As many turns are read; what is older is in the summary."""

LONGEST_OUTPUT = 20_000
"""An output with more characters is remembered without its end."""


def expiry(store: TenantStore) -> dict[str, int]:
    """The `ttl` of what is written now; items of a sandbox end with their day anyway."""
    return {} if store.tenant.is_sandbox else {"ttl": clock.ttl(KEPT)}


def find(store: TenantStore, conversation_id: str) -> Item:
    """The head. Raises ResourceNotFound, also for one that has been deleted, and ResourceForbidden."""
    head = store.find(AGENT_CONVERSATION, conversation_id)
    return existing(None if is_deleted(head) else head)


def is_deleted(head: Item) -> bool:
    """Whether a conversation has been deleted; its head stays two days, so that the deletion can be repeated."""
    return "deleted" in head


def turns(store: TenantStore, conversation_id: str) -> Sequence[Item]:
    """The newest turns, oldest first."""
    items = store.query(AGENT_TURN, conversation_id, descending=True, limit=MOST_TURNS, consistent=True)
    return items[::-1]


def turn_write(store: TenantStore, head: Item, execution: Item, execution_id: str, text: str) -> Put:
    """The write of a turn, which is made with the execution's own."""
    output = str(execution["output"])
    about: dict[str, Any] = {
        "execution_id": execution_id,
        "agent_id": execution["agent_id"],
        "text": text,
        "output": output if len(output) <= LONGEST_OUTPUT else to_json({"text": output[:LONGEST_OUTPUT]}),
        "at": execution["completed_at"],
        **expiry(store),
        **({"contact_id": head["contact_id"]} if "contact_id" in head else {}),
    }
    return store.put_write(AGENT_TURN, str(execution["SK"]), about, str(head["SK"]))


def keep_summary(store: TenantStore, conversation_id: str, summary: str, until: str, about: Mapping[str, Any]) -> None:
    """Keep what was said up to the turn or message `until`, whose place it is. The same again changes nothing."""
    default = {"created_at": clock.timestamp(), "version": 1, **about}
    change = Update(set={"summary": summary, "until": until, **expiry(store)}, default=default)
    store.update(AGENT_CONVERSATION, conversation_id, change)


def prolong(store: TenantStore, head: Item) -> None:
    """Keep a conversation for another 90 days."""
    if until := expiry(store):
        store.update(AGENT_CONVERSATION, str(head["SK"]), Update(set=until))


def shown_turn(item: Item) -> AgentTurn:
    """A turn as the API answers it."""
    fields = {name: item[name] for name in ("execution_id", "agent_id", "text", "at")}
    return AgentTurn(**fields, output=json.loads(item["output"]))
