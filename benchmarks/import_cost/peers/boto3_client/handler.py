"""A handler that reads one item by boto3's client, without a framework."""

import json
import os
from typing import Any

import boto3

client = boto3.client("dynamodb")


def handler(event: dict[str, Any], _lambda_context: Any = None) -> dict[str, Any]:
    """Answer whether the item is there."""
    key = {"PK": {"S": "peer"}, "SK": {"S": json.loads(event["body"])["data"]["id"]}}
    response = client.get_item(TableName=os.environ["TABLE_NAME"], Key=key)
    return {"statusCode": 200, "body": json.dumps({"found": "Item" in response})}
