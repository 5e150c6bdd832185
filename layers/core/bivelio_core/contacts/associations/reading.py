"""Read the associations of a contact."""

from bivelio_core import cursors
from bivelio_core.contacts.subjects import subject
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store.keys import ASSOCIATION, CONTACT

from .models import AssociationPage, ListAssociations
from .stored import show


def associations_list(request: ListAssociations, ctx: Context) -> AssociationPage:
    """The associations behind the cursor: two reads a page, so one may hold fewer than asked for, with a cursor.

    Raises ResourceNotFound for the id of no contact, ValidationError for a cursor that is not ours.
    """
    contact = subject(ctx.store, request.contact_id)["SK"]
    low = None if request.after is None else f"{_position(request.after)}!"
    items = ctx.store.query(ASSOCIATION, contact, low=low, limit=request.limit + 1, consistent=True)
    page = items[: request.limit]
    others = ctx.store.get_many(CONTACT, sorted({item["other"] for item in page}), consistent=True)
    return AssociationPage(
        associations=[
            show(item, other, ctx.organisation, ctx.language)
            for item in page
            if (other := others.get(item["other"])) is not None and "archived_at" not in other
        ],
        next_after=cursors.encode_cursor(page[-1]["SK"]) if len(items) > len(page) else None,
    )


def _position(cursor: str) -> str:
    try:
        return cursors.decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of("after", "format", expected="cursor") from error
