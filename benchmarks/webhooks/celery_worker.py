"""The peers: the same deliveries by a Celery worker with Redis as broker. Runs in an interpreter of its own.

`deliver` is the bare one: it signs the same body with both signatures, calls with the same time limit, keeps the event,
each attempt and the day's counts in Redis, and retries by the same schedule. `deliver_recorded` is the fair one: what
Celery forgets when it delivers a task twice, and what a customer is shown, it keeps in the platform's table, by boto3
as its guide shows it: a conditional claim of the delivery, its end, and a record of each attempt.
"""

import base64
import hashlib
import hmac
import json
import os
import time
import urllib.error
import urllib.request
from functools import cache
from typing import Any

import boto3
import redis
from boto3.dynamodb.conditions import Attr
from celery import Celery

app = Celery("peer", broker=os.environ["PEER_REDIS"])
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True)
store = redis.Redis.from_url(os.environ["PEER_REDIS"])
DELAYS = (30, 120, 600, 3600)
TIMEOUT_SECONDS = 10
LEASE_SECONDS = 20
KEPT_SECONDS = 30 * 24 * 3600


@app.task(bind=True, max_retries=len(DELAYS), name="deliver")  # type: ignore[untyped-decorator]
def deliver(self: Any, url: str, secret: str, event: dict[str, Any]) -> None:
    """One attempt of the bare peer."""
    store.setnx(f"event:{event['id']}", encoded(event))
    try:
        status = send(url, secret, event)
    except (urllib.error.URLError, TimeoutError) as error:
        store.rpush(f"attempts:{url}", f"{event['id']} {error}")
        raise self.retry(exc=error, countdown=DELAYS[self.request.retries]) from error
    store.rpush(f"attempts:{url}", f"{event['id']} {status}")
    store.hincrby(f"day:{url}", "delivered", 1)


@app.task(bind=True, max_retries=len(DELAYS), name="deliver_recorded")  # type: ignore[untyped-decorator]
def deliver_recorded(self: Any, url: str, secret: str, event: dict[str, Any]) -> None:
    """One attempt of the fair peer."""
    store.setnx(f"event:{event['id']}", encoded(event))
    if not is_claimed(url, event, self.request.retries):
        return
    began = time.time()
    try:
        status = send(url, secret, event)
    except (urllib.error.URLError, TimeoutError) as error:
        record(url, event, self.request.retries, began, "pending", str(error))
        raise self.retry(exc=error, countdown=DELAYS[self.request.retries]) from error
    record(url, event, self.request.retries, began, "delivered", str(status))
    store.hincrby(f"day:{url}", "delivered", 1)


def encoded(event: dict[str, Any]) -> bytes:
    """The body."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def send(url: str, secret: str, event: dict[str, Any]) -> int:
    """Send a signed request; returns the status."""
    body, stamp = encoded(event), str(int(time.time()))
    content = f"{event['id']}.{stamp}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    request = urllib.request.Request(  # noqa: S310 - the benchmark's own receiver
        url,
        body,
        {
            "Content-Type": "application/json",
            "X-BiVelio-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
            "webhook-id": event["id"],
            "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode(),
        },
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
        return int(answer.status)


@cache
def table() -> Any:
    """The platform's table."""
    return boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


def is_claimed(url: str, event: dict[str, Any], attempts: int) -> bool:
    """Whether this attempt is ours to make: nobody else makes it or has made it."""
    now = int(time.time())
    unsettled = Attr("status").eq("pending") & Attr("attempts").eq(attempts)
    is_free = Attr("lease_until").not_exists() | Attr("lease_until").lt(now)
    claim = {"status": "pending", "attempts": attempts, "lease_until": now + LEASE_SECONDS, "ttl": now + KEPT_SECONDS}
    try:
        table().put_item(
            Item={"PK": f"PEER#{url}", "SK": event["id"], **claim},
            ConditionExpression=Attr("PK").not_exists() | (unsettled & is_free),
        )
    except table().meta.client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def record(url: str, event: dict[str, Any], attempts: int, began: float, status: str, answer: str) -> None:
    """End an attempt: the delivery's state, then the record of the attempt."""
    now = time.time()
    table().update_item(
        Key={"PK": f"PEER#{url}", "SK": event["id"]},
        UpdateExpression="SET #status = :status, attempts = :attempts REMOVE lease_until",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":status": status, ":attempts": attempts + 1},
    )
    table().put_item(
        Item={
            "PK": f"PEERATTEMPT#{url}",
            "SK": f"{now:.3f}#{event['id']}#{attempts + 1}",
            "event_id": event["id"],
            "event": event["event"],
            "answer": answer,
            "latency_ms": round((now - began) * 1000),
            "ttl": int(now) + KEPT_SECONDS,
        }
    )
