"""The declaration of the domain forms."""

from bivelio_core.domain import Domain

DOMAIN = Domain(
    name="forms",
    tags={"forms": "Forms made from a description, as a JSON Schema with hints for the interface."},
    scopes=("forms",),
)
