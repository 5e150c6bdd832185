"""The declaration of the domain webhooks."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.webhooks import event_data, event_examples, events, fan_out, samples
else:
    event_data, event_examples, events, fan_out, samples = lazily(
        __package__, "event_data", "event_examples", "events", "fan_out", "samples"
    )

_HERE = "bivelio_core.webhooks"

MAXIMUM_WEBHOOKS = 50
"""How many webhooks an organisation may have in an environment."""

DOMAIN = Domain(
    name="webhooks",
    tags={"webhooks": "URLs of yours that receive events."},
    quotas={"webhooks": MAXIMUM_WEBHOOKS},
    scopes=("webhooks",),
    events={
        "webhook.failing": EventType(
            "A receiver has failed five times in a row.",
            lambda: event_data.WebhookFailing,
            lambda: event_examples.FAILING,
            is_documented=False,
        ),
        "webhook.disabled": EventType(
            "A webhook was disabled.",
            lambda: event_data.WebhookDisabled,
            lambda: event_examples.DISABLED,
            is_documented=False,
        ),
    },
    sources={keys.WEBHOOK: lambda: events.derive},
    first_reactions=(lambda: fan_out.react,),
    reactions=(lambda: events.react,),
    samples=lambda: samples.writes,
    texts=(f"{_HERE}.actions.replay", f"{_HERE}.chosen_secret", f"{_HERE}.own_headers"),
)
