"""POST /contacts/create of the peers: a number, the item, and who else has its address."""

from datetime import UTC, datetime

from aws_lambda_powertools.event_handler import Response
from boto3.dynamodb.conditions import Key
from peer_app import answered, app, caller_with, data_of, served
from peer_calls import table
from peer_contacts import NewBody, Warned, contact_of, e164


@app.post("/contacts/create")
def create() -> Response[str]:
    """Make a contact and answer it."""
    caller = caller_with("contacts:write")
    new = data_of(NewBody)
    counted = table.update_item(
        Key={"PK": caller.partition, "SK": "#numbers"},
        UpdateExpression="ADD #last :one",
        ExpressionAttributeNames={"#last": "last"},
        ExpressionAttributeValues={":one": 1},
        ReturnValues="ALL_NEW",
    )
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    item = {
        "PK": caller.partition,
        "SK": f"ct_{int(counted['Attributes']['last']):010d}",
        **new.model_dump(exclude_none=True),
        **({"phone_e164": e164(new.phone)} if new.phone else {}),
        **({"GSI1PK": f"{caller.partition}#{new.email.casefold()}", "GSI1SK": now} if new.email else {}),
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    table.put_item(Item=item)
    return answered(caller, contact_of(item, _alike(item) if new.email else None))


def _alike(item: dict[str, object]) -> list[Warned] | None:
    same = table.query(IndexName="GSI1", KeyConditionExpression=Key("GSI1PK").eq(item["GSI1PK"]), Limit=2)["Items"]
    others = [str(other["SK"]) for other in same if other["SK"] != item["SK"]]
    return [Warned(code="same_email", field="email", message="", contact_id=each) for each in others[:1]] or None


handler = served
