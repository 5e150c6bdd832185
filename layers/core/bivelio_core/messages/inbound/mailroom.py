"""Mails that SES has put into its bucket: whose they are, by the address of ours that they were received for.

Source: Amazon SES, "Receiving email", action "Deliver to S3 bucket"; S3, "Event message structure".
"""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from bivelio_core import aws_calls, clients, clock
from bivelio_core.integrations import places
from bivelio_core.messages.arrivals import Arrival

from . import mail
from .incoming import Unreadable

TEST_EVENT = "s3:TestEvent"
"""What S3 sends once, when the notification is set up."""


def is_about_files(body: dict[str, Any]) -> bool:
    """Whether a message of the queue is S3's, not one of ours."""
    return "Records" in body or body.get("Event") == TEST_EVENT


def arrivals_of(body: dict[str, Any]) -> Iterator[Arrival]:
    """The mails that a message of S3 is about, each for the connection it was received for. Raises Unreadable."""
    for record in body.get("Records", []):
        about = record["s3"]
        content = _content(about["bucket"]["name"], unquote_plus(about["object"]["key"]))
        found = (places.of_address(address) for address in mail.recipients(mail.parsed(content)))
        place = next((each for each in found if each is not None), None)
        if place is None:
            raise Unreadable("it was received for no address of a connection")
        encoded = base64.b64encode(content).decode()
        yield Arrival("email", place.organisation, place.environment, place.connection, clock.stamp(), encoded)


def _content(bucket: str, key: str) -> bytes:
    answer = clients.client("s3").get_object(Bucket=bucket, Key=key)
    with aws_calls.reading():
        return bytes(answer["Body"].read())
