"""Find contacts that may be the same, page by page: no copy is kept of who is like whom.

A page looks at some contacts, the newest first, and asks the index who else has an address, a number or a name of one:
one read for each of these. A group is on the page of its newest contact alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from bivelio_core import cursors, ids
from bivelio_core.contacts.reading import show_contact
from bivelio_core.contacts.recent import recent
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.intersections import settled_matches_of_sets
from bivelio_core.store.index.parallel import in_order, in_threads
from bivelio_core.store.index.terms import Exact, Term
from bivelio_core.store.keys import CONTACT, sequence_sk
from bivelio_core.store.tenant_store import TenantStore

from . import models
from .likeness import Likeness, best, likenesses, term_sets
from .models import DuplicateGroup, DuplicateProgress, Duplicates, FindDuplicates

MOST_ALIKE = 50
"""The most contacts of a group that are shown, and looked up for something that they have in common."""


def duplicates(request: FindDuplicates, ctx: Context) -> Duplicates:
    """The groups of a page. While many contacts are written at once, the newest of these may be missing.

    Raises ResourceForbidden and ResourceNotFound for an id, ValidationError for a cursor that is not ours.
    """
    if request.contact_id is not None:
        page, is_last = [ctx.store.find(CONTACT, request.contact_id)], True
    else:
        page, is_last = _page(request, ctx.store)
    contacts = [item for item in page if "archived_at" not in item]
    matches = alike(ctx.store, contacts, request.reasons, is_exact=request.contact_id is not None)
    if request.contact_id is None:
        matches = [(like, items) for like, items in matches if items[0]["SK"] in {each["SK"] for each in contacts}]
    return Duplicates(
        groups=[_show(reasons, items, ctx) for reasons, items in _groups(matches)],
        progress=DuplicateProgress(looked_at=len(page), is_last=is_last),
        next_after=None if is_last else cursors.encode_cursor(page[-1]["SK"]),
    )


def alike(
    store: TenantStore, contacts: Sequence[Item], reasons: Sequence[str], *, is_exact: bool = False
) -> list[tuple[Likeness, list[Item]]]:
    """All that one of some contacts has in common with others, with all who have it, the newest first.

    `is_exact`: also what has changed in the last seconds, for some reads more.
    """
    owners = {like: item for item in contacts for like in likenesses(item) if like.reason in reasons}
    sets = {(like, place): terms for like, item in owners.items() for place, terms in enumerate(term_sets(item, like))}
    matches = _exact(store, sets) if is_exact else settled_matches_of_sets(store, CONTACTS, sets, MOST_ALIKE)
    holders: dict[Likeness, dict[str, Item]] = {like: {} for like in owners}
    for item in (*contacts, *(() if is_exact else recent(store))):
        for like in likenesses(item):
            if like in holders:
                holders[like][item["SK"]] = item
    for (like, _), items in matches.items():
        for item in items:
            if "archived_at" not in item and like in likenesses(item):
                holders[like].setdefault(item["SK"], item)
    groups = {like: [items[sk] for sk in sorted(items, reverse=True)] for like, items in holders.items()}
    return [(like, items) for like, items in groups.items() if len(items) > 1]


def _exact(
    store: TenantStore, sets: Mapping[tuple[Likeness, int], Sequence[Term]]
) -> dict[tuple[Likeness, int], list[Item]]:
    """What lists have of each set of terms."""
    pages = in_threads(
        [
            partial(
                index_reader.list_page,
                store,
                CONTACTS,
                tuple((Exact(term),) for term in terms),
                per_page=MOST_ALIKE,
                gather=in_order,
            )
            for terms in sets.values()
        ]
    )
    return {name: page.items for name, page in zip(sets, pages, strict=True)}


def _groups(matches: Sequence[tuple[Likeness, list[Item]]]) -> Iterator[tuple[list[Likeness], list[Item]]]:
    """Each set of contacts once, with all that they have in common, in the order of the page."""
    reasons: dict[tuple[str, ...], list[Likeness]] = {}
    items_of: dict[tuple[str, ...], list[Item]] = {}
    for like, items in matches:
        group = tuple(item["SK"] for item in items)
        reasons.setdefault(group, []).append(like)
        items_of[group] = items
    for group in sorted(reasons, reverse=True):
        yield reasons[group], items_of[group]


def _show(reasons: Sequence[Likeness], items: Sequence[Item], ctx: Context) -> DuplicateGroup:
    return DuplicateGroup(
        reasons=[models.Likeness(reason=like.reason, value=like.text) for like in reasons],
        contacts=[show_contact(item, ctx) for item in items[:MOST_ALIKE]],
        winner=resources.public_id(CONTACT, ctx.organisation, best(items)),
    )


def _page(request: FindDuplicates, store: TenantStore) -> tuple[list[Item], bool]:
    """The contacts behind the cursor in the order of their numbers, archived ones too: one Query."""
    high = None if request.after is None else _position(request.after)
    items = store.query(CONTACT, high=high, descending=True, limit=request.limit + 1, consistent=True)
    return items[: request.limit], len(items) <= request.limit


def _position(cursor: str) -> str:
    """The largest sort key behind a cursor."""
    try:
        return sequence_sk(max(ids.decode_sequence(cursors.decode_cursor(cursor)) - 1, 0))
    except ValueError as error:
        raise ValidationError.of("after", "format", expected="cursor") from error
