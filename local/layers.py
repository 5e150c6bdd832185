"""Layers built for this machine: unpacked in the build cache, from where functions import them.

The archive that stands for such a layer in the emulator holds its name in the cache and nothing else: 250 MB are
neither packed, sent, kept in memory, saved nor unpacked. They are installed side by side, and compiled when the
platform has what it needs, by a process of the lowest priority; until then Python compiles what a function imports.
"""

import hashlib
import io
import os
import shutil
import sys
import zipfile
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from local import programs
from local.contents import fingerprint
from local.settings import ROOT
from local.turns import turn
from tools.build_layer import compile_sources

_BUILDER = ROOT / "tools" / "build_layer.py"
_NAME_FILE = "layer-in-the-cache"
_KEPT_STATES = 20
_FIXED_TIME = (2020, 1, 1, 0, 0, 0)


class LayerError(RuntimeError):
    """A layer cannot be built, or is not in the cache any more."""


@dataclass
class Builds:
    """The builds of a deployment's layers, which go on side by side.

    Attributes:
        cache: the folder of builds, in which layers are in `layers/<name>/<state of its sources>`.
    """

    cache: Path
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(os.cpu_count(), "layer"))
    _futures: dict[Path, "Future[None]"] = field(default_factory=dict)

    def begin(self, source: Path) -> Path:
        """Return the folder in which the layer of these sources is, or will be once `finish` returns."""
        builder = hashlib.sha256(_BUILDER.read_bytes()).hexdigest()[:8]
        tag = f"{sys.implementation.cache_tag}-{sys.platform}-{builder}"
        folder = self.cache / "layers" / source.name / f"{tag}-{fingerprint(source)}"
        if folder not in self._futures:
            self._futures[folder] = self._pool.submit(_install, source, folder)
        return folder

    def are_done(self) -> bool:
        """Tell whether all of them have ended."""
        return all(future.done() for future in self._futures.values())

    def finish(self) -> list[Path]:
        """Return all folders when they are there. Raises LayerError for the first layer that cannot be built."""
        self._pool.shutdown()
        for future in self._futures.values():
            future.result()
        return list(self._futures)


def _install(source: Path, folder: Path) -> None:
    if folder.exists():
        return
    with turn(folder.parent):
        if folder.exists():  # another runtime of this checkout has built it meanwhile
            return
        making = folder.parent / "making"
        shutil.rmtree(making, ignore_errors=True)
        command = [str(_BUILDER), source.name, "--layers", str(source.parent), "--out", str(making)]
        process = programs.start(
            [sys.executable, *command, "--host", "--uncompiled"], stdout=programs.PIPE, stderr=programs.PIPE
        )
        output, errors = programs.finish(process)
        if process.returncode:
            raise LayerError(f"layer {source.name} cannot be built:\n{errors or output}")
        making.rename(folder)
        _forget_old(folder.parent)


def _forget_old(layer: Path) -> None:
    """Delete all but the newest states of a layer: no function but old versions of it names the others."""
    states = [each for each in layer.iterdir() if each.is_dir()]
    for old in sorted(states, key=lambda each: each.stat().st_mtime, reverse=True)[_KEPT_STATES:]:
        _mark(old).unlink(missing_ok=True)
        shutil.rmtree(old, ignore_errors=True)


def archive_of(folder: Path) -> bytes:
    """Return the archive that stands for a built layer."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo(_NAME_FILE, _FIXED_TIME), f"{folder.parent.name}/{folder.name}")
    return target.getvalue()


def folder_named_in(content: bytes, layers: Path) -> Path | None:
    """Return the folder of the layer that an archive stands for; None for an archive of files.

    Raises:
        LayerError: when it is not in the cache any more.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if archive.namelist() != [_NAME_FILE]:
            return None
        folder = layers / archive.read(_NAME_FILE).decode()
    if not folder.is_dir():
        raise LayerError(f"the layer {folder} is not there any more: start the platform again, which builds it")
    return folder


def compile_beside(folders: Iterable[Path]) -> None:
    """Compile layers that are not compiled yet in a process of the lowest priority. Returns at once."""
    waiting = [str(folder) for folder in sorted(folders, key=_order) if not _mark(folder).exists()]
    if waiting:
        nice = ["nice", "-n", "19"] if shutil.which("nice") else []
        programs.start([*nice, sys.executable, "-m", "local.layers", *waiting], cwd=ROOT, stdout=programs.DEVNULL)


def _order(folder: Path) -> tuple[bool, str]:
    """What every function imports comes first."""
    return folder.parent.name not in ("core", "dependencies"), folder.parent.name


def _mark(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.compiled")


def main(arguments: Sequence[str]) -> None:
    """Compile layers, one after the other: `python -m local.layers FOLDER ...`."""
    for folder in map(Path, arguments):
        with turn(folder.parent):
            if not _mark(folder).exists():
                compile_sources(folder / "python", sys.executable, processes=1)
                _mark(folder).touch()


if __name__ == "__main__":
    main(sys.argv[1:])
