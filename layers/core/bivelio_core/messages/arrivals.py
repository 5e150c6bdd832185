"""Incoming data of a provider that waits to be read: in a message of a queue, or in the bucket when it is large."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass

from bivelio_core import clients, clock, config, correlation, ids
from bivelio_core.store.files import TenantFiles
from bivelio_core.tenancy import Environment, Tenant

from .inbound.senders import NOBODY, parts

AREA = "inbound"
LARGEST_MESSAGE_BYTES = 200_000
"""Of the text of a message of SQS, which takes 256 KiB; what is larger is put into the bucket."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Verified incoming data for a connection: its bytes in base64, or the name of their file."""

    source: str
    organisation: str
    environment: Environment
    connection: str
    received_at: str
    body: str = ""
    file: str = ""

    @property
    def tenant(self) -> Tenant:
        """Return the tenant that the data came in for, with the sandbox day of its arrival."""
        return Tenant.at(self.organisation, self.environment, clock.parse(self.received_at))

    def content(self) -> bytes:
        """The bytes as they came in."""
        if not self.file:
            return base64.b64decode(self.body)
        return b"".join(TenantFiles.of(self.tenant, AREA).read(self.file))


def send(source: str, tenant: Tenant, connection: str, content: bytes) -> None:
    """Queue data for the worker. An ordered queue keeps what one person wrote in its order.

    Other data goes through a queue that is fair among connections, so the many statuses of one connection do not delay
    the messages of others.
    """
    for part in parts(source, content):
        if part.sender == NOBODY:
            _send("arrivals", connection, _message(source, tenant, connection, part.content))
        else:
            # The same message again within five minutes is left out by the queue; all others by the worker.
            deduplication = hashlib.sha256(f"{connection} ".encode() + part.content).hexdigest()
            body = _message(source, tenant, connection, part.content)
            _send("ordered_arrivals", part.group(connection), body, MessageDeduplicationId=deduplication)


def send_past(tenant: Tenant, connection: str, who: str, content: bytes) -> None:
    """Queue for the worker what a phone tells of the past with one person, behind what it has told of them before.

    It is in a group of its own, so that what the person writes now waits for none of it.
    """
    person = hashlib.sha256(who.encode("utf-8", "replace")).hexdigest()[:32]
    deduplication = hashlib.sha256(f"{connection} ".encode() + content).hexdigest()
    body = _message("whatsapp", tenant, connection, content)
    _send("ordered_arrivals", f"{connection}.past.{person}", body, MessageDeduplicationId=deduplication)


def _message(source: str, tenant: Tenant, connection: str, content: bytes) -> str:
    """Return the queue message that carries the bytes, or names the file that holds them."""
    arrival = Arrival(source, tenant.organisation, tenant.environment, connection, clock.stamp())
    encoded = base64.b64encode(content).decode()
    if len(encoded) > LARGEST_MESSAGE_BYTES:
        name = f"{connection}/{ids.random_text(ids.BODY_LENGTH + ids.TAG_LENGTH)}"
        TenantFiles.of(tenant, AREA).put(name, content, "application/octet-stream")
        about = {**asdict(arrival), "file": name}
    else:
        about = {**asdict(arrival), "body": encoded}
    return json.dumps(about, separators=(",", ":"))


def _send(queue: str, group: str, body: str, **about: str) -> None:
    clients.client("sqs").send_message(
        QueueUrl=config.queue_url(queue),
        MessageBody=body,
        MessageAttributes=correlation.attributes(),
        MessageGroupId=group,
        **about,
    )
