"""Builds into a folder of the cache that is named by a hash of all that it is made from, so that it is made once."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from local.turns import turn
from tools.template import ROOT

CACHE = ROOT / ".local"
_KEPT_BUILDS = 2
_NOT_BUILDS = {"making", "unpacked", "cache"}

Say = Callable[[str], None]
Make = Callable[[Path], None]
"""Makes a build in a folder that is not there yet."""


def fingerprint(files: Iterable[Path], salt: bytes = b"") -> str:
    """Return the hash of files below the repository: of their names and contents."""
    digest = hashlib.sha256(salt)
    for file in sorted(files):
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:20]


def files_below(folder: Path, build_folders: Iterable[str] = ("__pycache__",)) -> Iterator[Path]:
    """Yield the files of a folder, without those in folders that a build makes; a file yields itself."""
    if folder.is_file():
        yield folder
        return
    skipped = frozenset(build_folders)
    for each in sorted(folder.iterdir()):
        if each.name not in skipped:
            yield from files_below(each, skipped)


def build_once(folder: Path, name: str, make: Make) -> Path:
    """Return `folder`/`name`, made when it is not there: by `make`, in a folder that gets its name when it is whole.

    One process builds at a time; the two latest builds are kept.
    """
    with turn(folder):
        built = folder / name
        if not built.exists():
            making = folder / "making"
            shutil.rmtree(making, ignore_errors=True)
            make(making)
            making.rename(built)
            _forget_old(folder)
        return built


def _forget_old(folder: Path) -> None:
    builds = [each for each in folder.iterdir() if each.is_dir() and each.name not in _NOT_BUILDS]
    builds.sort(key=lambda each: each.stat().st_mtime, reverse=True)
    for old in builds[_KEPT_BUILDS:]:
        shutil.rmtree(old, ignore_errors=True)
