"""A turn of the front desk: what somebody has written since the last one is answered, once, or left to a person.

Jobs come at least once, late and out of order (arrivals.py). A turn's message decides everything: the execution, the
answer and the hand-over have keys that are made of its id, so whoever repeats it has each effect once (leases.py).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bivelio_core import clock, operation_calls
from bivelio_core.agents import correspondence, memory, quoting, sent_files
from bivelio_core.agents.actions import invoke
from bivelio_core.agents.frame import Frame
from bivelio_core.agents.models import AgentInput, Invocation, InvokeAgent
from bivelio_core.agents.voice import notes
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError, ResourceNotFound, TemporarilyUnavailable
from bivelio_core.operations import operations
from bivelio_core.providers import language_model as lm
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import LastingKey
from bivelio_core.store.keys import AGENT, CONTACT, CONVERSATION
from bivelio_core.store.tenant_store import TenantStore

from . import guidance, leases, papers, phrases
from .arrivals import TurnJob, send_after_another
from .leases import Lease
from .stored import load

LOG = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 30
"""As long is waited for the end of what somebody writes message by message."""

AGAIN_SECONDS = 5
MOST_WAITS = 40
"""After so many waits for another turn, or for a model, a job is given to a person."""

LISTENING_SECONDS = 60.0
"""How long the voice notes of a turn are listened to; the rest of the function's time is for the answer."""

HAND_OVER, SEND = "messages.hand_over", "messages.send"
PASSING = frozenset({TemporarilyUnavailable.code, "IDEMPOTENCY_CONFLICT", "INTERNAL_ERROR", "RATE_LIMIT_EXCEEDED"})
"""Errors of a call that is repeated as it is."""


Courtesy = Callable[[TenantStore, Item], None]
"""What shows a person that their message was read and is being answered; nothing depends on it."""


class Turn(NamedTuple):
    """What is answered now: the person's messages, in order, and where we are."""

    settings: Item
    contact: Item
    messages: Sequence[Item]
    lease: Lease
    ctx: Context
    language: str

    @property
    def newest(self) -> Item:
        """The message up to which it answers."""
        return self.messages[-1]


def serve(job: TurnJob, store: TenantStore, show_writing: Courtesy) -> None:
    """Answer a message, with those before it that nobody has answered; nothing when that is done or another's."""
    settings = load(store)
    contact = _contact(store, job.contact_id) if settings["enabled"] else None
    if contact is None:
        return
    messages = [item for item in correspondence.newest(store, contact["SK"]) if _is_for_us(item, settings)]
    done = leases.answered_until(store, job.contact_id)
    unanswered = [item for item in messages if int(item["n"]) > done]
    own = next((item for item in unanswered if item["message_id"] == job.message_id), None)
    if own is None or _writes_on(own, unanswered):
        return
    if any(map(sent_files.are_coming, unanswered)) and job.waits < MOST_WAITS:
        send_after_another(job, AGAIN_SECONDS)
        return
    lease = leases.claim(store, job.contact_id, unanswered[-1])
    if lease is None:
        _wait(job)
        return
    answered_now = [item for item in unanswered if int(item["n"]) <= lease.number] or [own]
    try:
        _carry_out(_turn(settings, contact, answered_now, lease, store), job, show_writing)
    except BaseException:
        leases.release(store, lease)
        raise
    if lease.message_id != unanswered[-1]["message_id"]:  # what has come in since the turn that was finished here
        send_after_another(job, 0)


def _turn(settings: Item, contact: Item, messages: Sequence[Item], lease: Lease, store: TenantStore) -> Turn:
    """A turn, in the language of what was written and said."""
    language = phrases.language_of([correspondence.text_of(item) for item in messages], contact, settings)
    return Turn(settings, contact, messages, lease, _context(store, language), language)


def _contact(store: TenantStore, contact_id: str) -> Item | None:
    try:
        return store.find(CONTACT, contact_id)
    except ResourceNotFound:
        return None


def _is_for_us(item: Item, settings: Item) -> bool:
    """Whether a message is one that the desk answers: a person's, on one of its channels.

    Who stops advertising or asks for it has said all, and is answered by what does it (messages/inbound/wishes.py).
    """
    is_written = (
        item["direction"] == "inbound" and not item.get("automatic") and not {"deleted_at", "wish"} & item.keys()
    )
    return is_written and item["channel"] in settings["channels"] and item["content"].get("type") != "reaction"


