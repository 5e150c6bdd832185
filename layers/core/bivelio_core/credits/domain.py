"""The declaration of the domain credits."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.credits import terms
else:
    (terms,) = lazily(__package__, "terms")

_HERE = "bivelio_core.credits"

DOMAIN = Domain(
    name="credits",
    tags={"credits": "The balance of AI credits, and what changed it."},
    scopes=("credits",),
    lists={keys.CREDIT_ENTRY: lambda: terms.ENTRIES},
    texts=(f"{_HERE}.errors",),
)
