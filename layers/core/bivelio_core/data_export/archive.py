"""An archive that is written in parts over several invocations, with a journal beside it.

A function that dies goes on from the last journal. What it had written after that is written again: a part of the same
number replaces the former one, and of two files of what is too little for a part one is always whole.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from bivelio_core.growing_zip import GrowingZip
from bivelio_core.store.files import TenantFiles

from .records import file_of

PART_BYTES = 8_000_000
"""S3 takes parts of 5 MiB at least, but for the last one."""

ZIP = "application/zip"


@dataclass(slots=True)
class Journal:
    """The upload, its parts and entries, and how far items and files are.

    Attributes:
        cursor: behind which holding it goes on.
        passed: which holdings of this cursor are written: some have it in common.
        partition: whose items are written up to `sk`.
        kinds: how many items of each kind are written.
        pieces: how many files of JSON lines.
        documents: the names of the files of a person's documents.
        file: the key of the last file of the bucket that is written.
        files: how many are written.
        is_whole: whether all parts are written, and only have to be joined.
    """

    upload: str
    tags: list[str] = field(default_factory=list)
    offset: int = 0
    rest: str | None = None
    entries: list[list[Any]] = field(default_factory=list)
    cursor: str | None = None
    passed: list[str] = field(default_factory=list)
    partition: str | None = None
    sk: str | None = None
    kinds: dict[str, int] = field(default_factory=dict)
    pieces: int = 0
    has_items: bool = False
    documents: list[str] = field(default_factory=list)
    file: str = ""
    files: int = 0
    is_whole: bool = False

    def complete(self, cursor: str, name: str) -> None:
        """Note that a holding is written."""
        self.passed = [*self.passed, name] if cursor == self.cursor else [name]
        self.cursor, self.partition, self.sk = cursor, None, None


class Archive:
    """The archive of an export, open for the next entries."""

    def __init__(self, files: TenantFiles, export_id: str) -> None:
        self.files, self.export_id = files, export_id
        self.name, self._journal_name = file_of(export_id), file_of(export_id, "journal.json")
        self.journal = self._loaded() or Journal(files.begin_parts(self.name, ZIP))
        rest = b"".join(files.read(self.journal.rest)) if self.journal.rest else b""
        self._zip = GrowingZip(self.journal.offset, rest, self.journal.entries)

    def add(self, name: str, content: bytes) -> None:
        """Append an entry; a part is sent once there is enough for one."""
        self._zip.add(name, content)
        if len(self._zip.stream.pending) >= PART_BYTES:
            self._send()

    def save(self) -> None:
        """Write down how far it is: first the bytes that are too few for a part, then the journal that names them."""
        journal = self.journal
        journal.offset, journal.entries = self._zip.stream.offset, self._zip.entries
        pending, other = bytes(self._zip.stream.pending), file_of(self.export_id, "rest-1")
        first = file_of(self.export_id, "rest-0")
        name = other if journal.rest == first else first
        if pending:
            self.files.put(name, pending, ZIP)
        journal.rest = name if pending else None
        self.files.put(self._journal_name, json.dumps(asdict(journal)).encode(), "application/json")

    def close(self) -> int:
        """Join the parts, unless a function that died has done so; return the size in bytes."""
        if not self.journal.is_whole:
            self._zip.close()
            self._send()
            self.journal.is_whole = True
            self.save()
        if self.files.state(self.name) is None:
            self.files.complete_parts(self.name, self.journal.upload, self.journal.tags)
        return self.journal.offset

    def _send(self) -> None:
        number = len(self.journal.tags) + 1
        part = self._zip.stream.take()
        self.journal.tags.append(self.files.put_part(self.name, self.journal.upload, number, part))

    def _loaded(self) -> Journal | None:
        if self.files.state(self._journal_name) is None:
            return None
        return Journal(**json.loads(b"".join(self.files.read(self._journal_name))))
