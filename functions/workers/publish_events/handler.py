"""Consumes the table's stream: derives events from changes, records them and runs the reactions."""

from functools import partial

from bivelio_core import domain
from bivelio_core.entrypoints.logs import write_event_lines
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.entrypoints.stream import stream_consumer
from bivelio_core.events import publish
from bivelio_core.needs import Needs, parts
from bivelio_core.store import keys
from bivelio_core.triggers import FromTable, Parked

NEEDS = Needs(
    writes=(keys.EVENT, parts(keys.EVENT), keys.EVENT_PLACE, keys.CALENDAR_TASK),
    uses=("runs",),
    sends=("deliveries", "lanes", "redeliveries", "turns"),
    timeout=60,
    memory=1024,
    fed_by=(
        FromTable(
            "sources",
            batch=100,
            tries=100,
            parked=Parked(
                "ParkedEvents", alarm="A change could not be made an event and waits to be replayed (docs/events.md)."
            ),
        ),
    ),
)

handler = stream_consumer(
    "publish_events",
    kinds=domain.sources,
    read=publish.read,
    write=partial(publish.write, store_of=store_of, react=publish.react, tell=write_event_lines),
)
