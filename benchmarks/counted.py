"""A key whose requests are counted, as those of a plan with a limit are: the demo's enterprise plan counts none."""

import json

from tests.running import Runtime
from tools.deployed import Deployed

HIGHEST_LIMIT = 100_000
"""Requests a minute, more than a benchmark sends: each is counted by one write (ADR 47), and none is refused."""


def counted_key(running: Runtime) -> str:
    """Return a new live key of the demo organisation with a limit of its own. Raises RuntimeError when refused."""
    data = {
        "organisation": running.demo()["organisations"]["demo"]["id"],
        "name": "counted",
        "environment": "live",
        "scopes": ["admin"],
        "rate_limit": HIGHEST_LIMIT,
    }
    answer = running.client("lambda").invoke(
        FunctionName=Deployed(None, running.settings).resource("Admin"),
        Payload=json.dumps({"operation": "create_api_key", "data": data}).encode(),
    )
    document = json.loads(answer["Payload"].read())
    if not document.get("success"):
        raise RuntimeError(f"no key: {document}")
    return str(document["data"]["key"])
