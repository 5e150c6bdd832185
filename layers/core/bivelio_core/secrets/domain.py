"""The declaration of the domain secrets."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily

if TYPE_CHECKING:
    from bivelio_core.secrets import samples
else:
    (samples,) = lazily(__package__, "samples")

MAXIMUM = 200
"""How many secrets an organisation may have in an environment."""

DOMAIN = Domain(
    name="secrets",
    tags={"secrets": "Credentials that workflows send to the services they call; nobody can read them again."},
    quotas={"secrets": MAXIMUM},
    scopes=("secrets",),
    only_http="secrets are for people",
    samples=lambda: samples.writes,
)
