"""Nothing but an answer: what cannot be saved."""

import json
import logging
from typing import Any

logger = logging.getLogger(__name__)


def handler(event: dict[str, Any], _lambda_context: Any = None) -> dict[str, Any]:
    """Answer the id."""
    return {"statusCode": 200, "body": json.dumps({"id": json.loads(event["body"])["data"]["id"]})}
