"""Serves the queue of books as the platform would."""

import json
from typing import Any

from tests.api import load


def serve(message: dict[str, Any]) -> bool:
    """Serve one message; tell whether it was taken."""
    event = {"Records": [{"messageId": "1", "body": json.dumps(message)}]}
    return bool(load("workers/write_books").handler(event, None) == {"batchItemFailures": []})
