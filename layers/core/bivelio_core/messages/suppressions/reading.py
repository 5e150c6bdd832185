"""Read what is suppressed."""

from collections.abc import Iterator

from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import SUPPRESSION

from . import stored
from .addressing import address_of
from .models import ListSuppressions, Suppression, SuppressionPage


def suppressions_list(request: ListSuppressions, ctx: Context) -> SuppressionPage:
    """A page of the suppressions, the newest first. Raises ValidationError for an address without its channel."""
    suppressions = [each for item in _items(request, ctx) for each in entries_of(item)]
    matching = [each for each in suppressions if request.reason in (None, each.reason)]
    matching.sort(key=lambda each: (each.at, each.address or "", each.reason), reverse=True)
    return SuppressionPage(
        suppressions=list(request.slice_of(matching)), pagination=Pagination.of(request, len(matching))
    )


def _items(request: ListSuppressions, ctx: Context) -> list[Item]:
    if request.address is not None:
        if request.channel is None:
            raise ValidationError.of("channel", "required")
        item = stored.find(ctx.store, request.channel, address_of(request.channel, request.address))
        return [item] if item else []
    if request.channel is None:
        return ctx.store.query(SUPPRESSION)
    return ctx.store.query(SUPPRESSION, low=f"{request.channel}#", high=f"{request.channel}#~")


def entries_of(item: Item) -> Iterator[Suppression]:
    """The suppressions of an item, one for each reason."""
    for reason, entry in item["reasons"].items():
        yield Suppression(
            channel=item["channel"],
            address=item.get("address"),
            reason=reason,
            at=entry["at"],
            source=entry.get("source"),
        )
