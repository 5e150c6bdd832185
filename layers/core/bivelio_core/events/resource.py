"""Derive the `created` and `updated` events of a resource from the writes of its items."""

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from bivelio_core.store.changes import Change
from bivelio_core.store.codec import Item, same

from .catalogue import Happening

if TYPE_CHECKING:
    from pydantic import BaseModel


def created_or_updated(
    name: str, change: Change, show: "Callable[[Item, str], BaseModel]", silent: Collection[str]
) -> Iterator[Happening]:
    """Yield `<name>.created` for a new item that is not an example, `<name>.updated` for a change visible in the API.

    `show` makes the API's model from an item of an organisation. `previous` holds the former values of the changed
    fields. A change of `silent` fields only yields no event.
    """
    if change.after is None or change.partition is None:
        return
    organisation = change.partition.tenant.organisation
    resource = show(change.after, organisation)
    after = resource.model_dump()
    if change.before is None:
        if not change.after.get("sample"):
            yield Happening(f"{name}.created", after)
        return
    before = show(change.before, organisation).model_dump()
    names = [field for field in type(resource).model_fields if field not in silent]
    previous = {field: before.get(field) for field in names if not same(before.get(field), after.get(field))}
    if previous:
        yield Happening(f"{name}.updated", {**after, "previous": previous})
