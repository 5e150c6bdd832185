"""The e-mail addresses of the rows of an import so far: eight bytes of a hash and the row, a file per slice.

An earlier row's address is found here and not in the index, which a dry run does not reach, and later rows reach late.
"""

import hashlib

from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles

HASH_BYTES, ROW_BYTES = 8, 4
FORM = b"1"
"""The version of the file's format."""

CONTENT_TYPE = "application/octet-stream"


class SeenAddresses:
    """The addresses so far, each with the first row that has it."""

    def __init__(self, content: bytes = FORM) -> None:
        starts = range(len(FORM), len(content), HASH_BYTES + ROW_BYTES)
        self._rows = {
            content[at : at + HASH_BYTES]: int.from_bytes(content[at + HASH_BYTES : at + HASH_BYTES + ROW_BYTES], "big")
            for at in starts
        }
        self._content = bytearray(content)

    @classmethod
    def before(cls, files: TenantFiles, state: Item) -> "SeenAddresses":
        """The addresses of the slices before this one. An import begun by the previous release has no such file."""
        name = _file(state, state["step"] - 1)
        return cls(b"".join(files.read(name))) if state["step"] and files.state(name) is not None else cls()

    def write(self, files: TenantFiles, state: Item) -> None:
        """Store the addresses for the next slice."""
        files.put(_file(state, state["step"]), bytes(self._content), CONTENT_TYPE)

    def row_of(self, email: str) -> int | None:
        """The first row that has an address."""
        return self._rows.get(_digest(email))

    def add(self, email: str, row: int) -> None:
        """Add a row's address, unless an earlier row has it."""
        digest = _digest(email)
        if digest not in self._rows:
            self._rows[digest] = row
            self._content += digest + row.to_bytes(ROW_BYTES, "big")


def _file(state: Item, step: int) -> str:
    return f"imports/{state['id']}/addresses/{step:05d}"


def _digest(email: str) -> bytes:
    return hashlib.blake2b(email.casefold().encode(), digest_size=HASH_BYTES).digest()
