"""Read conversations: all that the list shows is read in one call, the names of contacts and users too."""

from collections.abc import Iterable, Iterator, Sequence

from bivelio_core.context import Context
from bivelio_core.messages.conversation import HEAD, Slot
from bivelio_core.messages.reading import on_channel, window_until
from bivelio_core.messages.show import show as show_message
from bivelio_core.messages.terms import ANYBODY, ASSIGNEE, LABEL, MESSAGES, NEWEST, STATE, UNREAD
from bivelio_core.models import Pagination
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.terms import Clause, Criteria, Exact, Not, Term
from bivelio_core.store.keys import CONTACT, CONVERSATION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key

from . import heads
from .models import Conversation, ConversationPage, GetConversation, ListConversations
from .show import status_of
from .states import CLOSED, OPEN, SNOOZED, WAITING


def conversations(request: ListConversations, ctx: Context) -> ConversationPage:
    """A page of the conversations, the one with the newest message first."""
    places = index_reader.list_page(
        ctx.store, MESSAGES, criteria(request), page=request.page, per_page=request.per_page
    )
    slots = [Slot(place["contact"], place["slot"]) for place in places.items]
    listed = ctx.store.table.get_many([key for slot in slots for key in _keys(ctx.store, slot)], consistent=True)
    current = [head for slot in slots if (head := listed.get(_head(ctx.store, slot.contact)))]
    return ConversationPage(
        conversations=_with_names(ctx.store, current, listed), pagination=Pagination.of(request, places.total)
    )


def conversations_get(request: GetConversation, ctx: Context) -> Conversation:
    """Read a conversation. Raises ResourceForbidden, ResourceNotFound."""
    head = heads.load(ctx.store, request.contact_id)
    slot = Slot(head["PK"].rpartition("#")[2], head["newest_slot"])
    listed = ctx.store.table.get_many([*_keys(ctx.store, slot)], consistent=True)
    return _with_names(ctx.store, [head], listed)[0]


def criteria(request: ListConversations) -> Criteria:
    """The criteria of a list: only the place of a conversation's newest message has its terms."""
    return ((Exact(Term(NEWEST, "yes")),), *on_channel(request.channel), *_of_state(request))


def _of_state(request: ListConversations) -> Iterator[Clause]:
    if request.state == OPEN:  # that has no term: terms.py
        yield from ((Not(Exact(Term(STATE, other))),) for other in (WAITING, CLOSED, SNOOZED))
    elif request.state is not None:
        yield (Exact(Term(STATE, request.state)),)
    if request.assignee is not None:
        yield (Exact(Term(ASSIGNEE, request.assignee)),)
    if request.label is not None:
        yield (Exact(Term(LABEL, request.label)),)
    for term, value in ((Term(ASSIGNEE, ANYBODY), request.assigned), (Term(UNREAD, "yes"), request.unread)):
        if value is not None:
            yield (Exact(term) if value else Not(Exact(term)),)


def _keys(store: TenantStore, slot: Slot) -> Iterator[Key]:
    yield _head(store, slot.contact)
    yield store.key(CONVERSATION, slot.sk, slot.contact)
    yield store.key(CONTACT, slot.contact)


def _head(store: TenantStore, contact: str) -> Key:
    return store.key(CONVERSATION, HEAD, contact)


def _with_names(store: TenantStore, current: Sequence[Item], listed: dict[Key, Item]) -> list[Conversation]:
    """Conversations by their heads; a message that has come since the places were read is read now."""
    newest = {head["PK"]: Key(head["PK"], head["newest_slot"]) for head in current}
    further = [key for key in newest.values() if key not in listed]
    items = {**listed, **(store.table.get_many(further, consistent=True) if further else {})}
    emails = _emails(store, {head["assignee"] for head in current if "assignee" in head})
    return [
        Conversation(
            **status_of(head),
            contact_name=items.get(store.key(CONTACT, head["PK"].rpartition("#")[2]), {}).get("name"),
            assignee_email=emails.get(head.get("assignee", "")),
            last_message=show_message(items[newest[head["PK"]]]),
            messages=head["total"],
            unread=head.get("unread", 0),
            window_expires_at=window_until(head),
        )
        for head in current
    ]


def _emails(store: TenantStore, users: Iterable[str]) -> dict[str, str]:
    """The addresses of those users who are members; no call without users."""
    member_keys = [keys.organisation_member(store.tenant.organisation, user) for user in sorted(users)]
    members = store.table.get_many(member_keys) if member_keys else {}
    return {key.sk: member["email"] for key, member in members.items()}
