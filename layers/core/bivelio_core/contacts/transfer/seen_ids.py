"""The ids that the rows of an import have named so far: eight bytes of a hash and a letter each, a file per slice.

A row may name a company that an earlier row makes, and must not name an id that an earlier row has named; in a dry run,
where nothing is written, only this file has them.
"""

import hashlib

from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles

HASH_BYTES = 8
MAKES_NOTHING = "-"
LETTERS = {"company": "c", "person": "p"}
TYPES = {letter: kind for kind, letter in LETTERS.items()}
FORM = b"1"
"""The version of the file's format."""

CONTENT_TYPE = "application/octet-stream"


class SeenIds:
    """The ids so far, and the types of the contacts they make."""

    def __init__(self, content: bytes = FORM) -> None:
        size = HASH_BYTES + 1
        starts = range(len(FORM), len(content), size)
        self._types = {content[at : at + HASH_BYTES]: chr(content[at + HASH_BYTES]) for at in starts}
        self._content = bytearray(content)

    @classmethod
    def before(cls, files: TenantFiles, state: Item) -> "SeenIds":
        """The ids of the slices before this one."""
        return cls(b"".join(files.read(_file(state, state["step"] - 1)))) if state["step"] else cls()

    def write(self, files: TenantFiles, state: Item) -> None:
        """Store the ids for the next slice."""
        files.put(_file(state, state["step"]), bytes(self._content), CONTENT_TYPE)

    def __contains__(self, known_as: str) -> bool:
        return _digest(known_as) in self._types

    def add(self, known_as: str, contact_type: str | None) -> None:
        """Add a row's id, and the type of the contact it makes."""
        digest, letter = _digest(known_as), LETTERS[contact_type] if contact_type else MAKES_NOTHING
        self._types[digest] = letter
        self._content += digest + letter.encode()

    def type_of(self, known_as: str) -> str | None:
        """The type of the contact that an id of this import makes."""
        return TYPES.get(self._types.get(_digest(known_as), MAKES_NOTHING))


def _file(state: Item, step: int) -> str:
    return f"imports/{state['id']}/met/{step:05d}"


def _digest(known_as: str) -> bytes:
    return hashlib.blake2b(known_as.encode(), digest_size=HASH_BYTES).digest()
