"""API Gateway's authorizer: checks every request's credential and counts the request against the plan."""

from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.authorizer import authorize_request
from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.needs import API_KEYS, ORGANISATIONS, SESSIONS, USERS, Access, Needs
from bivelio_core.store import keys

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


NEEDS = Needs(
    reads=Access((API_KEYS, SESSIONS, USERS, ORGANISATIONS), ("GetItem", "BatchGetItem")),
    # when a key was last used, and the counters of the limits
    also=(Access((API_KEYS, keys.RATE_LIMIT), ("UpdateItem",)),),
    uses=("edge", "oauth", "signing_keys"),
)


@lambda_handler
def handler(event: dict[str, Any], lambda_context: "LambdaContext") -> dict[str, Any]:  # noqa: ARG001 - Lambda's signature
    """Return a policy that allows or denies the request."""
    return authorize_request(event)
