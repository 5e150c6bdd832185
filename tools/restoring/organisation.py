"""The items of an organisation, brought back from a copy of the table in steps that may be repeated and interrupted.

Nothing is written outside the partitions that store/holdings.py names for the organisation, and nothing that is there
as it should be is written again: a step that is repeated reads, compares and goes on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from bivelio_core import ids
from bivelio_core.store import holdings, keys
from bivelio_core.store.changes import REMOVED
from bivelio_core.store.codec import RESTORE_MARK
from bivelio_core.store.dynamo_requests import typed_key
from bivelio_core.store.holdings import Holder, Holding
from bivelio_core.store.stored import StoredTable, TypedItem
from bivelio_core.store.table import BATCH_GET_LIMIT
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import parse_partition

from .journal import Journal
from .prepared import Place, is_as_it_was, prepared, version_of, with_next_version
from .rules import Rule, of

Mode = Literal["missing", "as_it_was"]
NEVER_SEEN = "attribute_not_exists(PK)"


class Difference(NamedTuple):
    """An item that is not as it should be: how it is to be, and how it is now."""

    kind: str
    copied: TypedItem
    item: TypedItem
    present: TypedItem | None


@dataclass(frozen=True)
class Restoration:
    """One organisation, from a copy of the table to the table in use.

    Attributes:
        place: both tables, and when the restoration began.
        mode: whether what is there is overwritten, and what came since is removed.
        with_access: whether keys, members and invitations that are missing come back.
        declared: what the domains declare, which names partitions.
        copy_holder: the organisation in the copy.
        journal: how far it is.
        writers: how many items are written at once.
    """

    place: Place
    mode: Mode
    with_access: bool
    copy_holder: Holder
    live_holder: Holder
    journal: Journal
    writers: int = 1
    counts: dict[str, int] = field(default_factory=dict)

    def put_back(self) -> None:
        """Write what is missing, and in the mode `as_it_was` what has changed."""
        for page_differences in self._walked("items", self.copy_holder, self.differences_of):
            self._each(self._put, page_differences)

    def remove_later(self) -> None:
        """Remove what people have made since, in the mode `as_it_was`."""
        if self.mode == "as_it_was":
            for later in self._walked("later", self.live_holder, self.later):
                self._each(self._remove, later)

    def differences(self) -> Iterator[str]:
        """Yield the kind of each item that is not as it should be: none, once all is done."""
        for holding in self._holdings(self.copy_holder, None):
            for page in self._pages(self.place.copy, holding, None):
                yield from (difference.kind for difference in self.differences_of(holding, page))
        if self.mode == "as_it_was":
            for holding in self._holdings(self.live_holder, None):
                for page in self._pages(self.place.live, holding, None):
                    yield from (holding.kind for _ in self.later(holding, page))

    def differences_of(self, holding: Holding, page: Sequence[TypedItem]) -> list[Difference]:
        """Those items of a page of the copy that are not as they should be."""
        candidates = [item for item in page if self._comes_back(of(holding.kind, item["SK"]["S"]))]
        present = typed_items(self.place.live, candidates)
        differences = []
        for copied in candidates:
            now = present.get(_key(copied))
            is_restored = now is None or (self.mode == "as_it_was" and of(holding.kind) is Rule.MAINTAINED)
            item = prepared(self.place, holding.kind, copied, now) if is_restored else None
            if item is not None and (now is None or not is_as_it_was(now, item)):
                differences.append(Difference(holding.kind, copied, item, now))
        return differences

    def later(self, holding: Holding, page: Sequence[TypedItem]) -> list[TypedItem]:
        """Those items of a page of the table in use that the copy does not have, and that people maintain."""
        if of(holding.kind) is not Rule.MAINTAINED:
            return []
        copied = typed_items(self.place.copy, page)
        return [item for item in page if _key(item) not in copied]

    def _comes_back(self, rule: Rule) -> bool:
        return rule in (Rule.MAINTAINED, Rule.HAPPENED) or (rule is Rule.ACCESS and self.with_access)

    def _walked(
        self, stage: str, holder: Holder, choose: Callable[[Holding, Sequence[TypedItem]], list[Any]]
    ) -> Iterator[list[Any]]:
        """What is chosen of each page behind the journal's position, which follows."""
        if not (position := self.journal.begin(stage)):
            return
        table = holder.table
        for holding in self._holdings(holder, position.cursor):
            after = position.sk if holding.partition == position.partition else None
            for page in self._pages(table, holding, after):
                if work := choose(holding, page):
                    yield work
                self.journal.within(holding.partition, page[-1]["SK"]["S"])
            self.journal.behind(holding.cursor)
        self.journal.complete(stage)

    def _holdings(self, holder: Holder, after: str | None) -> Iterator[Holding]:
        for holding in holdings.of_organisation(holder, after):
            parsed = parse_partition(holding.partition)
            if of(holding.kind) is not Rule.PASSING and not (parsed and parsed.tenant.day):
                yield holding

    def _pages(self, table: StoredTable, holding: Holding, after: str | None) -> Iterator[list[TypedItem]]:
        if holding.sk is None:
            yield from table.pages(holding.partition, after=after)
        elif (item := table.typed(Key(holding.partition, holding.sk))) is not None:
            yield [item]

    def _each(self, write: Callable[[Any], None], work: Iterable[Any]) -> None:
        if self.writers == 1:
            for one in work:
                write(one)
            return
        with ThreadPoolExecutor(self.writers) as pool:
            list(pool.map(write, work))

    def _put(self, difference: Difference) -> None:
        item, present = difference.item, difference.present
        if difference.kind == keys.WORKFLOW.name:
            if (version := version_of(self.place, difference.copied, item)) is not None:
                self._write(version, None)
        else:
            item = with_next_version(item, present)
        self._write(item, present)
        self.counts[difference.kind] = self.counts.get(difference.kind, 0) + 1

    def _write(self, item: TypedItem, present: TypedItem | None) -> None:
        """Write an item unless somebody else was first; then it is looked at again when all is compared."""
        request: dict[str, Any] = {"TableName": self.place.live.name, "Item": {**item, **_mark(ids.random_text(12))}}
        if present is None:
            request["ConditionExpression"] = NEVER_SEEN
        client = self.place.live.client
        try:
            client.put_item(**request)
        except client.exceptions.ConditionalCheckFailedException:
            return

    def _remove(self, item: TypedItem) -> None:
        """Delete an item so that the stream knows why: it is marked before."""
        table = self.place.live
        mark = _mark(REMOVED)
        if item.get(RESTORE_MARK) != mark[RESTORE_MARK]:
            table.client.put_item(TableName=table.name, Item={**item, **mark})
        table.client.delete_item(TableName=table.name, Key=typed_key(_key(item)))
        self.counts["removed"] = self.counts.get("removed", 0) + 1


def typed_items(table: StoredTable, items: Sequence[TypedItem]) -> dict[Key, TypedItem]:
    """What a table has under the keys of some items, as it is stored."""
    present: dict[Key, TypedItem] = {}
    typed_keys = [typed_key(_key(item)) for item in items]
    for start in range(0, len(typed_keys), BATCH_GET_LIMIT):
        rest: dict[str, Any] = {"Keys": typed_keys[start : start + BATCH_GET_LIMIT], "ConsistentRead": True}
        while rest:
            answer = table.client.batch_get_item(RequestItems={table.name: rest})
            present |= {_key(item): item for item in answer["Responses"].get(table.name, [])}
            rest = (answer.get("UnprocessedKeys") or {}).get(table.name, {})
    return present


def _key(item: TypedItem) -> Key:
    return Key(item["PK"]["S"], item["SK"]["S"])


def _mark(text: str) -> TypedItem:
    return {RESTORE_MARK: {"S": text}}
