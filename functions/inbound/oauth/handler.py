"""/v1/oauth/<action>: the authorization server's endpoints, for apps that a person has allowed."""

from bivelio_core.entrypoints.inbound import Call, Reply, inbound
from bivelio_core.entrypoints.oauth_call import answer, unavailable
from bivelio_core.needs import (
    APPS,
    AUDIT,
    CODES,
    ORGANISATIONS,
    REFRESH_TOKENS,
    SESSIONS,
    TRIES,
    USERS,
    Access,
    Needs,
)


@inbound(
    "/oauth/{action}",
    methods=("GET", "POST"),
    maximum_body_bytes=20_000,
    refuse=unavailable,
    needs=Needs(
        reads=Access((APPS, CODES, ORGANISATIONS, REFRESH_TOKENS, SESSIONS, USERS), ("GetItem", "BatchGetItem")),
        also=(
            Access(
                (APPS, AUDIT, CODES, REFRESH_TOKENS, SESSIONS, TRIES, USERS),
                ("PutItem", "UpdateItem", "ConditionCheckItem"),
            ),
        ),
        uses=("app_url", "oauth", "signing_keys", "viewers"),
    ),
)
def handler(call: Call) -> Reply:
    """Exchange codes and refresh tokens, end grants, register apps."""
    return answer(call)
