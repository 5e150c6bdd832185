"""The files of a tenant that name a person: what providers sent, exports and imports, large values of workflows.

The file of a document goes with its item (persons.py); those of invoices are kept (kept.py).
"""

import codecs
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
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

MOST_MEMBERS, MOST_OPENED = 10_000, 256_000_000
"""As many files of an archive, and bytes of them, are looked at: ours have fewer, and a hostile one has no end."""

PIECE = 1_000_000


def erase_files(_table: StoredTable, job: Item, subject: Subject, after: str) -> Steps:
    """Delete every file that names the person, with its versions."""
    client, bucket = clients.client("s3"), config.documents_bucket()
    needles = [text.encode() for text in job["texts"]]
    for area in AREAS:
        prefix = f"{subject.tenant.environment}/{area}/{subject.tenant.organisation}/"
        for each in _listed(prefix, after):
            if each["Size"] > LARGEST:
                continue
            content = client.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
            is_theirs = names_one(content, needles)
            yield Progress(each["Key"], files=files.erase_one(each["Key"]) if is_theirs else 0)


def names_one(content: bytes, needles: Sequence[bytes]) -> bool:
    """Whether a file has one of some texts in it: in small letters, in UTF-16, or inside an archive or a workbook."""
    longest = max(map(len, needles), default=0)
    return any(needle in piece for piece in _pieces(content, longest) for needle in needles)


def _pieces(content: bytes, overlap: int) -> Iterator[bytes]:
    yield content.lower()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield content.decode("utf-16", "replace").casefold().encode()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    room = MOST_OPENED
    with (
        suppress(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError),
        zipfile.ZipFile(io.BytesIO(content)) as archive,
    ):
        for member in archive.infolist()[:MOST_MEMBERS]:
            with archive.open(member) as file:
                former = b""
                while room > 0 and (piece := file.read(PIECE).lower()):
                    room -= len(piece)
                    yield former + piece
                    former = piece[-overlap:]


def _listed(prefix: str, after: str) -> Iterator[dict[str, Any]]:
    if after > prefix and not after.startswith(prefix):  # areas come in the order of their names
        return
    start = after if after.startswith(prefix) else ""
    client, bucket = clients.client("s3"), config.documents_bucket()
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, StartAfter=start):
        yield from page.get("Contents", ())
