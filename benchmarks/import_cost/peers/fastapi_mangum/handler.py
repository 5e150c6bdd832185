"""FastAPI behind Mangum, with a resource of boto3."""

import os
from typing import Any

import boto3
from fastapi import FastAPI
from mangum import Mangum
from pydantic import BaseModel

app = FastAPI()
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


class ContactId(BaseModel):
    """Which contact."""

    id: str


class Body(BaseModel):
    """A request."""

    data: ContactId


@app.post("/contacts/get")  # type: ignore[untyped-decorator]
def get(body: Body) -> dict[str, Any]:
    """Answer whether the item is there."""
    return {"found": "Item" in table.get_item(Key={"PK": "peer", "SK": body.data.id})}


handler = Mangum(app, lifespan="off")
