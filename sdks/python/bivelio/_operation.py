"""What the client knows of an operation, from openapi.json."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from .errors import ConfigurationError

_PATH = re.compile(r"/[a-z0-9_]+(/[a-z0-9_]+)+")


class Listing(NamedTuple):
    """Where the items of a list are, and how its next page is asked for.

    `by` is the field of the request: `page`, or the cursor that the answer has under the name `cursor`.
    """

    items: str
    by: str
    cursor: Optional[str] = None  # noqa: UP045 - evaluated by NamedTuple, also on Python 3.9


class Operation(NamedTuple):
    """An operation: its path, and what may be done with a request of it.

    `takes_key`: each request carries an Idempotency-Key. `is_repeatable`: a request that was perhaps carried out may be
    sent again. `is_bare`: neither the request nor the answer has an envelope.
    """

    path: str
    takes_key: bool = False
    is_repeatable: bool = True
    is_bare: bool = False
    listing: Optional[Listing] = None  # noqa: UP045


def checked_path(path: str) -> str:
    """Return the path of an operation. Raises ConfigurationError for what is none: an address, one with a version."""
    if not isinstance(path, str) or not _PATH.fullmatch(path):
        raise ConfigurationError(f"A path is like '/contacts/list', not {path!r}.")
    return path
