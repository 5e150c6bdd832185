"""The declaration of the domain webhooks."""

from bivelio_core.domain import Domain

_HERE = "bivelio_core.webhooks"

DOMAIN = Domain(
    name="webhooks",
    tags={"webhooks": "URLs of yours that receive events."},
    scopes=("webhooks",),
    reactions=(f"{_HERE}.fan_out:react",),
    samples=f"{_HERE}.samples:writes",
    texts=(f"{_HERE}.service", f"{_HERE}.chosen_secret", f"{_HERE}.own_headers"),
)
