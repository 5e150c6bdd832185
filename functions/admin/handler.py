"""The operator's function: manages organisations, users, plans and signing keys. Invoked with AWS credentials only."""

from typing import Any

from bivelio_core.entrypoints.operator import operate


def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Carry out `{"operation", "data"}`; see docs/identity.md."""
    return operate(event, lambda_context.aws_request_id)
