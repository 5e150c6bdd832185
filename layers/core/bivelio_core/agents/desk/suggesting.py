"""What an agent is told when a person of the organisation wants a draft of an answer: nothing of it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from bivelio_core.agents import correspondence, memory
from bivelio_core.agents.frame import Frame
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT

from . import guidance, phrases
from .stored import load

DRAFTING = """You do not write to the client now: a colleague of the company wants a draft of what to write next, to
change and send it. The last text is the colleague's and says what is wanted of the draft."""


def frame_of(contact_id: str | None, agent: Item, ctx: Context) -> Frame:
    """The frame of a draft: what was said with the contact, and the settings of the front desk.

    Raises Unprocessable when the conversation is not one of messages with a contact.
    """
    if contact_id is None:
        raise Unprocessable.of("conversation_id", "required")
    frame = memory.frame_of(ctx.store, agent, contact_id)
    if frame.contact_id != contact_id:
        raise Unprocessable.of("conversation_id", "not_found")
    settings, contact = load(ctx.store), ctx.store.find(CONTACT, contact_id)
    texts = _unanswered(correspondence.newest(ctx.store, contact["SK"]))
    language = phrases.language_of(texts, contact, settings)
    acting = replace(ctx, scopes=frozenset(agent["scopes"]))
    return replace(
        frame,
        instructions=f"{guidance.instructions(settings, language)}\n{DRAFTING}",
        schema=guidance.SCHEMA,
        rules=guidance.rules(settings, agent, "\n".join(texts), language, acting),
    )


def _unanswered(messages: Sequence[Item]) -> list[str]:
    """What the contact has written since somebody answered, oldest first."""
    newest = takewhile(lambda item: item["direction"] == "inbound", reversed(messages))
    return [correspondence.text_of(item) for item in newest][::-1]
