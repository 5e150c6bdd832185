"""Store the JSON values of a run: small ones in the item as text, large ones in S3 by reference.

Text keeps numbers as JSON has them, costs the fewest bytes, and is measured exactly. Items hold 400 kB, a state
machine's state 256 kB; a run's state holds only ids, so neither is ever near.
"""

import hashlib
import json
from typing import Any

from bivelio_core import aws_calls, clients, config
from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.tenancy import Tenant

from . import failure_texts
from .failure_texts import fill
from .results import Failure

INLINE_BYTES = 100_000
MAXIMUM_BYTES = 1_000_000

AREA = "workflows"
"""The area of the bucket that holds the large values."""


def to_text(value: Any) -> str:
    """Return the text that stores a service's value."""
    return to_json(value)


def plain(value: Any) -> Any:
    """Return the value as it is read after storing it."""
    return json.loads(to_text(value))


def keep(tenant: Tenant, name: str, value: Any) -> dict[str, str]:
    """Store a value; returns its attributes: `name`, or `name_ref` for a value in S3. Raises Failure when too large.

    The file's name is a hash of the content, so a second write changes nothing.
    """
    text = to_text(value)
    content = text.encode()
    if len(content) <= INLINE_BYTES:
        return {name: text}
    if len(content) > MAXIMUM_BYTES:
        raise Failure("OUTPUT_TOO_LARGE", fill(failure_texts.OUTPUT_TOO_LARGE, size=len(content), limit=MAXIMUM_BYTES))
    files, file = TenantFiles.of(tenant, AREA), f"{hashlib.sha256(content).hexdigest()}.json"
    files.put(file, content, "application/json")
    return {f"{name}_ref": files.key(file)}


def read_if_kept(item: Item, name: str, default: Any = None) -> Any:
    """Like `read`, for showing a run: the default when the file has expired, long after the run's end."""
    files = clients.client("s3")
    try:
        return read(item, name, default)
    except files.exceptions.ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in {403, 404}:  # 403: who may not list is told no more
            return default
        raise


def read(item: Item, name: str, default: Any = None) -> Any:
    """The value that `keep` stored in an item."""
    if (text := item.get(name)) is not None:
        return json.loads(text)
    if (key := item.get(f"{name}_ref")) is None:
        return default
    answer = clients.client("s3").get_object(Bucket=config.documents_bucket(), Key=key)
    with aws_calls.reading():
        return json.loads(answer["Body"].read())
