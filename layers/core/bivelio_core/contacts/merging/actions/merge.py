"""Merge contacts: one stays, the others become part of it, in one transaction.

What names them otherwise stays as it is: their ids lead to the winner. Notes, tasks and associations follow by a job
(work.py).
"""

import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bivelio_core import audit, clock, ids
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.contacts.merging import associations, links, stored, values
from bivelio_core.contacts.merging.models import MergeContacts, MergedContacts
from bivelio_core.contacts.reading import show_contact
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.contacts.transfer import queue
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.faults import Fault, register
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import CONTACT, MERGE
from bivelio_core.store.resources import MERGED_IDS
from bivelio_core.store.revise import TRIES, revised
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Write, absent

WINNER_TWICE = register("contacts", "winner_twice")
OTHER_TYPE = register("contacts", "other_type")
NOT_MERGED_HERE = register("contacts", "not_merged_here")


class Plan(NamedTuple):
    """The contacts of a merge as they are, and the winner as it is to be."""

    winner: Item
    losers: Mapping[str, Item]
    after: Item


def merge(request: MergeContacts, ctx: Context) -> MergedContacts:
    """Merge contacts, or show the result of a dry run. Contacts that are part of the winner already are left out.

    With an Idempotency-Key, repeated, it has the answer of the first time. Raises ResourceForbidden and
    ResourceNotFound for ids, Conflict for an archived contact, Unprocessable for contacts of two types and for more
    values than a field may have, ChangedMeanwhile when others kept changing the contacts.
    """
    _check_rules(request)
    key = EffectKey.of("contacts.merge", ctx.idempotency_key, request)
    for tries in range(TRIES + 1):
        plan = None if effect_target(ctx.store, key) else _planned(request, ctx)
        if (target := effect_target(ctx.store, key)) is not None:
            return _of_marker(target, ctx)
        if plan is None or tries == TRIES:
            break
        if not plan.losers:
            return _merged_before(plan.winner, request, ctx)
        if request.dry_run:
            return MergedContacts(contact=show_contact(plan.after, ctx), merged_ids=[*plan.losers])
        merge_id = ids.new_id(MERGE.name, ctx.organisation)
        try:
            target = write_once(ctx.store, key, merge_id, _writes(plan, merge_id, ctx))
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            continue
        return _of_marker(target, ctx)
    raise ChangedMeanwhile


def _check_rules(request: MergeContacts) -> None:
    """Raise Unprocessable for a rule that names none of the contacts."""
    allowed = (values.WINNER, values.UNION, *request.losers)
    if faults := [
        Fault(f"fields.{name}", NOT_MERGED_HERE) for name, rule in request.fields.items() if rule not in allowed
    ]:
        raise Unprocessable(faults)


def _planned(request: MergeContacts, ctx: Context) -> Plan:
    winner = ctx.store.find(CONTACT, request.winner)
    _require_active(winner, ctx)
    winner_id = stored.public_id(ctx.store, winner)
    losers: dict[str, Item] = {}
    for place, public in enumerate(request.losers):
        contact = _loser(public, f"losers[{place}]", winner, ctx)
        if contact is not None:
            losers[public] = contact
    own_rules: dict[str, str] = {
        str(name): rule for name, rule in request.fields.items() if rule in (values.WINNER, values.UNION, *losers)
    }
    merged = values.merged(values.Parties({winner_id: winner, **losers}, own_rules))
    merged_ids = [*winner.get(MERGED_IDS, ())]
    for public, contact in losers.items():
        merged_ids += [public, *contact.get(MERGED_IDS, ())]
    if len(merged_ids) > stored.MOST_MERGED:
        raise Unprocessable([Fault("losers", "max_items", {"limit": stored.MOST_MERGED})])
    after = winner if not losers else revised(winner, {**merged, MERGED_IDS: merged_ids})
    return Plan(winner, losers, after)


def _loser(public: str, field: str, winner: Item, ctx: Context) -> Item | None:
    """A contact that is to become part of the winner; None when it is that already."""
    try:
        contact = ctx.store.find_itself(CONTACT, public)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of(field, "not_found") from error
    if contact["SK"] == winner["SK"]:
        raise Unprocessable.of(field, WINNER_TWICE)
    if "merged_into" in contact:
        if public in winner.get(MERGED_IDS, ()):
            return None
        raise Conflict(details={"reason": "merged", "contact_id": contact["merged_into"]})
    _require_active(contact, ctx)
    if contact["type"] != winner["type"]:
        raise Unprocessable.of(field, OTHER_TYPE)
    return contact


def _require_active(contact: Item, ctx: Context) -> None:
    if "archived_at" in contact:
        public = stored.public_id(ctx.store, contact)
        details = {"reason": "archived", "archived_at": contact["archived_at"], "contact_id": public}
        raise Conflict(details=details)


def _writes(plan: Plan, merge_id: str, ctx: Context) -> Sequence[Write]:
    """The writes of a merge: the contacts, what leads to them, and what it takes to undo it. Tells the lists."""
    store, winner_id = ctx.store, stored.public_id(ctx.store, plan.winner)
    changes = [(plan.winner, plan.after)]
    changes += [(each, revised(each, stored.loser(each, winner_id, merge_id))) for each in plan.losers.values()]
    for before, after in changes:
        index_changes.announce(store, CONTACTS.of_change(store, before, after), before, after)
    about = {
        **stored.expiry(store),
        "status": "moving",
        "contact": plan.winner["SK"],
        "losers": [{"id": public, "sk": each["SK"]} for public, each in plan.losers.items()],
        "before": _values_of(plan.winner),
        "after": _values_of(plan.after),
        "ended": associations.among(store, [plan.winner, *plan.losers.values()]),
        "language": ctx.language,
        "created_at": clock.timestamp(),
    }
    return [
        *(stored.put(before, after) for before, after in changes),
        *links.moved(store, [plan.winner, *plan.losers.values()], plan.after),
        store.put_write(MERGE, merge_id, about, condition=absent()),
        audit.of(ctx, "contact.merged", merge_id=merge_id),
    ]


def _values_of(contact: Item) -> Item:
    """What a merge may change."""
    names = (*values.FIELDS, "email", "emails", "phone", "phone_e164", "phones", "custom_fields")
    return {name: contact[name] for name in (*names, *(field.name for field in values.LISTS)) if name in contact}


def _of_marker(merge_id: str, ctx: Context) -> MergedContacts:
    return show(stored.load(ctx.store, merge_id), ctx)


def show(state: Item, ctx: Context) -> MergedContacts:
    """A merge as the API shows it. One whose contacts have not followed yet goes on: the message may have been lost."""
    if state["status"] == "moving":
        queue.send("merge", state["SK"], ctx.tenant, state["language"])
    return MergedContacts(
        merge_id=state["SK"],
        status=state["status"],
        contact=show_contact(stored.contact_of(ctx.store, state["contact"]), ctx),
        merged_ids=[each["id"] for each in state["losers"]],
    )


def _merged_before(winner: Item, request: MergeContacts, ctx: Context) -> MergedContacts:
    """The answer when all are part of the winner already: that of their merge, as long as it is known."""
    contact = ctx.store.find_itself(CONTACT, request.losers[0])
    state = ctx.store.get(MERGE, contact["merge"])
    if state is not None and not request.dry_run:
        return show(state, ctx)
    return MergedContacts(contact=show_contact(winner, ctx), merged_ids=[*request.losers])
