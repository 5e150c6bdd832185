"""A stored case as the API shows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CASE

from .models import Case, CaseWithNotes, ListedCase, Note


def show(item: Item, organisation: str) -> Case:
    """The resource of an item."""
    return Case(**_fields(item, organisation))


def show_listed(item: Item, organisation: str, contact_names: Mapping[str, str]) -> ListedCase:
    """The resource of an item in a list."""
    return ListedCase(**_fields(item, organisation), contact_name=contact_names.get(item.get("contact_id", "")))


def show_with_notes(item: Item, notes: Sequence[Item], organisation: str) -> CaseWithNotes:
    """The resource of an item, with its notes."""
    note_list = [
        Note(number=int(each["SK"]), **{name: each[name] for name in ("text", "author", "created_at")})
        for each in notes
    ]
    return CaseWithNotes(**_fields(item, organisation), notes=note_list)


def _fields(item: Item, organisation: str) -> dict[str, Any]:
    about = {name: item.get(name) for name in Case.model_fields if name != "id"}
    return {"id": resources.public_id(CASE, organisation, item), **about}
