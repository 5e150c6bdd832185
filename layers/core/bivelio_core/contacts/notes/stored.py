"""Notes as they are stored: in a partition of their contact's, in order of time.

The sort key is the millisecond at which a note was written and five random characters, all in the alphabet of ids, so
a page is one Query and its cursor is the sort key of its last note. The id has the contact's sequence number and the
sort key, so that it leads to the note without a look-up. A note that has moved to another contact keeps its id, which
is an alias then.
"""

from datetime import datetime
from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.context import Actor
from bivelio_core.ids import RANDOM_LENGTH, SEQUENCE_LENGTH
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ALIAS, NOTE
from bivelio_core.store.tenant_store import TenantStore, existing, require_own
from bivelio_core.store.writes import Put

from .models import ContactNote, CreateNote

TIME_LENGTH = 9
"""Milliseconds since 1970 in the alphabet of ids: until the year 3084."""

SK_LENGTH = TIME_LENGTH + RANDOM_LENGTH
_STORED = tuple(name for name in ContactNote.model_fields if name != "id")


class Place(NamedTuple):
    """Where a note is: the sort key of its contact, and its own."""

    contact: str
    sk: str

    @property
    def target(self) -> str:
        """The place as an alias has it."""
        return f"{self.contact}#{self.sk}"

    @classmethod
    def of_target(cls, target: str) -> "Place":
        """The place that an alias has."""
        contact, _, sk = target.partition("#")
        return cls(contact, sk)


def sk_at(instant: datetime, random: str) -> str:
    """The sort key of a note that is written at an instant."""
    first, rest = divmod(int(instant.timestamp() * 1000), 32**SEQUENCE_LENGTH)
    return ids.encode_sequence(first)[SEQUENCE_LENGTH - TIME_LENGTH :] + ids.encode_sequence(rest) + random


def new_sk() -> str:
    """The sort key of a note that is written now."""
    return sk_at(clock.now(), ids.random_text(RANDOM_LENGTH))


def new_attributes(request: CreateNote, contact: Item, author: Actor) -> dict[str, Any]:
    """The attributes of a new note."""
    now = clock.timestamp()
    return {
        "contact": contact["SK"],
        "contact_id": request.contact_id,
        "text": request.text,
        "pinned": request.pinned,
        "author": {"kind": author.kind, "id": author.id},
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }


def load(store: TenantStore, public: str) -> Item:
    """The note of an id: 1 read, and 2 more for an id that does not say the place.

    Raises ResourceForbidden for another organisation's id, ResourceNotFound.
    """
    require_own(NOTE.name, public, store.tenant.organisation)
    if ids.is_well_formed(NOTE.name, public):
        start = len(ids.PREFIXES[NOTE.name]) + 1 + SEQUENCE_LENGTH
        place = Place(public[start - SEQUENCE_LENGTH : start], public[start : start + SK_LENGTH])
        if (item := at(store, place)) is not None:
            return item
    alias = store.get(ALIAS, public)
    target = existing(alias if alias and alias["kind"] == NOTE.partition else None)["target"]
    return existing(at(store, Place.of_target(target)))


def at(store: TenantStore, place: Place) -> Item | None:
    """The note at a place, if there is one."""
    return store.get(NOTE, place.sk, place.contact)


def is_deleted(item: Item) -> bool:
    """Whether a note is only there so that its deletion can be repeated."""
    return bool(item.get("deleted"))


def public_id(item: Item, organisation: str) -> str:
    """The id of a note: the one that it has kept, else the one of its place."""
    return str(item.get("id") or ids.tagged_id(NOTE.name, organisation, item["contact"] + item["SK"]))


def show(item: Item, organisation: str) -> ContactNote:
    """A note as the API shows it."""
    return ContactNote(id=public_id(item, organisation), **{name: item[name] for name in _STORED})


def alias(store: TenantStore, public: str, place: Place) -> Put:
    """The write by which an id leads to a place that it does not say."""
    return store.put_write(ALIAS, public, {"kind": NOTE.partition, "target": place.target})
