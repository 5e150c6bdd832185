"""Trying the front desk: an input is answered as the desk would answer it now, and nobody is written to."""

from dataclasses import replace

from bivelio_core.agents import memory
from bivelio_core.agents.frame import ALONE, Frame
from bivelio_core.agents.models import InvokeAgent
from bivelio_core.context import Context
from bivelio_core.store.codec import Item

from . import guidance, phrases
from .stored import load


def frame_of(request: InvokeAgent, agent: Item, ctx: Context) -> Frame:
    """The frame of an input that is tried: the desk's settings, and the conversation that the request names.

    Raises Unprocessable for a conversation that there is not.
    """
    settings, text = load(ctx.store), request.input.text
    language = phrases.language_of([text], {}, settings)
    remembered = memory.frame_of(ctx.store, agent, request.conversation_id) if request.conversation_id else ALONE
    acting = replace(ctx, scopes=frozenset(agent["scopes"]))
    return replace(
        remembered,
        instructions=guidance.instructions(settings, language),
        schema=guidance.SCHEMA,
        rules=guidance.rules(settings, agent, text, language, acting),
    )
