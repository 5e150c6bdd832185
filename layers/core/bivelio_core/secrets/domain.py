"""The declaration of the domain secrets."""

from bivelio_core.domain import Domain

_HERE = "bivelio_core.secrets"

DOMAIN = Domain(
    name="secrets",
    tags={"secrets": "Credentials that workflows send to the services they call; nobody can read them again."},
    scopes=("secrets",),
    samples=f"{_HERE}.samples:writes",
)
