"""What tests of documents share: small files, calls, and the worker that serves the queue."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bivelio_core import clients, config
from bivelio_core.documents import pdf

from tests.api import Answer, call, load
from tests.services import received

PDF = pdf.written([["Factura F-2026-17", "Total: 121,00 EUR"]])
SANDBOX = {"environment": "sandbox"}


def encoded(content: bytes) -> str:
    """The base64 of a file."""
    return base64.b64encode(content).decode()


def upload(content: bytes = PDF, filename: str = "factura.pdf", **more: Any) -> Answer:
    """The answer to an upload; `headers` and `caller` are those of the call."""
    of_call = {name: more.pop(name) for name in ("headers", "caller") if name in more}
    return call("documents.upload", {"filename": filename, "content_base64": encoded(content), **more}, **of_call)


def objects() -> dict[str, bytes]:
    """Every file in the bucket."""
    s3, bucket = clients.client("s3"), config.documents_bucket()
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket).get("Contents", [])]
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def serve(message: dict[str, Any]) -> bool:
    """Have the worker serve one message; answers whether it was taken."""
    event = {"Records": [{"messageId": "1", "body": json.dumps(message)}]}
    return bool(load("workers/process_document").handler(event, None) == {"batchItemFailures": []})


def work() -> int:
    """Have the worker serve what waits on the queue; answers how many documents those were."""
    messages = received("documents")
    assert all(map(serve, messages))
    return len(messages)


@contextmanager
def working() -> Iterator[None]:
    """The worker serves the queue while an endpoint waits."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DOCUMENT_WAIT_SECONDS", "20")
        patched.setattr("time.sleep", lambda _: work())
        yield


def asked(operation: str, data: dict[str, Any], **more: Any) -> Answer:
    """The answer of an endpoint that waits for the worker, which runs meanwhile."""
    with working():
        return call(operation, data, **more)


def balance(organisation: str = "org_0000000000000000", **more: Any) -> int:
    """The credits that are left."""
    caller = {"organisation": organisation, **more.pop("caller", {})}
    return int(call("credits.balance", {}, caller=caller, **more).data["balance"])
