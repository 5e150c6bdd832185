"""Answers what it was asked to: the tests choose by the body's `mode`."""

import json
import os
import sys
from typing import Any

import miniature_layer


class OutOfStockError(Exception):
    """A named error, as Step Functions would match it."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer with what the function sees, or misbehave as asked."""
    if "requestContext" not in event:
        return direct(event)
    mode = json.loads(event["body"] or "{}").get("mode")
    if mode == "raise":
        raise OutOfStockError("a secret detail")
    if mode == "malformed":
        return {"status": 200, "body": {"not": "text"}}
    if mode == "echo":
        return {"statusCode": 200, "body": json.dumps(json.loads(event["body"])["text"])}
    print("a line of log")
    seen = {
        "method": event["httpMethod"],
        "greeting": os.environ["GREETING"],
        "layer": miniature_layer.ANSWER,
        "context": event["requestContext"],
    }
    return {"statusCode": 200, "headers": {"X-Seen": "yes"}, "body": json.dumps(seen)}


def direct(event: dict[str, Any]) -> dict[str, Any]:
    """Answer a direct invocation."""
    if event.get("raise"):
        raise OutOfStockError("none left")
    return {
        "pid": os.getpid(),
        "environment": dict(os.environ),
        "path": sys.path,
        "layer_file": miniature_layer.__file__,
        "has_ministack": _can_import("ministack"),
        "has_boto3": _can_import("boto3"),
    }


def _can_import(name: str) -> bool:
    try:
        __import__(name)
    except ImportError:
        return False
    return True
