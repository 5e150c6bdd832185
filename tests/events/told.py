"""What the platform tells of what operations write: every change of the table goes through the real publisher."""

import json
import os
from datetime import timedelta
from typing import Any

import boto3
from bivelio_core import clock
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.events import catalogue, log
from bivelio_core.events.log import Event
from bivelio_core.store.codec import Item, decode_item
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, load
from tests.streams import batch, record

LIVE = Tenant.at(ORGANISATION, "live")


def everything() -> dict[tuple[str, str], Item]:
    """Every item of the table, by its key."""
    table, client = os.environ["TABLE_NAME"], boto3.client("dynamodb")
    start: dict[str, Any] = {}
    items: list[Item] = []
    while True:
        page = client.scan(TableName=table, **start)
        items += [decode_item(typed) for typed in page["Items"]]
        if "LastEvaluatedKey" not in page:
            return {(item["PK"], item["SK"]): item for item in items}
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def recorded(tenant: Tenant = LIVE) -> list[Event]:
    """Every event of the log, in its order, also those of this very moment."""
    store = store_of(tenant)
    return list(log.after(store, log.earliest(store), 1_000, log.position_at(clock.now() + timedelta(seconds=30))))


class Told:
    """The events of what has been written since the last look."""

    def __init__(self, tenant: Tenant = LIVE) -> None:
        self.tenant = tenant
        self.items = everything()
        self.events = {event.id for event in recorded(tenant)}

    def changes(self) -> list[dict[str, Any]]:
        """The stream's records of what has changed since the last look."""
        before, self.items = self.items, everything()
        keys = [key for key in self.items.keys() | before.keys() if before.get(key) != self.items.get(key)]
        return [record(before.get(key), self.items.get(key)) for key in sorted(keys)]

    def publish(self, records: list[dict[str, Any]]) -> None:
        """Hand records to the publisher as the stream does, which may deliver them again."""
        handler = load("workers/publish_events").handler
        for _ in range(2):
            assert handler(batch(*records), None) == {"batchItemFailures": []}

    def new(self) -> list[Event]:
        """The events of the changes since the last look, each of its type's model; by type."""
        self.publish(self.changes())
        events = [event for event in recorded(self.tenant) if event.id not in self.events]
        self.events |= {event.id for event in events}
        for event in events:
            model = catalogue.payload_model(event.type)
            text = catalogue.to_json(event.data)
            shown = model.model_validate_json(text).model_dump(mode="json", by_alias=True, exclude_unset=True)
            assert shown == json.loads(text), f"{event.type} has what its model has not"
        return sorted(events, key=lambda event: event.type)

    def types(self) -> list[str]:
        """Their types."""
        return [event.type for event in self.new()]
