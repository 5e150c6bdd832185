"""The head of a conversation by the id of its contact, and the one way to change what it says of the state."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.faults import register
from bivelio_core.messages.conversation import HEAD
from bivelio_core.store.codec import Item, same
from bivelio_core.store.keys import CONTACT, CONVERSATION
from bivelio_core.store.revise import Change, Source, revise
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Write

from . import states

NOT_A_MEMBER = register("messages", "not_a_member")
NOT_SNOOZED = register("messages", "not_snoozed")
IN_THE_PAST = register("messages", "in_the_past")

Decide = Callable[[Item], Item]
"""What a head is to become."""

AuditAction = Literal["conversation.updated", "conversation.handed_over", "conversation.given_back"]


def load(store: TenantStore, contact_id: str) -> Item:
    """The head of a conversation, of version 0 before its first change.

    A contact that has become part of another one has the conversation that it had until then. Raises Unprocessable for
    the id of no contact, ResourceNotFound when there is no conversation with it.
    """
    try:
        head = store.get(CONVERSATION, HEAD, store.sort_key(CONTACT, contact_id))
        if head is None or head.get("contact_id") != contact_id:
            store.find_itself(CONTACT, contact_id)
            head = None
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("contact_id", "not_found") from error
    return {"version": 0, **existing(head)}


SOURCE = Source(load, is_shared=True)
READ = Source(load, is_shared=True, makes_version=False)


def change(
    contact_id: str, decide: Decide, ctx: Context, *, audited_as: AuditAction, version: int | None = None
) -> Item:
    """Change the state of a conversation as `decide` says, with its place in lists and its line in the audit log.

    One that has this state already is not written. Raises what `load` and `decide` raise, Conflict when it is not of
    the requested version, ChangedMeanwhile.
    """
    from bivelio_core import audit  # noqa: PLC0415 - what reads a conversation does without it

    def decided(head: Item) -> Change | None:
        after = decide(head)
        changed = [name for name in states.VERSIONED if not same(after.get(name), head.get(name))]
        if not changed:
            return None
        by = {"changed_by": {"kind": ctx.actor.kind, "id": ctx.actor.id}}
        entry = audit.of(ctx, audited_as, contact=contact_id, changed=changed)
        return revision(ctx.store, head, {**after, **by}, [entry])

    return revise(ctx.store, SOURCE, contact_id, decided, version=version)


def revision(store: TenantStore, head: Item, after: Item, also: Sequence[Write] = ()) -> Change:
    """The change of a head with that of its newest message's place."""
    # The stream's filter knows by this attribute what events are derived from; a head has it of its last chat message.
    streamed: dict[str, Any] = {"message_id": head.get("message_id", "-")}
    moved = {**after, **streamed, **states.place_changed(head)}
    return Change(moved, [*states.place_writes(store, head, moved), *also])
