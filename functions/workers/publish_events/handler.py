"""Consumes the table's stream: derives events from changes, records them and runs the reactions."""

from functools import partial

from bivelio_core import domain
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.entrypoints.stream import stream_consumer
from bivelio_core.events import publish

handler = stream_consumer(
    "publish_events",
    kinds=domain.sources,
    read=publish.read,
    write=partial(publish.write, store_of=store_of, react=publish.react),
)
