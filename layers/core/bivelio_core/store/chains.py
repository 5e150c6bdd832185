"""The place of a change in a chain of workflows that start each other: its depth and its root cause.

With it a loop ends at MAXIMUM_DEPTH, and one root cause can start only a bounded number of runs
(workflows/execution/chain_limits.py). Everything a run writes carries a chain mark: the depth of the run, its root, and
a text that differs with every write. A later write by a person leaves the attribute unchanged, and the stream's images
show this: a change whose mark is the same before and after belongs to no chain. Therefore domains need not know of
workflows, and a manual edit never inherits a chain.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Unpack

from bivelio_core import ids

from .codec import Item
from .table import IndexOptions, QueryOptions, Table
from .writes import Condition, Key, Put, Update, UpdateWrite, Write

MAXIMUM_DEPTH = 5
MARK_LENGTH = 10
ATTRIBUTE = "cause"
"""The attribute of an item that holds its chain mark."""


class Chain(NamedTuple):
    """A place in a chain: the run's depth and the root cause. Without a root, no run is involved."""

    depth: int = 0
    root: str | None = None

    def next(self) -> "Chain":
        """Return the place of the runs that a run at this place starts."""
        return self._replace(depth=self.depth + 1)


NO_CHAIN = Chain()
_CALL = "call:"


def begun_by_call(workflow_id: str, random: str) -> Chain:
    """Return the place of a run that was started by a call of a workflow's URL from outside any chain."""
    return Chain(0, f"{_CALL}{workflow_id}:{random}")


def caller_of(chain: Chain | None) -> str:
    """Return the workflow whose URL was called to begin a chain; empty when the chain began in another way."""
    root = (chain and chain.root) or ""
    return root.removeprefix(_CALL).rpartition(":")[0] if root.startswith(_CALL) else ""


def chain_mark(chain: Chain) -> dict[str, Any]:
    """The attribute that a run at this place writes to its items; each write has a mark of its own."""
    return {ATTRIBUTE: {**chain._asdict(), "mark": ids.random_text(MARK_LENGTH)}}


def chain_of(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Chain:
    """The place of the run that made a change, from the item's images; NO_CHAIN for a change that no run made."""
    now = (after or {}).get(ATTRIBUTE)
    if not now or now == (before or {}).get(ATTRIBUTE):
        return NO_CHAIN
    return Chain(int(now["depth"]), now.get("root"))


class ChainMarkingTable:
    """The Table port for the effects of a run: each item written through it carries the run's place in its chain."""

    def __init__(self, inner: Table, chain: Chain) -> None:
        self._inner, self._chain = inner, chain

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """See Table.get."""
        return self._inner.get(key, consistent=consistent)

    def get_many(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Item]:
        """See Table.get_many."""
        return self._inner.get_many(keys, consistent=consistent)

    def put(self, item: Item, condition: Condition | None = None) -> None:
        """See Table.put."""
        self._inner.put(self._item(item), condition)

    def update(self, key: Key, update: Update, condition: Condition | None = None) -> Item:
        """See Table.update."""
        return self._inner.update(key, self._update(update), condition)

    def delete(self, key: Key, condition: Condition | None = None) -> None:
        """See Table.delete."""
        self._inner.delete(key, condition)

    def query(self, pk: str, **options: Unpack[QueryOptions]) -> list[Item]:
        """See Table.query."""
        return self._inner.query(pk, **options)

    def query_index(self, pk: str, **options: Unpack[IndexOptions]) -> list[Key]:
        """See Table.query_index."""
        return self._inner.query_index(pk, **options)

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """See Table.transact."""
        self._inner.transact([self._write(write) for write in writes], token)

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """See Table.transact_at_once."""
        self._inner.transact_at_once([self._write(write) for write in writes])

    def put_many(self, items: Sequence[Item]) -> None:
        """See Table.put_many."""
        self._inner.put_many([self._item(item) for item in items])

    def put_each(self, writes: Sequence[Put | UpdateWrite]) -> list[bool]:
        """See Table.put_each."""
        return self._inner.put_each([self._marked(write) for write in writes])

    def delete_many(self, keys: Sequence[Key]) -> None:
        """See Table.delete_many."""
        self._inner.delete_many(keys)

    def _write(self, write: Write) -> Write:
        return self._marked(write) if isinstance(write, Put | UpdateWrite) else write

    def _marked(self, write: Put | UpdateWrite) -> Put | UpdateWrite:
        if isinstance(write, Put):
            return write._replace(item=self._item(write.item))
        return write._replace(update=self._update(write.update))

    def _item(self, item: Item) -> Item:
        return {**item, **chain_mark(self._chain)}

    def _update(self, update: Update) -> Update:
        return update._replace(set={**update.set, **chain_mark(self._chain)})
