"""API Gateway's authorizer: checks every request's credential and counts the request against the plan."""

from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.authorizer import authorize_request

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], lambda_context: "LambdaContext") -> dict[str, Any]:  # noqa: ARG001 - Lambda's signature
    """Return a policy that allows or denies the request."""
    return authorize_request(event)
