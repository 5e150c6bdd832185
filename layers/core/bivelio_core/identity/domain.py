"""The declaration of the domain identity. No scope names keys or sessions: only signed-in users may use them."""

from bivelio_core.domain import Domain

DOMAIN = Domain(
    name="identity",
    tags={
        "auth": "Sign in, refresh tokens, sign out; one's own account: password, second factor, sessions.",
        "users": "The people of the organisation: invite, change roles, remove.",
        "keys": "API keys; only for administrators with an access token.",
        "organisation": "Your own organisation: its name, language, time zone and what it keeps.",
        "audit": "Who changed what in the organisation; only for administrators.",
    },
    scopes=("organisation", "audit"),
    only_http="who may do what is decided by people",
    texts=(
        "bivelio_core.identity.errors",
        "bivelio_core.identity.api_keys",
        "bivelio_core.identity.keys.writing",
        "bivelio_core.identity.letters.links",
        "bivelio_core.identity.actions.authorize",
        "bivelio_core.identity.actions.email_change",
        "bivelio_core.identity.organisation_models",
        "bivelio_core.identity.organisation.actions.erase",
        "bivelio_core.identity.organisation.writing",
        "bivelio_core.identity.organisations",
        "bivelio_core.identity.own_password",
        "bivelio_core.identity.refusals",
        "bivelio_core.identity.scopes",
        "bivelio_core.identity.team.invited.actions.accept",
        "bivelio_core.identity.team.rules",
    ),
)
