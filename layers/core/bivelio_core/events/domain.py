"""The declaration of the feed of events; each type of event is declared by the domain it is about."""

from bivelio_core.domain import Domain

DOMAIN = Domain(name="events", tags={"events": "What happened, as a feed to poll."}, scopes=("events",))
