"""The stream of the table: what has changed since the last look, handed to its consumers."""

from bivelio_core.store.codec import Item
from bivelio_core.store.stored import StoredTable

from tests.api import load
from tests.everything import scanned
from tests.streams import batch, record


class Stream:
    """Hands the consumers of the stream what has changed since it was asked last."""

    def __init__(self, table: StoredTable) -> None:
        self.table = table
        self.seen = self._items()

    def _items(self) -> dict[tuple[str, str], Item]:
        return {(item["PK"], item["SK"]): item for item in scanned(self.table)}

    def flow(self) -> None:
        """Hand over what has changed."""
        before, self.seen = self.seen, self._items()
        changes = [
            record(before.get(key), self.seen.get(key))
            for key in sorted({*before, *self.seen})
            if before.get(key) != self.seen.get(key)
        ]
        for name in ("index_changes", "publish_events"):
            for start in range(0, len(changes), 50):
                load(f"workers/{name}").handler(batch(*changes[start : start + 50]))
        self.seen = self._items()
