"""Read secrets. No answer has a value, so a value is only ever replaced, together with its hosts."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import SECRET

from .models import ListSecrets, Secret, SecretPage

SHOWN = ("allowed_hosts", "created_at", "updated_at")


def page(request: ListSecrets, ctx: Context) -> SecretPage:
    """A page of the secrets, by name. All are read: there are at most 200."""
    items = [item for item in ctx.store.query(SECRET) if not item.get("unlisted")]
    return SecretPage(
        secrets=[show(item) for item in request.slice_of(items)], pagination=Pagination.of(request, len(items))
    )


def show(item: Item) -> Secret:
    """A secret as the API shows it, without its value."""
    return Secret(name=item["SK"], **{name: item[name] for name in SHOWN})
