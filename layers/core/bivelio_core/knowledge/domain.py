"""The declaration of the domain knowledge."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily

if TYPE_CHECKING:
    from bivelio_core.knowledge import samples
else:
    (samples,) = lazily(__package__, "samples")

MAXIMUM_COLLECTIONS = 50
"""How many collections an organisation may have in an environment."""

MAXIMUM_SOURCES = 2_000
"""How many sources a collection may have."""

MAXIMUM_PASSAGES = 20_000
"""How many passages a collection may have: its index is one object, which a search loads as a whole."""

DOMAIN = Domain(
    name="knowledge",
    tags={"knowledge": "Texts of yours, cut into passages, and the search that answers questions with them."},
    scopes=("knowledge",),
    quotas={"knowledge_collections": MAXIMUM_COLLECTIONS},
    samples=lambda: samples.writes,
)
