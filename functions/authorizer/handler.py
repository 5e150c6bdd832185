"""API Gateway's authorizer: checks every request's credential and counts the request against the plan."""

from typing import Any

from bivelio_core.entrypoints.authorizer import authorize_request


def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's signature
    """Return a policy that allows or denies the request."""
    return authorize_request(event)
