"""Declare the feed of events. Each domain declares the types of event about its own resources."""

from bivelio_core.domain import Domain

DOMAIN = Domain(name="events", tags={"events": "What happened, as a feed to poll."}, scopes=("events",))
