"""Take a merge back: its contacts are contacts of their own again, and what somebody has changed since stays."""

import time
from collections.abc import Mapping
from typing import NamedTuple

from bivelio_core import audit, clock
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.contacts.merging import links, stored, values
from bivelio_core.contacts.merging.models import UnmergeContacts, UnmergedContacts
from bivelio_core.contacts.reading import show_contact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.contacts.transfer import queue
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import CONTACT, MERGE
from bivelio_core.store.resources import MERGED_IDS
from bivelio_core.store.revise import TRIES, revised
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, Write, equals

UNDO = ("returning", "unmerged")


def unmerge(request: UnmergeContacts, ctx: Context) -> UnmergedContacts:
    """Take a merge back; asked again, tell what has become of it.

    Raises ValidationError unless exactly one field is sent, ResourceForbidden and ResourceNotFound for ids, Conflict
    after 30 days, for a contact that is no other's part, and while the winner is part of another contact itself.
    """
    if (request.merge_id is None) == (request.contact_id is None):
        raise ValidationError.of("merge_id", "one_of")
    key = EffectKey.of("contacts.unmerge", ctx.idempotency_key, request)
    for tries in range(TRIES + 1):
        if (target := effect_target(ctx.store, key)) is not None:
            return _show(stored.load(ctx.store, target), ctx)
        state = _state(request, ctx)
        if state["status"] in UNDO:
            return _show(state, ctx)
        if tries == TRIES:
            break
        plan = _planned(state, ctx)
        try:
            write_once(ctx.store, key, state["SK"], _writes(plan, state, ctx))
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            continue
        return _show(stored.load(ctx.store, state["SK"]), ctx)
    raise ChangedMeanwhile


def _state(request: UnmergeContacts, ctx: Context) -> Item:
    if request.contact_id is not None:
        return stored.of_loser(ctx.store, request.contact_id)
    return stored.load(ctx.store, str(request.merge_id))


class _Plan(NamedTuple):
    """The contacts of a merge as they are and as they are to be, by their sort keys."""

    before: Mapping[str, Item]
    after: Mapping[str, Item]
    kept_fields: list[str]


def _planned(state: Item, ctx: Context) -> _Plan:
    if clock.parse(state["created_at"]) + stored.UNDOABLE < clock.now():
        raise Conflict(details={"reason": "unmerge_expired"})
    store = ctx.store
    winner = stored.contact_of(store, state["contact"])
    if "archived_at" in winner:
        public = winner.get("merged_into", stored.public_id(store, winner))
        reason = "merged" if "merged_into" in winner else "archived"
        raise Conflict(details={"reason": reason, "contact_id": public})
    sks = [each["sk"] for each in state["losers"]]
    before = {winner["SK"]: winner, **store.get_many(CONTACT, sks, consistent=True)}
    rest = values.returned(state["before"], state["after"], winner)
    own = {each["id"] for each in state["losers"]}
    own |= {public for sk in sks if sk in before for public in before[sk].get(MERGED_IDS, ())}
    merged_ids = [public for public in winner[MERGED_IDS] if public not in own]
    next_winner = values.with_values(rest.contact, {MERGED_IDS: merged_ids or None})
    after = {winner["SK"]: revised(winner, next_winner)}
    kept_fields = rest.kept_fields
    for sk in sks:
        if sk in before:
            contact = stored.released(before[sk])
            if "external_id" in contact and not links.external_id_is_theirs(store, after[winner["SK"]], contact):
                contact.pop("external_id")
                kept_fields = [*kept_fields, *(["external_id"] if "external_id" not in kept_fields else [])]
            after[sk] = revised(before[sk], contact)
    return _Plan(before, after, kept_fields)


def _writes(plan: _Plan, state: Item, ctx: Context) -> list[Write]:
    store, winner_sk = ctx.store, state["contact"]
    for sk, before in plan.before.items():
        index_changes.announce(store, CONTACTS.of_change(store, before, plan.after[sk]), before, plan.after[sk])
    losers = {sk: contact for sk, contact in plan.after.items() if sk != winner_sk}
    change = Update(set={"status": "returning", "kept_fields": plan.kept_fields})
    return [
        *(stored.put(before, plan.after[sk]) for sk, before in plan.before.items()),
        *links.returned(store, plan.after[winner_sk], losers),
        store.update_write(MERGE, state["SK"], change, condition=equals("status", state["status"])),
        audit.of(ctx, "contact.unmerged", merge_id=state["SK"]),
    ]


def _show(state: Item, ctx: Context) -> UnmergedContacts:
    if state["status"] == "returning":
        queue.send("merge", state["SK"], ctx.tenant, state["language"])
    return UnmergedContacts(
        merge_id=state["SK"],
        status=state["status"],
        contact=show_contact(stored.contact_of(ctx.store, state["contact"]), ctx),
        restored_ids=[each["id"] for each in state["losers"]],
        kept_fields=state["kept_fields"],
    )
