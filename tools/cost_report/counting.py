"""Count what the table has of each organisation and a month: requests, events, deliveries, messages, runs, credits.

One scan of the whole table, in pages that are read once: everything that is counted here is an item, or a number in
one. Requests and bytes are those of live and sandbox; whatever else the sandbox has is gone within days, and begins
with samples, so it is left out. Bytes are those of now: of the items, and of the documents by their sizes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bivelio_core.store import keys
from bivelio_core.store.codec import Item, decode_item
from bivelio_core.store.sizing import item_size
from bivelio_core.tenancy import Partition, parse_partition

MONTH = len("2026-11")
DAY = len("2026-11-30")


@dataclass
class Usage:
    """What an organisation used in a month."""

    requests: Counter[str] = field(default_factory=Counter)
    """By operation."""
    events: int = 0
    deliveries: int = 0
    """Attempts to deliver an event to a webhook."""
    messages: int = 0
    runs: int = 0
    steps: int = 0
    credits: int = 0
    """Spent on AI: what was set aside, without what came back."""
    table_bytes: int = 0
    document_bytes: int = 0
    run_ids: set[tuple[str, str]] = field(default_factory=set)
    step_counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def close(self) -> "Usage":
        """Count the steps of the month's runs, which the scan may have seen before their runs."""
        self.steps = sum(self.step_counts[run] for run in self.run_ids)
        self.step_counts.clear()
        return self


def by_organisation(pages: Iterable[Mapping[str, Any]], month: str) -> dict[str, Usage]:
    """The usage of each organisation that the table knows, from the pages of a scan."""
    usages = defaultdict[str, Usage](Usage)
    for item in _items(pages):
        organisation, where = _owner(item["PK"])
        if organisation is None:
            continue
        usage = usages[organisation]
        usage.table_bytes += item_size(item)
        if (
            where
            and (count := COUNTED_KINDS.get(where.kind))
            and (where.kind in OF_BOTH or not where.tenant.is_sandbox)
        ):
            count(usage, where, item, month)
    return {organisation: usage.close() for organisation, usage in usages.items()}


def _items(pages: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
    for page in pages:
        for typed in page["Items"]:
            yield decode_item(typed)


def _owner(partition: str) -> tuple[str | None, Partition | None]:
    """Whose a partition is, and its parts when it is a tenant's; the platform's own items of one are the former's."""
    if where := parse_partition(partition):
        return where.tenant.organisation, where
    own = partition.split("#")
    return (own[1] if own[0] == "ORG" and len(own) > 1 else None), None


def _count_requests(usage: Usage, _: Partition, item: Item, month: str) -> None:
    if item["SK"].startswith(month):
        usage.requests[item["SK"][DAY + 1 :]] += sum(int(item[name]) for name in item if "#" in name)


def _count_event(usage: Usage, _: Partition, item: Item, month: str) -> None:
    usage.events += _is_of(item.get("timestamp"), month) and "type" in item


def _count_delivery(usage: Usage, _: Partition, item: Item, month: str) -> None:
    if _is_of(item.get("started_at"), month):
        usage.deliveries += int(item.get("attempts", 0))


def _count_message(usage: Usage, _: Partition, item: Item, month: str) -> None:
    if keys.CONVERSATION.marker in item:
        usage.messages += _is_of(item.get("created_at"), month)


def _count_run(usage: Usage, where: Partition, item: Item, month: str) -> None:
    if _is_of(item.get("started_at"), month):
        usage.runs += 1
        usage.run_ids.add((str(where.tenant), item["SK"]))


def _count_step(usage: Usage, where: Partition, item: Item, _: str) -> None:
    if keys.STEP.marker in item:
        usage.step_counts[str(where.tenant), where.rest] += 1


def _count_credits(usage: Usage, _: Partition, item: Item, month: str) -> None:
    if _is_of(item.get("at"), month) and item.get("kind") in {"reserve", "settle", "refund"}:
        usage.credits -= int(item["credits"])


def _count_document(usage: Usage, _: Partition, item: Item, __: str) -> None:
    usage.document_bytes += int(item.get("size_bytes", 0))


def _is_of(moment: Any, month: str) -> bool:
    return isinstance(moment, str) and moment[:MONTH] == month


COUNTED_KINDS: Mapping[str, Callable[[Usage, Partition, Item, str], None]] = {
    keys.USAGE.partition: _count_requests,
    keys.EVENT.partition: _count_event,
    keys.DELIVERY.partition: _count_delivery,
    keys.CONVERSATION.partition: _count_message,
    keys.INSTANCE.partition: _count_run,
    keys.STEP.partition: _count_step,
    keys.CREDIT_ENTRY.partition: _count_credits,
    keys.DOCUMENT.partition: _count_document,
}
OF_BOTH = frozenset({keys.USAGE.partition, keys.DOCUMENT.partition})
"""The kinds that are counted in the sandbox too."""
