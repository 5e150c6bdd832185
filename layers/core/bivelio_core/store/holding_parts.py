"""What names the partitions of kinds that are split: the runs those of their steps, the contacts those of messages.

A kind of `keys.py` whose items are in partitions below its own has its line in SPLIT, and a test refuses one that has
none. Whatever names a partition outlives it: whoever erases goes from the parts to what names them.
"""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import NamedTuple

from bivelio_core.tenancy import Tenant

from . import keys
from .codec import Item
from .index.terms import Indexed
from .keys import Kind
from .stored import StoredTable

SHARDS_OF_EVENTS = 64
"""As many shards as a log of events has at most (events/shards.py), and the count of their rate."""

NO_WORKFLOW = "-"
"""In place of a workflow: the ceiling of all runs (workflows/execution/ceiling.py)."""

Rest = tuple[str, ...]
Part = tuple[str, Rest]
"""Where a part comes in its kind, and the rest of its partition key. Parts come in the order of their places."""


class Declared(NamedTuple):
    """What domains declare, which names partitions too: their indexes by kind, and the types of events."""

    indexes: Mapping[Kind, Callable[[], Indexed]]
    event_types: tuple[str, ...]


class View(NamedTuple):
    """One tenant as it is stored, with the days on which it can have written something, both included."""

    table: StoredTable
    tenant: Tenant
    declared: Declared
    first_day: date
    last_day: date

    def partition(self, kind: Kind, *rest: str) -> str:
        """The key of one of its partitions."""
        return keys.tenant_partition(self.tenant, kind, *rest)

    def items(self, kind: Kind, *rest: str, after: str = "", only: tuple[str, ...] = ("SK",)) -> Iterator[Item]:
        """The items of one partition: some of their attributes."""
        return self.table.items(self.partition(kind, *rest), after=after or None, only=only)


Parts = Callable[[View, str], Iterator[Part]]
"""The parts of a kind behind a place, "" for all."""


def of_each(kind: Kind, *others: str) -> Parts:
    """A part for each item of another kind, named by its sort key, and some more before them."""

    def parts(view: View, after: str) -> Iterator[Part]:
        yield from ((other, (other,)) for other in others if other > after)
        yield from ((item["SK"], (item["SK"],)) for item in view.items(kind, after=after))

    return parts


def sorted_parts(parts: AbstractSet[Rest], after: str) -> Iterator[Part]:
    """Parts that are few, in the order of their texts."""
    placed = (("#".join(rest), rest) for rest in sorted(parts))
    return ((place, rest) for place, rest in placed if place > after)


def _of_webhooks(view: View, after: str) -> Iterator[Part]:
    """Webhooks that were deleted are named by the audit log only."""
    webhooks: set[Rest] = {(item["SK"],) for item in view.items(keys.WEBHOOK)}
    log = keys.audit_entry(view.tenant.organisation, "", "").pk
    for entry in view.table.items(log, only=("action", "details")):
        if str(entry.get("action")).startswith("webhook."):
            webhooks.add((str(entry["details"]["webhook"]),))
    return sorted_parts(webhooks, after)


def _of_event_types(view: View, after: str) -> Iterator[Part]:
    return sorted_parts({(name,) for name in view.declared.event_types}, after)


def _of_shards(_view: View, after: str) -> Iterator[Part]:
    return sorted_parts({("rate",), *((str(shard),) for shard in range(1, SHARDS_OF_EVENTS))}, after)


def _of_events(view: View, after: str) -> Iterator[Part]:
    """Events are named by their places in all shards of the log, as `<instant>#<id>`."""
    shard_before, _, place_before = after.partition("|")
    for name, rest in [("", ()), *_of_shards(view, "")]:
        if name < shard_before:
            continue
        for item in view.items(keys.EVENT, *rest, after=place_before if name == shard_before else ""):
            if "#" in item["SK"]:
                yield f"{name}|{item['SK']}", (item["SK"].partition("#")[2],)


def _of_months(view: View, after: str) -> Iterator[Part]:
    months: set[Rest] = set()
    for event in view.items(keys.CALENDAR_EVENT, only=("calendar_id", "starts", "ends")):
        year, month = int(event["starts"][:4]), int(event["starts"][5:7])
        while f"{year:04d}-{month:02d}" <= event["ends"][:7]:
            months.add((event["calendar_id"], f"{year:04d}-{month:02d}"))
            year, month = year + month // 12, month % 12 + 1
    return sorted_parts(months, after)


def _of_tasks(view: View, after: str) -> Iterator[Part]:
    """Tasks are shown in the list of all, of their assignee and of their contact."""
    lists: set[Rest] = {("-",)}
    for task in view.items(keys.TASK, only=("assignee", "contact")):
        lists.update((str(task[name]),) for name in ("assignee", "contact") if name in task)
    return sorted_parts(lists, after)


def _of_days(view: View, after: str) -> Iterator[Part]:
    count = (view.last_day - view.first_day).days
    return sorted_parts({((view.first_day + timedelta(days=n)).isoformat(),) for n in range(count + 1)}, after)


def _of_series(view: View, after: str) -> Iterator[Part]:
    """Series are named in the common partition; those from before these names by their invoices."""
    parts = {
        (str(item["series"]), str(item["year"]))
        for kind in (keys.INVOICE_NUMBER, keys.INVOICE)
        for item in view.items(kind, only=("series", "year"))
        if "series" in item and "year" in item
    }
    return sorted_parts(parts, after)


SPLIT: Mapping[Kind, Parts] = {
    keys.CONVERSATION: of_each(keys.CONTACT),
    keys.NOTE: of_each(keys.CONTACT),
    keys.ASSOCIATION: of_each(keys.CONTACT),
    keys.TASK_PLACE: _of_tasks,
    keys.IMPORT_UNDO: of_each(keys.IMPORT),
    keys.CASE_NOTE: of_each(keys.CASE),
    keys.AGENT_TURN: of_each(keys.AGENT_CONVERSATION),
    keys.KNOWLEDGE_SOURCE: of_each(keys.KNOWLEDGE_COLLECTION),
    keys.STEP: of_each(keys.INSTANCE),
    keys.RUN_CHILD: of_each(keys.INSTANCE),
    keys.NESTED_APPROVAL: of_each(keys.INSTANCE),
    keys.WORKFLOW_STATE: of_each(keys.WORKFLOW),
    keys.WORKFLOW_GATE: of_each(keys.WORKFLOW, NO_WORKFLOW),
    keys.EVENT_WAIT: _of_event_types,
    keys.CALENDAR_ENTRY: _of_months,
    keys.AGENT_DAY: _of_days,
    keys.INVOICE_NUMBER: _of_series,
    keys.DELIVERY: _of_webhooks,
    keys.DELIVERY_ATTEMPT: _of_webhooks,
    keys.LANE: _of_webhooks,
    keys.EVENT_PLACE: _of_events,
    keys.EVENT: _of_shards,
}
"""The kinds that are split, in an order in which each comes before what names its parts."""
