"""The declaration of the domain credits."""

from bivelio_core.domain import Domain
from bivelio_core.store import keys

_HERE = "bivelio_core.credits"

DOMAIN = Domain(
    name="credits",
    tags={"credits": "The balance of AI credits, and what changed it."},
    scopes=("credits",),
    lists={keys.CREDIT_ENTRY: f"{_HERE}.terms:ENTRIES"},
    texts=(f"{_HERE}.errors",),
)
