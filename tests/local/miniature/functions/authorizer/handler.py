"""Judges the header `X-API-Key`: `good` and `bare` pass, `busy` is over its limit, anything else is refused."""

from typing import Any


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer as API Gateway's REQUEST authorizers do."""
    headers = {name.lower(): value for name, value in (event["headers"] or {}).items()}
    credential = headers.get("x-api-key")
    if credential not in ("good", "bare", "busy"):
        raise Exception("Unauthorized")  # noqa: TRY002 - the very text API Gateway looks for
    effect = "Deny" if credential == "busy" else "Allow"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {
        "principalId": "someone",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {
            "limit": "100",
            "retry_after": 23,
            "authorizer_request_id": event["requestContext"].get("requestId"),
        },
        "usageIdentifierKey": "key-of-the-organisation" if credential != "bare" else "unknown-key",
    }
