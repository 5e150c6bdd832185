"""Store the result of an extraction: small results as JSON in its item, large ones in the bucket.

Text keeps numbers as JSON has them and is measured exactly. An item holds 400 kB, an event's data 128 kB.
"""

import json
from typing import Any

from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles

from .storage import DOWNLOAD_SECONDS

INLINE_BYTES = 100_000
ANSWERED_BYTES = 1_000_000
"""The largest result in an answer: a Lambda answers 6 MB at most, and a step of a workflow keeps 1 MB."""

ATTRIBUTES = ("result", "result_file", "result_bytes")


def result_attributes(files: TenantFiles, extraction_id: str, result: dict[str, Any]) -> dict[str, Any]:
    """Store a result; returns its attributes: `result`, or `result_file` and its size for one in the bucket."""
    text = to_json(result)
    content = text.encode()
    if len(content) <= INLINE_BYTES:
        return {"result": text}
    name = f"results/{extraction_id}.json"
    files.put(name, content, "application/json")
    return {"result_file": name, "result_bytes": len(content)}


def small(item: Item) -> dict[str, Any] | None:
    """Return the result in an extraction's item; None when the result is too large for the item."""
    text = item.get("result")
    return None if text is None else dict(json.loads(text))


def whole(files: TenantFiles, item: Item) -> dict[str, Any]:
    """Return the result of an extraction, empty until it is completed."""
    if (name := item.get("result_file")) is not None:
        return dict(json.loads(b"".join(files.read(name))))
    return small(item) or {}


def answered(files: TenantFiles, item: Item) -> dict[str, Any]:
    """Return the result for an answer. A large result has a signed URL in place of the extracted data."""
    result = whole(files, item)
    if item.get("result_bytes", 0) <= ANSWERED_BYTES:
        return result
    name = item["result_file"]
    url = files.download_url(name, f"{item['id']}.json", DOWNLOAD_SECONDS)
    return {**{name: value for name, value in result.items() if name != "extracted"}, "extracted_url": url}
