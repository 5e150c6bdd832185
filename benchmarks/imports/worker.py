"""Processor time of the import's worker alone: `python worker.py FILE.csv ROWS` prints microseconds a row.

It runs against any checkout whose `layers/core` is on the path, so that two can be compared. The table is in memory;
the rows are written through the real client as well, to a process of its own that answers every batch with success.
Files are in memory. What counts is the processor time of this process: reading, checking, encoding and sending rows.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bivelio_core import clients, ids
from bivelio_core.contacts.transfer import import_work, queue, reading
from bivelio_core.contacts.transfer.actions import import_
from bivelio_core.contacts.transfer.models import ImportContacts
from bivelio_core.context import Actor, Context
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

WARM_UP_ROWS = 1_000
SERVER = """
import asyncio, re
LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
BODY = b'{"UnprocessedItems":{}}'
HEAD = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/x-amz-json-1.0\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(BODY)

async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            await reader.readexactly(int(LENGTH.search(head)[1]))
            writer.write(HEAD + BODY)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


class Sending(MemoryTable):
    """A table in memory whose batches are also sent."""

    def __init__(self, sent: DynamoTable) -> None:
        super().__init__()
        self._sent = sent

    def put_many(self, items: Sequence[Any]) -> None:
        """See Table.put_many."""
        super().put_many(items)
        self._sent.put_many(items)


class NotThere(Exception):
    """S3's answer about a file that does not exist."""

    response = {"ResponseMetadata": {"HTTPStatusCode": 404}}  # noqa: RUF012 - read only


class Body(bytes):
    """A file's content as S3 gives it."""

    def iter_chunks(self, size: int) -> Iterator[bytes]:
        """The content piece by piece."""
        return (self[at : at + size] for at in range(0, len(self), size))


class Bucket:
    """The part of an S3 client that imports use, in memory."""

    class exceptions:  # noqa: N801 - as boto3 names it
        """The client's exceptions."""

        ClientError = NotThere

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def put_object(self, *, Key: str, Body: bytes, **_: Any) -> None:  # noqa: N803 - as boto3 names them
        """Keep a file."""
        self._files[Key] = Body

    def head_object(self, *, Key: str, **_: Any) -> dict[str, Any]:  # noqa: N803
        """Size and tag of a file."""
        if Key not in self._files:
            raise NotThere
        return {"ContentLength": len(self._files[Key]), "ETag": str(len(self._files[Key]))}

    def generate_presigned_url(self, *_: Any, **__: Any) -> str:
        """No URL: the file is written straight away."""
        return ""

    def get_object(self, *, Key: str, Range: str = "bytes=0-", **_: Any) -> dict[str, Any]:  # noqa: N803
        """A file from a byte on."""
        start = int(Range.removeprefix("bytes=").removesuffix("-"))
        return {"Body": Body(self._files[Key][start:]), "ETag": str(len(self._files[Key]))}


def measured(content: bytes, rows: int, sent: DynamoTable) -> float:
    """Seconds of processor time that an import into a new organisation takes."""
    tenant = Tenant(ids.unowned_id("organisation"), "live")
    store = TenantStore(Sending(sent), tenant)
    ctx = Context(tenant, Actor("api_key", "key_benchmark"), frozenset({"write"}), "req_benchmark", "ca", store, None)
    files = TenantFiles(Bucket(), "bucket", tenant, "transfers")
    vars(import_)["files_of"] = lambda _: files
    contact_import = import_.import_(ImportContacts(), ctx)
    files.put(f"imports/{contact_import.id}/contacts.csv", content, "text/csv")
    import_.import_(ImportContacts(id=contact_import.id), ctx)
    began = time.process_time()
    import_work.go_on(contact_import.id, ctx, files, lambda: True)
    used = time.process_time() - began
    state = reading.load_import(contact_import.id, ctx)
    assert (state["status"], state["created"], state["failed"]) == ("completed", rows, 0), state
    return used


def main() -> None:
    """Warm up, measure, print."""
    content, rows = Path(sys.argv[1]).read_bytes(), int(sys.argv[2])
    queue.send = lambda *_, **__: None  # the worker is called directly
    setattr(import_work, "_must_wait", lambda *_: False)  # noqa: B010 - nobody indexes the table in memory
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own text
    try:
        assert server.stdout
        endpoint = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        os.environ["AWS_ENDPOINT_URL"] = endpoint
        sent = DynamoTable(clients.client("dynamodb"), "benchmark")
        head = b"".join(content.splitlines(keepends=True)[: WARM_UP_ROWS + 1])
        measured(head, WARM_UP_ROWS, sent)
        print(1e6 * measured(content, rows, sent) / rows)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