def _writes_on(own: Item, unanswered: Sequence[Item]) -> bool:
    """Whether a newer message will be answered with this one, by its own job."""
    if unanswered[-1]["message_id"] == own["message_id"]:
        return False
    waited = clock.now() - clock.parse(unanswered[0]["created_at"])
    return waited.total_seconds() < LONGEST_WAIT_SECONDS


def _wait(job: TurnJob) -> None:
    """Look again when another turn has ended. Raises TemporarilyUnavailable when none ends: the job is parked."""
    if job.waits >= MOST_WAITS:
        raise TemporarilyUnavailable
    send_after_another(job, AGAIN_SECONDS)


def _context(store: TenantStore, language: str) -> Context:
    """The desk as it acts: with no scopes of its own but those to answer."""
    scopes = frozenset({"messages:read", "messages:write"})
    return Context(store.tenant, Actor("workflow", "front_desk"), scopes, "front_desk", language, store)


def _carry_out(turn: Turn, job: TurnJob, show_writing: Courtesy) -> None:
    """Answer, and hand over where that is to be done. Raises TemporarilyUnavailable for what passes."""
    store = turn.ctx.store
    is_ours = not _is_a_persons(turn)
    if is_ours:
        _be_courteous(turn, show_writing)
    try:
        turn = _listened(turn)
        if not is_ours:
            leases.finish(store, turn.lease, 0)
            return
        invocation = _invoked(turn) if _has_words(turn) else None
    except ApiError as error:
        if error.status == TemporarilyUnavailable.status and job.waits < MOST_WAITS:
            leases.release(store, turn.lease)
            send_after_another(job, AGAIN_SECONDS)
            return
        LOG.warning("the front desk could not answer", exc_info=error)
        if is_ours:
            _reply(turn, phrases.hand_over_text(turn.settings, turn.language), "handed_over")
            _hand_over(turn, "unavailable")
        leases.finish(store, turn.lease, 0)
        return
    reason, is_confident = _reason(turn, invocation) if invocation else _reason_of_notes(turn)
    failed = 0 if is_confident else turn.lease.failed_turns + 1
    if _is_a_persons(turn):  # who has written while the model thought
        leases.finish(store, turn.lease, 0)
        return
    reply = str(invocation.output.get("reply", "")) if invocation else ""
    _reply(turn, _text(turn, reply, reason), invocation.execution_id if invocation else "not_heard")
    if reason is not None:
        _hand_over(turn, reason)
    leases.finish(store, turn.lease, 0 if reason else failed)


def _be_courteous(turn: Turn, show_writing: Courtesy) -> None:
    """Show that somebody writes. Whatever fails there, the answer goes on."""
    try:
        show_writing(turn.ctx.store, turn.newest)
    except Exception:
        LOG.warning("the front desk could not show that it writes", exc_info=True)


def _listened(turn: Turn) -> Turn:
    """The turn with what is said in its voice notes, also where a person goes on: they read it in the conversation.

    Raises what hearing raises.
    """
    if not any(map(notes.not_heard, turn.messages)):
        return turn
    store, deadline = turn.ctx.store, lm.Deadline.after(LISTENING_SECONDS)
    agent = store.find(AGENT, turn.settings["agent_id"])
    messages = [notes.written_down(store, item, agent, deadline) for item in turn.messages]
    return _turn(turn.settings, turn.contact, messages, turn.lease, store)


def _has_words(turn: Turn) -> bool:
    """Whether there is something to answer beside voice notes that nobody has heard."""
    return not all(map(notes.not_heard, turn.messages))


def _reason_of_notes(turn: Turn) -> tuple[str | None, bool]:
    """The same of a turn of notes that nobody has heard: who sent them can send others, or a person listens."""
    if notes.not_heard(turn.newest) not in notes.TELLABLE:
        return "unavailable", False
    return _failed_too_often(turn), False


def _failed_too_often(turn: Turn) -> str | None:
    """The reason to hand over a turn that did not answer, when it is one too many."""
    is_last = turn.lease.failed_turns + 1 >= guidance.MOST_FAILED
    return "failed_turns" if is_last and "failed_turns" in turn.settings["hand_over_when"] else None


