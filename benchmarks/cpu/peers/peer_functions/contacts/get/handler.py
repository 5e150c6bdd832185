"""POST /contacts/get of the peers: one strongly consistent read."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from peer_app import answered, app, caller_with, data_of, served
from peer_calls import table
from peer_contacts import IdBody, contact_of


@app.post("/contacts/get")
def get() -> Response[str]:
    """Answer a contact."""
    caller = caller_with("contacts:read")
    request = data_of(IdBody)
    answer = table.get_item(Key={"PK": caller.partition, "SK": request.id}, ConsistentRead=True)
    if "Item" not in answer:
        raise NotFoundError(request.id)
    return answered(caller, contact_of(answer["Item"]))


handler = served
