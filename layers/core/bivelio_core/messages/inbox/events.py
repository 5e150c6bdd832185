"""The events that are derived from a change of a conversation's state."""

from collections.abc import Iterator
from typing import Any

from bivelio_core.events.catalogue import Happening
from bivelio_core.store.codec import Item, same

from .models import ConversationChanged
from .show import status_of
from .states import CLOSED, OPEN, SNOOZED, state_of


def derive(head: Item, before: Item) -> Iterator[Happening]:
    """What a write of a conversation's head means to the outside; `before` is empty for a new one."""
    events = list(_types(head, before))
    if events:
        data = ConversationChanged(**status_of(head), changed_by=head.get("changed_by")).model_dump(mode="json")
        yield from (Happening(name, data) for name in events)


def _types(head: Item, before: Item) -> Iterator[str]:
    state, former = state_of(head), state_of(before)
    if head.get("assignee") not in (None, before.get("assignee")):
        yield "conversation.assigned"
    if state == CLOSED != former:
        yield "conversation.closed"
    if state == OPEN and former in (CLOSED, SNOOZED):
        yield "conversation.reopened"
    if _handed_over(head) is not None and not same(_handed_over(head), _handed_over(before)):
        yield "conversation.handed_over"


def _handed_over(head: Item) -> Any:
    return head.get("handed_over")
