"""What the feed of events declares; the types of event are declared by the domains they are about."""

from bivelio_core.domain import Domain

DOMAIN = Domain(name="events", tags={"events": "What happened, as a feed to poll."}, scopes=("events",))
