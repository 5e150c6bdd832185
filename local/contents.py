"""What a folder holds: its files in order, and a name for them all that changes with any of them."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

_COMPILED_SUFFIXES = {".pyc", ".pyo"}


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder by their names in it, without hidden and compiled ones."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts)
        if file.is_file() and not is_hidden and file.suffix not in _COMPILED_SUFFIXES:
            yield name.as_posix(), file


def fingerprint(folder: Path) -> str:
    """Return the hash of a folder's files: of their names and contents."""
    digest = hashlib.sha256()
    for name, file in files(folder):
        digest.update(f"{name}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:32]
