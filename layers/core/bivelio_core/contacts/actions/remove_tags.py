"""Take tags from a contact."""

from bivelio_core.contacts import tagging
from bivelio_core.contacts.models import Contact, TagContact
from bivelio_core.context import Context


def remove_tags(request: TagContact, ctx: Context) -> Contact:
    """Take tags that the contact has; the others stay. Raises as `tagging.change` does."""
    return tagging.change(
        "contacts.remove_tags", request, ctx, lambda tags: [each for each in tags if each not in request.tags]
    )
