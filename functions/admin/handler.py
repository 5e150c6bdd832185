"""The operator's function: organisations, users, plans, signing keys. Invoked with AWS credentials, never by HTTP."""

from typing import Any

from bivelio_core.entrypoints.operator import operate


def handler(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Carry out `{"operation", "data"}`; see docs/identity.md."""
    return operate(event, lambda_context.aws_request_id)
