"""The declaration of the domain secrets."""

from bivelio_core.domain import Domain

_HERE = "bivelio_core.secrets"

MAXIMUM = 200
"""How many secrets an organisation may have in an environment."""

DOMAIN = Domain(
    name="secrets",
    tags={"secrets": "Credentials that workflows send to the services they call; nobody can read them again."},
    quotas={"secrets": MAXIMUM},
    scopes=("secrets",),
    samples=f"{_HERE}.samples:writes",
)
