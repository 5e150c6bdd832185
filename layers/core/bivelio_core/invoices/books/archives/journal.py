"""How far the writing of an archive has come: a file beside it, written after each part of it.

A function that dies goes on from the last journal. What it had written after that is written again: a part of the same
number replaces the former one.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from bivelio_core.store.files import TenantFiles

ZIP = "application/zip"


@dataclass(slots=True)
class Journal:
    """The upload in parts, their tags, the bytes and entries that they have, and the last invoice that is in them."""

    upload: str
    tags: list[str] = field(default_factory=list)
    offset: int = 0
    rest: str | None = None
    """The name of the file with the bytes that are too few for a part."""
    entries: list[list[Any]] = field(default_factory=list)
    last: str | None = None
    """The sort key of the last invoice."""
    lines: list[list[str]] = field(default_factory=list)
    """The lines of `index.csv`."""
    missing: int = 0
    done: int = 0
    is_whole: bool = False
    """Whether all parts are written, and only have to be joined."""


def load(files: TenantFiles, folder: str) -> Journal | None:
    """Return the journal of an archive, None before its first part."""
    if files.state(f"{folder}/journal.json") is None:
        return None
    return Journal(**json.loads(b"".join(files.read(f"{folder}/journal.json"))))


def save(files: TenantFiles, folder: str, journal: Journal) -> None:
    """Write the journal."""
    files.put(f"{folder}/journal.json", json.dumps(asdict(journal)).encode(), "application/json")


def rest_of(files: TenantFiles, journal: Journal) -> bytes:
    """Return the bytes that were too few for a part."""
    return b"".join(files.read(journal.rest)) if journal.rest else b""


def next_rest(folder: str, journal: Journal) -> str:
    """Return the name of the next file of the rest: two take turns, so that one is whole while the other is written."""
    first, second = f"{folder}/rest-0", f"{folder}/rest-1"
    return second if journal.rest == first else first
