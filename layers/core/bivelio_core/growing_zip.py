"""A zip that is written in parts, and goes on where it stopped: of each entry a journal has a few numbers.

`zipfile` writes to a stream that cannot be rewound. The stream here keeps what is not sent yet, and knows how much was
before it; the entries that are already in the file are handed to a new `ZipFile` from the journal, so that the
directory at the end names them too (PKWARE's APPNOTE, 4.3.12).
"""

import io
import zipfile
from typing import Any

DAY = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: an archive that is written again has the same bytes."""
_KEPT = ("CRC", "compress_size", "file_size", "header_offset", "flag_bits", "compress_type")


class PendingBytes(io.RawIOBase):
    """A stream that is only written, at the end of what is already elsewhere."""

    def __init__(self, offset: int, rest: bytes = b"") -> None:
        self.offset = offset
        self.pending = bytearray(rest)

    def writable(self) -> bool:
        """See io.IOBase."""
        return True

    def tell(self) -> int:
        """How many bytes the file has, those included that are elsewhere."""
        return self.offset + len(self.pending)

    def write(self, data: Any) -> int:
        """Append bytes."""
        self.pending += data
        return len(data)

    def take(self) -> bytes:
        """Return the bytes that are not elsewhere yet, which are from now on."""
        part = bytes(self.pending)
        self.offset += len(part)
        self.pending.clear()
        return part


class GrowingZip:
    """A zip file that grows by whole entries."""

    def __init__(self, offset: int = 0, rest: bytes = b"", entries: list[list[Any]] | None = None) -> None:
        self.stream = PendingBytes(offset, rest)
        self.file = zipfile.ZipFile(self.stream, "w", zipfile.ZIP_DEFLATED)
        for name, *numbers in entries or []:
            info = zipfile.ZipInfo(name, DAY)
            for attribute, number in zip(_KEPT, numbers, strict=True):
                setattr(info, attribute, number)
            self.file.filelist.append(info)
            self.file.NameToInfo[name] = info
        self.file.start_dir = self.stream.tell()

    def add(self, name: str, content: bytes) -> None:
        """Append an entry."""
        info = zipfile.ZipInfo(name, DAY)
        info.compress_type = zipfile.ZIP_DEFLATED
        self.file.writestr(info, content)
        self.file.start_dir = self.stream.tell()

    def close(self) -> None:
        """Append the directory: the file is whole."""
        self.file.close()

    @property
    def entries(self) -> list[list[Any]]:
        """The entries for the journal."""
        return [[info.filename, *(getattr(info, name) for name in _KEPT)] for info in self.file.filelist]
