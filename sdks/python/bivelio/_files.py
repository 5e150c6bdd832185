"""Files that are sent and received: what a caller may give, and where a download goes."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, Union

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

File = Union[bytes, str, "os.PathLike[str]", BinaryIO]
"""A file to send: its content, its path, or a file object that is open for reading bytes."""


def content_of(file: File, filename: str | None = None) -> tuple[bytes, str]:
    """Return the content and the name of a file. Raises ConfigurationError when it cannot be read or has no name."""
    if isinstance(file, (bytes, bytearray, memoryview)):
        content, name = bytes(file), None
    elif isinstance(file, (str, os.PathLike)):
        content, name = _read(Path(file)), Path(file).name
    else:
        content, name = _read_object(file)
    if not (filename or name):
        raise ConfigurationError("The file has no name: pass filename=...")
    return content, filename or str(name)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"The file {str(path)!r} cannot be read: {error.strerror or error}.") from None


def _read_object(file: Any) -> tuple[bytes, str | None]:
    if not hasattr(file, "read"):
        raise ConfigurationError(f"A file is bytes, a path or an open file, not {type(file).__name__}.")
    content = file.read()
    if not isinstance(content, bytes):
        raise ConfigurationError('The file gives text: open it for reading bytes, with "rb".')
    name = getattr(file, "name", None)
    return content, Path(name).name if isinstance(name, str) else None


class Target:
    """Where a download goes: to memory, or to a path that appears whole or not at all."""

    def __init__(self, to: str | os.PathLike[str] | None) -> None:
        self.path: Path | None = None if to is None else Path(to)
        self.content: bytes = b""
        if self.path is not None and not self.path.parent.is_dir():
            raise ConfigurationError(f"The folder {str(self.path.parent)!r} is not there: make it first.")

    @property
    def outcome(self) -> bytes | Path:
        """What a download answers: the content, or the path that it was written to."""
        return self.content if self.path is None else self.path

    @contextmanager
    def writing(self) -> Iterator[Callable[[bytes], object]]:
        """Give a function that takes the pieces; at the end of the block they are the content."""
        if self.path is None:
            pieces: list[bytes] = []
            yield pieces.append
            self.content = b"".join(pieces)
            return
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file.write
            Path(name).replace(self.path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
