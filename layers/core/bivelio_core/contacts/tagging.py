"""Change the set of a contact's tags, whatever else others change at the same time."""

from collections.abc import Callable

from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Change, revise

from .fields import MAXIMUM_TAGS
from .models import Contact, TagContact
from .reading import show_contact
from .writing import SOURCE


def change(operation: str, request: TagContact, ctx: Context, tags: Callable[[list[str]], list[str]]) -> Contact:
    """Give a contact the tags that follow from those it has. Nothing is written, and no event sent, when it has them.

    Raises Conflict when the contact is archived, Unprocessable when it would have more tags than a contact may have.
    """

    def decide(contact: Item) -> Change | None:
        if "archived_at" in contact:
            raise Conflict(details={"reason": "archived", "archived_at": contact["archived_at"]})
        after = tags(contact["tags"])
        if after == contact["tags"]:
            return None
        if len(after) > max(MAXIMUM_TAGS, len(contact["tags"])):
            raise Unprocessable.of("tags", "max_items", limit=MAXIMUM_TAGS)
        return Change({**contact, "tags": after})

    key = EffectKey.of(operation, ctx.idempotency_key, request)
    return show_contact(revise(ctx.store, SOURCE, request.id, decide, key=key), ctx)
