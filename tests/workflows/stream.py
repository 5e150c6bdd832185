"""The table's stream in this process, and what it started."""

from typing import Any

from bivelio_core.store.connect import table as the_table

from tests.api import ORGANISATION, call, load
from tests.streams import batch, record
from tests.workflows.calls import instance


def instances(identifier: str) -> list[Any]:
    found = call("workflows.instances", {"workflow_id": identifier}).data["instances"]
    return [instance(shown["instance_id"]) for shown in found]


class Stream:
    """The table's stream, replayed to publish_events as often as a test wants."""

    def __init__(self, kinds: tuple[str, ...] = ("CT", "WFI")) -> None:
        self.kinds = kinds
        self.seen: dict[tuple[str, str], Any] = {}
        self.latest: list[dict[str, Any]] = []

    def publish(self) -> int:
        """Hand over what changed since the last time; answers how many changes there were."""
        changed = []
        for kind in self.kinds:
            for item in the_table().query(f"{ORGANISATION}#live#{kind}", consistent=True):
                key = (item["PK"], item["SK"])
                if self.seen.get(key) != item:
                    changed.append(record(self.seen.get(key), item))
                self.seen[key] = item
        self.latest = changed
        self.again()
        return len(changed)

    def again(self) -> None:
        """Deliver the latest records again, as a stream may."""
        answer = load("workers/publish_events").handler(batch(*self.latest))
        assert answer == {"batchItemFailures": []}
