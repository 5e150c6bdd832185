"""API Gateway's authorizer: judges every request's credential and counts it against the plan."""

from typing import Any

from bivelio_core.entrypoints.authorizer import authorize_request


def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:  # noqa: ARG001 - Lambda's signature
    """Allow, deny, or raise Unauthorized."""
    return authorize_request(event)
