"""POST /contacts/get of the peers: one strongly consistent read."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from peer_app import answered, app, caller_with, data_of, served
from peer_calls import table
from peer_contacts import IdBody, shown


@app.post("/contacts/get")
def get() -> Response[str]:
    """Answer a contact."""
    caller = caller_with("contacts:read")
    wanted = data_of(IdBody)
    found = table.get_item(Key={"PK": caller.partition, "SK": wanted.id}, ConsistentRead=True)
    if "Item" not in found:
        raise NotFoundError(wanted.id)
    return answered(caller, shown(found["Item"]))


handler = served
