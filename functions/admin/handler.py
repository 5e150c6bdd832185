"""The operator's function: manages organisations, users, plans and signing keys. Invoked with AWS credentials only."""

from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.operator import operate

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], lambda_context: "LambdaContext") -> dict[str, Any]:
    """Carry out `{"operation", "data"}`; see docs/identity.md."""
    return operate(event, lambda_context.aws_request_id)
