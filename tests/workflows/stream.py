"""The table's stream in this process, and what it started."""

from typing import Any

from bivelio_core import clock, ids
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import publish
from bivelio_core.events.log import Draft
from bivelio_core.store.connect import table as the_table
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.happenings import data_of
from tests.streams import batch, record
from tests.workflows.calls import instance


def instances(identifier: str) -> list[Any]:
    found = call("workflows.instances", {"workflow_id": identifier}).data["instances"]
    return [instance(shown["instance_id"]) for shown in found]


def happen(event: str, changed: dict[str, Any] | None = None, name: str = "") -> str:
    """Have an event occur, of data as the platform makes it; its id, which is the same for the same name."""
    tenant = Tenant.at(ORGANISATION, "live")
    event_id = ids.id_for_key("event", ORGANISATION, name or None)
    draft = Draft(event_id, event, clock.timestamp(), data_of(event, changed))
    publish.write([publish.Derived(tenant, (draft,))], store_of, publish.react)
    return event_id


def _items(kind: str) -> list[Any]:
    """The items of a kind; `WFS` is in a partition for each run."""
    of_tenant = f"{ORGANISATION}#live"
    if kind != "WFS":
        return list(the_table().query(f"{of_tenant}#{kind}", consistent=True))
    runs = the_table().query(f"{of_tenant}#WFI", consistent=True)
    return [step for run in runs for step in the_table().query(f"{of_tenant}#WFS#{run['SK']}", consistent=True)]


class Stream:
    """The table's stream, replayed to publish_events as often as a test wants."""

    def __init__(self, kinds: tuple[str, ...] = ("CT", "WFI")) -> None:
        self.kinds = kinds
        self.seen: dict[tuple[str, str], Any] = {}
        self.latest: list[dict[str, Any]] = []

    def publish(self) -> int:
        """Hand over what changed since the last time; answers how many changes there were."""
        changes = self.collect()
        self.again()
        return changes

    def collect(self) -> int:
        """Take up what changed since the last time, without handing it over; how many changes there were."""
        changed = []
        for kind in self.kinds:
            for item in _items(kind):
                key = (item["PK"], item["SK"])
                if self.seen.get(key) != item:
                    changed.append(record(self.seen.get(key), item))
                self.seen[key] = item
        self.latest = changed
        return len(changed)

    def again(self) -> None:
        """Deliver the latest records again, as a stream may."""
        answer = load("workers/publish_events").handler(batch(*self.latest))
        assert answer == {"batchItemFailures": []}
