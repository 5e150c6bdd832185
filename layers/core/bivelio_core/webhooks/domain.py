"""The declaration of the domain webhooks."""

from bivelio_core.domain import Domain, EventType
from bivelio_core.store import keys

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
            f"{_HERE}.event_data:WebhookFailing",
            f"{_HERE}.event_examples:FAILING",
            is_documented=False,
        ),
        "webhook.disabled": EventType(
            "A webhook was disabled.",
            f"{_HERE}.event_data:WebhookDisabled",
            f"{_HERE}.event_examples:DISABLED",
            is_documented=False,
        ),
    },
    sources={keys.WEBHOOK: f"{_HERE}.events:derive"},
    first_reactions=(f"{_HERE}.fan_out:react",),
    reactions=(f"{_HERE}.events:react",),
    samples=f"{_HERE}.samples:writes",
    texts=(f"{_HERE}.actions.replay", f"{_HERE}.chosen_secret", f"{_HERE}.own_headers"),
)
