"""The declaration of the domain identity. No scope names its resources: only signed-in users may use them."""

from bivelio_core.domain import Domain

DOMAIN = Domain(
    name="identity",
    tags={
        "auth": "Sign in, refresh tokens, sign out; one's own password and sessions.",
        "keys": "API keys; only for administrators with an access token.",
    },
    texts=(
        "bivelio_core.identity.errors",
        "bivelio_core.identity.api_keys",
        "bivelio_core.identity.key_service",
        "bivelio_core.identity.own_account",
        "bivelio_core.identity.refusals",
        "bivelio_core.identity.scopes",
    ),
)
