"""The queries on each population: the rows of the cost table."""

import math
from typing import Any

from bivelio_core.store.codec import Item

PER_PAGE = 25


def queries(count: int, somebody: Item) -> dict[str, dict[str, Any]]:
    """Return the queries by name, for a number of contacts of whom one is `somebody`."""
    last = max(1, math.ceil(count / PER_PAGE))
    facets = {"type": "company", "tags": ["client", "actiu"]}
    queries_by_name: dict[str, dict[str, Any]] = {
        "no filter, first page": {},
        "no filter, middle page": {"page": max(1, last // 2)},
        "no filter, last page": {"page": last},
        "one type": {"type": "company"},
        "one type, a page in the middle": {"type": "company", "page": max(1, int(count * 0.15) // PER_PAGE)},
        "one frequent tag": {"tags": ["actiu"]},
        "one rare tag": {"tags": ["basic"]},
        "type + 2 tags": facets,
        "two words": {"search": "maria garcia"},
        "2 words + type + 2 tags": {"search": "Empresa ABC", **facets},
        "3-letter prefix": {"search": "mar"},
        "2-letter prefix": {"search": "ma"},
        "e-mail address": {"search": somebody["email"]},
        "phone": {"search": somebody["phone"]},
    }
    return {name: {"per_page": PER_PAGE, **query} for name, query in queries_by_name.items()}
