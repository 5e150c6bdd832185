"""What tests of documents share: small files, and a document that a call made."""

import base64
from typing import Any

from bivelio_core import clients, config
from bivelio_core.documents import pdf

from tests.api import Answer, call

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
