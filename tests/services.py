"""The deployment's key, bucket and queues, made in moto, with the environment that names them.

They are made in moto's own objects, not by requests: what is there before each test costs 30 ms less, and so do the
clients that a test does not use. What a test looks at went through requests of its own.
"""

import json
import os
import threading
from functools import cache
from typing import Any
from urllib.parse import urlparse

import boto3
from bivelio_core import clients, sealing
from bivelio_core.webhooks import queues
from moto.core.botocore_stubber import BotocoreStubber
from moto.kms import models as kms
from moto.kms.utils import generate_private_key
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends

from tests.network import Network

kms.generate_private_key = cache(generate_private_key)  # type: ignore[attr-defined]
"""Moto gives every key an RSA key too, also ours, which is symmetric: one of each kind is enough for all tests."""

one_at_a_time, _answer = threading.RLock(), BotocoreStubber.process_request
"""A lock for what changes moto's state, and how moto answers as it comes."""


def _atomically(stubber: BotocoreStubber, request: Any) -> Any:
    """Answer a call as the service does, atomically; moto's are not when threads call together."""
    with one_at_a_time:
        return _answer(stubber, request)


BotocoreStubber.process_request = _atomically  # type: ignore[method-assign, assignment]

ACCOUNT, REGION = "123456789012", "eu-west-1"
QUEUES_ADDRESS = urlparse(f"https://sqs.{REGION}.amazonaws.com/")
QUEUES = (
    "deliveries",
    "documents",
    "lanes",
    "redeliveries",
    "parked",
    "books",
    "transfers",
    "messages",
    "arrivals",
    "inbound_mails",
    "ordered_arrivals",
    "message_files",
    "inbound_starts",
    "knowledge",
    "account_mails",
    "clocks",
    "records",
    "erasures",
    "turns",
)


def create_services() -> None:
    """Make them in the running mock."""
    boto3.DEFAULT_SESSION = session()
    clients.hand_over_network(Network)
    clients.client.cache_clear()
    queues.outbox.cache_clear()
    sealing.forget()
    key = kms.kms_backends[ACCOUNT][REGION].create_key(None, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "", None)
    os.environ["KMS_KEY_ID"] = key.id
    s3_backends[ACCOUNT]["aws"].create_bucket(os.environ["DOCUMENTS_BUCKET"], REGION)
    for name in QUEUES:
        about: dict[str, Any] = {"FifoQueue": "true"} if name.startswith("ordered") else {}
        queue = sqs_backends[ACCOUNT][REGION].create_queue(_name(name), **about)
        os.environ[f"{name.upper()}_QUEUE_URL"] = queue.url(QUEUES_ADDRESS)


def _name(name: str) -> str:
    """The name of a queue, which says whether it is ordered."""
    return f"{name}.fifo" if name.startswith("ordered") else name


@cache
def session() -> boto3.Session:
    """One session for all tests, which keeps what it has read of AWS's API; each test has clients of its own."""
    return boto3.Session()


def waiting(name: str) -> list[dict[str, Any]]:
    """The bodies of all messages of a queue, the delayed ones too, taken off it: moto delays by the real time."""
    queue = sqs_backends[ACCOUNT][REGION].queues[_name(name)]
    bodies = [json.loads(message.body) for message in queue._messages]
    queue._messages.clear()
    return bodies


def received(name: str) -> list[dict[str, Any]]:
    """The bodies of the messages that wait on a queue now, taken off it."""
    sqs, url = boto3.client("sqs"), os.environ[f"{name.upper()}_QUEUE_URL"]
    found = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:  # one that is only hidden would come back, to a test that takes long
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found.append(json.loads(message["Body"]))
    return found
