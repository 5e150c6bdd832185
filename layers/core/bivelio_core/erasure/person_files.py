"""The files of a tenant that name a person: what providers sent, exports and imports, large values of workflows.

The file of a document goes with its item (persons.py); those of invoices are kept (kept.py).
"""

from collections.abc import Iterator
from typing import Any

from bivelio_core import clients, config
from bivelio_core.store.codec import Item
from bivelio_core.store.stored import StoredTable

from . import files
from .erasures import Subject
from .organisations import Progress, Steps

AREAS = ("inbound", "knowledge", "transfers", "workflows")
LARGEST = 64_000_000
"""Larger files are exports of an organisation of millions of contacts: they end by themselves within 35 days."""


def erase_files(_table: StoredTable, job: Item, subject: Subject, after: str) -> Steps:
    """Delete every file that names the person, with its versions."""
    client, bucket = clients.client("s3"), config.documents_bucket()
    needles = [text.encode() for text in job["texts"]]
    for area in AREAS:
        prefix = f"{subject.tenant.environment}/{area}/{subject.tenant.organisation}/"
        for each in _listed(prefix, after):
            if each["Size"] > LARGEST:
                continue
            content = client.get_object(Bucket=bucket, Key=each["Key"])["Body"].read().lower()
            is_theirs = any(needle in content for needle in needles)
            yield Progress(each["Key"], files=files.erase_one(each["Key"]) if is_theirs else 0)


def _listed(prefix: str, after: str) -> Iterator[dict[str, Any]]:
    if after > prefix and not after.startswith(prefix):  # areas come in the order of their names
        return
    start = after if after.startswith(prefix) else ""
    client, bucket = clients.client("s3"), config.documents_bucket()
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, StartAfter=start):
        yield from page.get("Contents", ())
