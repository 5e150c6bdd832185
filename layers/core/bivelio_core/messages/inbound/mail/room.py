"""Mails that SES has put into its bucket: whose they are, by the address of ours that they were received for.

S3 tells the queue of a mail without saying whose it is. The first thing that is done with it is to look into its head
and put it back in the group of its organisation, so that one that gets many mails does not hold up the others.
Source: Amazon SES, "Receiving email", action "Deliver to S3 bucket"; S3, "Event message structure"; SQS Developer
Guide, "Amazon SQS fair queues".
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import unquote_plus

from bivelio_core import aws_calls, clients, clock, config, correlation
from bivelio_core.integrations import places
from bivelio_core.messages.inbound.incoming import UnreadableDelivery
from bivelio_core.tenancy import Environment, Tenant

from . import heads
from .addresses import bare_addresses

QUEUE = "inbound_mails"
TEST_EVENT = "s3:TestEvent"
"""What S3 sends once, when the notification is set up."""
WAITS = (30, 120, 300, 900, 900, 900, 900)
"""Seconds before each further try of a mail that could not be stored for a reason that is not its own."""
_NAMED = ("delivered-to", "x-original-to", "to", "cc")


@dataclass(frozen=True, slots=True)
class MailJob:
    """A mail that is to be read and stored for a connection: where it is."""

    organisation: str
    environment: Environment
    connection: str
    received_at: str
    bucket: str
    key: str

    source = "email"

    @property
    def tenant(self) -> Tenant:
        """The tenant it came in for, as it was then."""
        return Tenant.at(self.organisation, self.environment, clock.parse(self.received_at))

    def content(self) -> bytes:
        """The mail."""
        return _content(self.bucket, self.key)


def is_about_files(body: Mapping[str, Any]) -> bool:
    """Whether a message of the queue is S3's, not one of ours."""
    return "Records" in body or body.get("Event") == TEST_EVENT


def sort(body: Mapping[str, Any]) -> None:
    """Put the mails that a message of S3 is about on the queue, each for its connection. Raises UnreadableDelivery."""
    for record in body.get("Records", []):
        about = record["s3"]
        bucket, key = about["bucket"]["name"], unquote_plus(about["object"]["key"])
        place = _place(_content(bucket, key, heads.MAXIMUM_BYTES + heads.LONGEST_VALUE))
        send(asdict(MailJob(place.organisation, place.environment, place.connection, clock.stamp(), bucket, key)))


def try_again(body: Mapping[str, Any], tries: int) -> None:
    """Have a message of the queue done again, after the wait that its tries so far have reached."""
    send({**body, "tries": tries + 1}, WAITS[tries])


def send(body: Mapping[str, Any], delay_seconds: int = 0) -> None:
    """Put a message on the queue of mails, one of ours in the group of its organisation."""
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url(QUEUE),
        MessageBody=json.dumps(body, separators=(",", ":")),
        MessageAttributes=correlation.attributes(),
        DelaySeconds=delay_seconds,
        **({"MessageGroupId": body["organisation"]} if "organisation" in body else {}),
    )


def _place(content: bytes) -> places.Place:
    try:
        head = heads.head_of(content)
    except heads.NoMail as reason:
        raise UnreadableDelivery(str(reason)) from reason
    candidates = (places.of_address(address) for address in recipients(head))
    if (place := next((each for each in candidates if each is not None), None)) is None:
        raise UnreadableDelivery("it was received for no address of a connection")
    return place


def recipients(head: heads.MailHead) -> Iterator[str]:
    """The addresses that a mail was received for, the surest first."""
    for line in head.all("received"):
        yield from bare_addresses(line.partition(" for ")[2].partition(";")[0])
    for name in _NAMED:
        for line in head.all(name):
            yield from bare_addresses(line)


def _content(bucket: str, key: str, maximum_bytes: int | None = None) -> bytes:
    """The mail, or so much of its beginning."""
    answer = clients.client("s3").get_object(Bucket=bucket, Key=key)
    with aws_calls.reading():
        return bytes(answer["Body"].read(maximum_bytes))
