"""The declaration of the domain deals."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.deals import activity, event_examples, events, models, samples, terms, timeline
else:
    activity, event_examples, events, models, samples, terms, timeline = lazily(
        __package__, "activity", "event_examples", "events", "models", "samples", "terms", "timeline"
    )

_HERE = "bivelio_core.deals"

DOMAIN = Domain(
    name="deals",
    tags={"deals": "What may be sold: deals in the stages of pipelines, with exact sums."},
    scopes=("deals",),
    events={
        "deal.created": EventType(
            "A deal has been created.", lambda: models.Deal, lambda: event_examples.CREATED, is_documented=False
        ),
        "deal.updated": EventType(
            "A deal has changed, but for its stage.",
            lambda: models.DealUpdated,
            lambda: event_examples.UPDATED,
            is_documented=False,
        ),
        "deal.stage_changed": EventType(
            "A deal has moved to another stage.",
            lambda: models.DealUpdated,
            lambda: event_examples.STAGE_CHANGED,
            is_documented=False,
        ),
        "deal.won": EventType(
            "A deal has been won.", lambda: models.Deal, lambda: event_examples.WON, is_documented=False
        ),
        "deal.lost": EventType(
            "A deal has been lost.", lambda: models.Deal, lambda: event_examples.LOST, is_documented=False
        ),
    },
    sources={keys.DEAL: lambda: events.derive},
    lists={keys.DEAL: lambda: terms.DEALS},
    activities={keys.DEAL: lambda: activity.of_deal},
    samples=lambda: samples.writes,
    timeline={"deal": lambda: timeline.SOURCE},
    uses_contacts=lambda: timeline.of_contacts,
    texts=(f"{_HERE}.items", f"{_HERE}.pipelines.models", f"{_HERE}.pipelines.actions.pipelines_define"),
    short_names={"deal.create": "deals.create", "deal.update": "deals.update", "deal.move": "deals.move"},
)