def _invoked(turn: Turn) -> Invocation:
    """What the agent answers. Raises what invoking raises."""
    texts = [quoting.message(correspondence.text_of(item), item["created_at"]) for item in turn.messages]
    question = "\n".join(correspondence.text_of(item) for item in turn.messages)
    contact_id = turn.lease.contact_id

    def framed(agent: Item) -> Frame:
        frame = memory.frame_of(turn.ctx.store, agent, contact_id, without=turn.messages[0]["message_id"])
        acting = replace(turn.ctx, scopes=frozenset(agent["scopes"]))
        files = papers.texts_of(turn.ctx.store, turn.messages)
        return replace(
            frame,
            letters=frame.letters + sum(map(len, files)),
            files=files,
            instructions=guidance.instructions(turn.settings, turn.language),
            schema=guidance.SCHEMA,
            rules=guidance.rules(turn.settings, agent, question, turn.language, acting),
        )

    request = InvokeAgent(
        agent_id=turn.settings["agent_id"],
        input=AgentInput(text="\n".join(texts)[:32_000]),
        conversation_id=contact_id,
        allow_writes=turn.settings["allow_writes"],
    )
    key = LastingKey(f"front_desk:{turn.lease.message_id}")
    return invoke.invoke(request, replace(turn.ctx, idempotency_key=key), framed)


def _reason(turn: Turn, invocation: Invocation) -> tuple[str | None, bool]:
    """Why a person has to go on, if one has to, and whether the answer answers."""
    if invocation.status == "waiting":
        return "approval", True
    is_confident = bool(invocation.output["confident"])
    failed = 0 if is_confident else turn.lease.failed_turns + 1
    return guidance.reason_of(invocation.output, turn.settings, failed), is_confident


def _text(turn: Turn, reply: str, reason: str | None) -> str:
    """What is written: the greeting of a first answer, the reply, what was not heard, and that a person goes on."""
    parts = [phrases.greeting(turn.settings, turn.language) if turn.lease.is_first else "", reply]
    unheard = dict.fromkeys(
        phrases.about_note(why, turn.language) for why in map(notes.not_heard, turn.messages) if why
    )
    parts += unheard
    parts.append(phrases.hand_over_text(turn.settings, turn.language) if reason else "")
    return "\n\n".join(part for part in parts if part)


def _reply(turn: Turn, text: str, how: str) -> None:
    """Write to the person on the channel of the newest message, once; `how` is the execution, or why there is none.

    What is refused is for a person to see.
    """
    about: dict[str, Any] = {
        "channel": turn.newest["channel"],
        "contact_id": turn.lease.contact_id,
        "body": text[:4_000],
        "reply_to": turn.newest["message_id"],
        "metadata": {"front_desk": how},
    }
    if about["channel"] == "email":
        subject = str(turn.newest["content"].get("subject") or "")
        about["subject"] = subject if subject.casefold().startswith("re:") else f"Re: {subject}".strip()
    document = _call(turn, SEND, about, "reply")
    if "error" in document:
        LOG.warning("the front desk could not write", extra={"error": document["error"]["code"]})
        _hand_over(turn, "not_sent")


def _hand_over(turn: Turn, why: str) -> None:
    """Have a person go on, once."""
    to = {"to": turn.settings["hand_over_to"]} if turn.settings.get("hand_over_to") else {}
    document = _call(turn, HAND_OVER, {"contact_id": turn.lease.contact_id, "why": why, **to}, f"hand_over:{why}")
    if "error" in document and to:  # somebody who is no member any more
        _call(turn, HAND_OVER, {"contact_id": turn.lease.contact_id, "why": why}, f"hand_over:{why}:anybody")


def _call(turn: Turn, operation: str, request: dict[str, Any], part: str) -> dict[str, Any]:
    """What an operation answers, once for the turn. Raises TemporarilyUnavailable for what passes."""
    key = LastingKey(f"front_desk:{turn.lease.message_id}:{part}")
    document = operation_calls.call(operations()[operation], request, replace(turn.ctx, idempotency_key=key))
    if document.get("error", {}).get("code") in PASSING:
        raise TemporarilyUnavailable
    return document


def _is_a_persons(turn: Turn) -> bool:
    """Whether a person goes on with the conversation (messages' inbox)."""
    head = turn.ctx.store.get(CONVERSATION, "HEAD", turn.contact["SK"]) or {}
    return head.get("handled_by") == "person"
