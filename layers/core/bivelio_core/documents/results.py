"""The result of an extraction: as JSON in its item while it is small, in the bucket when it is not.

Text keeps numbers as JSON has them and is measured exactly. An item holds 400 kB, an event's data 128 kB.
"""

import json
from typing import Any

from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles

INLINE_BYTES = 100_000


def kept(files: TenantFiles, extraction_id: str, result: dict[str, Any]) -> dict[str, str]:
    """The attribute that holds a result: `result`, or `result_file` for one that went to the bucket."""
    text = to_json(result)
    if len(text.encode()) <= INLINE_BYTES:
        return {"result": text}
    name = f"results/{extraction_id}.json"
    files.put(name, text.encode(), "application/json")
    return {"result_file": name}


def small(item: Item) -> dict[str, Any] | None:
    """The result of an extraction, None when it is too large to be in its item."""
    text = item.get("result")
    return None if text is None else dict(json.loads(text))


def whole(files: TenantFiles, item: Item) -> dict[str, Any]:
    """The result of an extraction, nothing before it is completed."""
    if (name := item.get("result_file")) is not None:
        return dict(json.loads(b"".join(files.read(name))))
    return small(item) or {}
