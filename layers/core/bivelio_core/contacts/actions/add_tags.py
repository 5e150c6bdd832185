"""Add tags to a contact."""

from bivelio_core.contacts import tagging
from bivelio_core.contacts.models import Contact, TagContact
from bivelio_core.context import Context


def add_tags(request: TagContact, ctx: Context) -> Contact:
    """Add tags after those that the contact has; the others stay. Raises as `tagging.change` does."""
    return tagging.change(
        "contacts.add_tags", request, ctx, lambda tags: [*tags, *(each for each in request.tags if each not in tags)]
    )
