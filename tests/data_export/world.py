"""An export that is asked for and written, and what its archive has."""

import io
import json
import zipfile
from typing import Any

from bivelio_core.data_export import records
from bivelio_core.tenancy import Tenant

from tests.api import load
from tests.services import received


def worked_off() -> int:
    """Hand the messages of the queue of transfers to their worker until there are none; returns how many there were."""
    count = 0
    while messages := received("transfers"):
        count += len(messages)
        for message in messages:
            record = {"messageId": "m", "body": json.dumps(message), "attributes": {"ApproximateReceiveCount": "1"}}
            answer = load("workers/transfer_contacts").handler({"Records": [record]})
            assert answer == {"batchItemFailures": []}
    return count


def archive(tenant: Tenant, export_id: str) -> zipfile.ZipFile:
    """The archive of an export."""
    content = b"".join(records.files_of(tenant).read(records.file_of(export_id)))
    return zipfile.ZipFile(io.BytesIO(content))


def lines(archived: zipfile.ZipFile) -> dict[str, list[dict[str, Any]]]:
    """The items of an archive, by kind."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for name in archived.namelist():
        if name.startswith("data/"):
            kind = name.removeprefix("data/").rpartition("-")[0]
            by_kind.setdefault(kind, []).extend(map(json.loads, archived.read(name).decode().splitlines()))
    return by_kind
