"""Chalice, with a resource of boto3."""

import os
from typing import Any

import boto3
from chalice.app import Chalice

app = Chalice(app_name="peer")
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


@app.route("/contacts/get", methods=["POST"])  # type: ignore[untyped-decorator]
def get() -> dict[str, Any]:
    """Answer whether the item is there."""
    data = app.current_request.json_body["data"]
    return {"found": "Item" in table.get_item(Key={"PK": "peer", "SK": data["id"]})}


handler = app
