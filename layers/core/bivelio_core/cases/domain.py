"""The declaration of the domain cases."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.cases import event_examples, events, models, samples, terms, timeline
else:
    event_examples, events, models, samples, terms, timeline = lazily(
        __package__, "event_examples", "events", "models", "samples", "terms", "timeline"
    )

_HERE = "bivelio_core.cases"

DOMAIN = Domain(
    name="cases",
    tags={"cases": "What has to be done for contacts, by whom, with notes and links."},
    scopes=("cases",),
    events={
        "case.created": EventType("A case has been created.", lambda: models.Case, lambda: event_examples.CREATED),
        "case.updated": EventType("A case has changed.", lambda: models.CaseUpdated, lambda: event_examples.UPDATED),
    },
    sources={keys.CASE: lambda: events.derive},
    lists={keys.CASE: lambda: terms.CASES},
    samples=lambda: samples.writes,
    timeline={"case": lambda: timeline.SOURCE},
    uses_contacts=lambda: timeline.of_contacts,
    texts=(f"{_HERE}.links",),
    short_names={"case.create": "cases.create", "case.update": "cases.update"},
)
