"""The operator's function: manages organisations, users, plans and signing keys. Invoked with AWS credentials only."""

from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.operator import operate
from bivelio_core.needs import API_KEYS, EMAILS, ERASURES, GATEWAY, ORGANISATIONS, TENANT, USERS, Access, Needs, live
from bivelio_core.store import keys

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


NEEDS = Needs(
    reads=Access(
        (ORGANISATIONS, USERS, EMAILS, API_KEYS, ERASURES, GATEWAY, TENANT), ("GetItem", "BatchGetItem", "Query")
    ),
    also=(
        Access(
            (ORGANISATIONS, USERS, EMAILS, API_KEYS, ERASURES),
            ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"),
        ),
        Access(
            (ORGANISATIONS, live(keys.CREDIT_BALANCE), live(keys.CREDIT_ENTRY), "org_*#live#IX#CRL", live(keys.EFFECT)),
            ("PutItem", "UpdateItem"),
        ),
        Access((live(keys.CREDIT_BALANCE), live(keys.CREDIT_ENTRY), "org_*#live#IX#CRL"), ("DeleteItem",)),
        Access(("org_*#live#*",), ("PutItem", "UpdateItem")),
        Access(
            ("org_*#IX#*",), ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate")
        ),
    ),
    uses=("live_definitions", "plan_credits", "rotate_signing_keys", "seal_secrets", "usage_plans"),
    sends=("account_mails", "erasures"),
    timeout=120,  # two waits of half a minute, until API Gateway and the authorizers have followed
)


@lambda_handler
def handler(event: dict[str, Any], lambda_context: "LambdaContext") -> dict[str, Any]:
    """Carry out `{"operation", "data"}`; see docs/identity.md."""
    return operate(event, lambda_context.aws_request_id)
