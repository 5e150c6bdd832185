"""Read canned replies, and fill them in."""

from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CANNED_REPLY, CONTACT, INVOICE_SETTINGS

from . import rules
from .models import ListReplies, Replies, Reply
from .stored import is_archived, show, sort_key

SETTINGS_SK = "-"
"""The one item of the data that an organisation issues invoices under."""


def replies_list(request: ListReplies, ctx: Context) -> Replies:
    """All replies by name, or one; with a contact each as it would be sent to them. Raises Unprocessable."""
    if request.variables and request.contact_id is None:
        raise Unprocessable.of("contact_id", "required")
    rows = [show(item) for item in _items(request.name, ctx)]
    if request.contact_id is not None:
        contact = _contact(request.contact_id, ctx)
        values = {**values_of(contact, ctx), **request.variables}
        rows = [_filled(reply, contact.get("language"), values) for reply in rows]
    return Replies(replies=rows)


def _items(name: str | None, ctx: Context) -> list[Item]:
    """The replies that were not taken away."""
    if name is None:
        return [item for item in ctx.store.query(CANNED_REPLY, consistent=True) if not is_archived(item)]
    item = ctx.store.get(CANNED_REPLY, sort_key(name))
    return [] if item is None or is_archived(item) else [item]


def _contact(contact_id: str, ctx: Context) -> Item:
    try:
        return ctx.store.find(CONTACT, contact_id)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("contact_id", "not_found") from error


def values_of(contact: Item, ctx: Context) -> dict[str, str]:
    """The values of all variables that have one. A person without a first name is called by their first word."""
    seller = (ctx.store.get(INVOICE_SETTINGS, SETTINGS_SK) or {}).get("seller", {})
    name = str(contact["name"])
    first = contact.get("first_name") or (name.split(maxsplit=1)[0] if contact["type"] == "person" else name)
    values = {
        "contact.name": name,
        "contact.first_name": first,
        "contact.last_name": contact.get("last_name"),
        "organisation.name": seller.get("trade_name") or seller.get("legal_name"),
    }
    return {name: str(value) for name, value in values.items() if value}


def _filled(reply: Reply, language: str | None, values: dict[str, str]) -> Reply:
    filled = rules.filled(reply.texts, reply.subjects or {}, reply.variables or (), language, values, reply.format)
    about = {**filled._asdict(), "missing": filled.missing or None}
    return reply.model_copy(update=about)
