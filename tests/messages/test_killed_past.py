"""What a phone tells of the past, with functions killed at any call, in any order, and more than once each.

`KILLED_PAST=2000 pytest tests/messages/test_killed_past.py` is the large run.
"""

import os
import random
from collections import Counter
from functools import partial
from typing import Any

import pytest
from bivelio_core.messages.past import stored
from bivelio_core.store.keys import CONNECTION, CONTACT, CONVERSATION, MESSAGE, PROVIDER_MESSAGE
from bivelio_core.store.tenant_store import TenantStore

from tests.messages.test_killed_senders import TENANT, Killed, World
from tests.messages.world import CONNECTIONS, bring, new_store
from tests.services import waiting

WORLDS = int(os.environ.get("KILLED_PAST", "20"))
PEOPLE, MESSAGES, LIVE = 4, 12, 6
OURS = "34600000000"
METADATA = {"phone_number_id": "106540352242922", "display_phone_number": OURS}

pytestmark = pytest.mark.usefixtures("table")


def webhook(field: str, **value: Any) -> Any:
    """A webhook of Meta's."""
    change = {"field": field, "value": {"metadata": METADATA, **value}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": [change]}]}


def a_message(person: int, number: int) -> dict[str, Any]:
    """A message with somebody; every second one is ours."""
    them = f"3469900000{person}"
    sides = {"from": OURS, "to": them} if number % 2 else {"from": them}
    at = str(1_790_000_000 + number * 60)
    return {**sides, "id": f"wamid.{person}.{number}", "timestamp": at, "type": "text", "text": {"body": str(number)}}


def deliveries(dice: random.Random) -> list[Any]:
    """Chunks of one person each and their progress, what somebody writes, and all of it twice, in any order."""
    chunks = []
    for person in range(PEOPLE):
        messages = [a_message(person, number) for number in range(MESSAGES)]
        dice.shuffle(messages)
        for first in range(0, MESSAGES, 4):
            thread = {"id": f"3469900000{person}", "messages": messages[first : first + 4]}
            chunks.append(webhook("history", history=[{"threads": [thread]}]))
        chunks.append(webhook("history", history=[{"metadata": {"progress": 25 * (person + 1)}}]))
    live = [webhook("messages", messages=[a_message(0, 2 * number)]) for number in range(LIVE // 2)]
    both = [*chunks, *live, *chunks, *live]
    dice.shuffle(both)
    return both


def test_each_message_is_there_once_and_counted_once_whatever_dies():
    assert sum(map(_kills, range(WORLDS))) > WORLDS


def _bring(world: World, delivery: Any) -> None:
    bring(world.store, "whatsapp", delivery)


def _kills(seed: int) -> int:
    """How often a function died in a world in which all came in the end."""
    world = World(seed)
    new_store(world.table)
    dice = random.Random(seed)
    for delivery in deliveries(dice):
        world.outlive(partial(_bring, world, delivery))
        waiting("messages")
    store = TenantStore(world.table, TENANT)
    assert len(store.query(CONTACT)) == PEOPLE
    found: Counter[str] = Counter()
    for contact in store.query(CONTACT):
        past, total = stored.page(store, [contact["SK"]], 1, 100)
        assert total == len(past)
        assert [each["created_at"] for each in past] == sorted(each["created_at"] for each in past)
        found.update(each["provider_id"] for each in past)
    places = store.query(MESSAGE)
    live = [store.get(CONVERSATION, place["slot"], place["contact"]) or {} for place in places]
    found.update(each["provider_id"] for each in live)
    assert set(found.values()) == {1}
    assert len(found) == PEOPLE * MESSAGES
    assert {each["provider_id"] for each in live} == {f"wamid.0.{2 * number}" for number in range(LIVE // 2)}
    own = [each for each in store.query(PROVIDER_MESSAGE) if each["SK"].startswith(stored.LOG)]
    assert len(own) == PEOPLE * MESSAGES - len(live), "an id leads to each that is left, and to none besides"
    connection = store.get(CONNECTION, CONNECTIONS["whatsapp"]) or {}
    assert connection["phone_history"]["status"] == "complete"
    return world.kills


def test_a_death_here_is_a_death():
    world = World(1)
    world.risk = 1.0
    with pytest.raises(Killed):
        world.store.query(CONTACT)
