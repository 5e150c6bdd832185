"""The peer: the same deliveries by a plain Celery worker with Redis as broker and store.

It signs the same body with both signatures, calls with the same time limit, keeps the event, each attempt and the
day's counts in Redis, and retries by the same schedule. Runs in an interpreter of its own that has celery[redis].
"""

import base64
import hashlib
import hmac
import json
import os
import time
import urllib.error
import urllib.request
from typing import Any

import redis
from celery import Celery

app = Celery("peer", broker=os.environ["PEER_REDIS"])
app.conf.update(task_acks_late=True, worker_prefetch_multiplier=1, broker_connection_retry_on_startup=True)
store = redis.Redis.from_url(os.environ["PEER_REDIS"])
DELAYS = (30, 120, 600, 3600)
TIMEOUT_SECONDS = 10


@app.task(bind=True, max_retries=len(DELAYS), name="deliver")  # type: ignore[untyped-decorator]
def deliver(self: Any, url: str, secret: str, event: dict[str, Any]) -> None:
    """One attempt."""
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    stamp = str(int(time.time()))
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
    store.setnx(f"event:{event['id']}", body)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the same
            status = answer.status
    except (urllib.error.URLError, TimeoutError) as error:
        store.rpush(f"attempts:{url}", f"{event['id']} {error}")
        raise self.retry(exc=error, countdown=DELAYS[self.request.retries]) from error
    store.rpush(f"attempts:{url}", f"{event['id']} {status}")
    store.hincrby(f"day:{url}", "delivered", 1)
